#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <crescent/experiment/search.hpp>

#include "console/json.hpp"

namespace crescent::cli {

/// A search's file: JSON Lines, the first with what was searched, then one a score. Each is written
/// as soon as it is known, so that a search that was stopped in any moment goes on where it was.
class Study {
 public:
  /// An empty path: nothing is kept. A file that is there must have the same head, or
  /// Error(data) says so; an unfinished last line is dropped. Throws Error(io), Error(parse).
  Study(std::filesystem::path path, const Json& head);

  const std::vector<experiment::TrialScore>& known() const { return known_; }
  void add(const experiment::TrialScore& score);

 private:
  std::filesystem::path path_;
  std::vector<experiment::TrialScore> known_;
};

}  // namespace crescent::cli
