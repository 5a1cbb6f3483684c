#include "options/study.hpp"

#include <fstream>
#include <limits>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

namespace crescent::cli {
namespace {

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

experiment::TrialScore score_of(const Json& json) {
  const Json& score = json.at("score");
  return {
      .trial = json.at("trial").get<std::size_t>(),
      .rung = json.at("rung").get<int>(),
      .epochs = json.at("epochs").get<Index>(),
      .score = score.is_null() ? std::numeric_limits<double>::quiet_NaN() : score.get<double>()};
}

}  // namespace

Study::Study(std::filesystem::path path, const Json& head) : path_(std::move(path)) {
  if (path_.empty()) return;
  const std::string first = line_of(head);
  if (!std::filesystem::exists(path_)) {
    write_file(path_, first);
    return;
  }
  const std::string text = read_file(path_);
  const std::string whole = text.substr(0, text.rfind('\n') + 1);
  std::size_t begin = 0, number = 1;
  for (std::size_t end = whole.find('\n'); end != std::string::npos;
       begin = end + 1, end = whole.find('\n', begin), ++number) {
    const std::string line = whole.substr(begin, end + 1 - begin);
    if (number == 1) {
      if (line == first) continue;
      throw Error(ErrorCode::data,
                  "holds another search (other data, options or seed); name another file for this "
                  "one, or repeat the command of that one",
                  {.file = path_.string(), .line = 1});
    }
    try {
      known_.push_back(score_of(Json::parse(line)));
    } catch (const Json::exception& error) {
      throw Error(ErrorCode::parse,
                  fmt::format("is no line of a search ({}); remove it", error.what()),
                  {.file = path_.string(), .line = number});
    }
  }
  // Stopped before the first line was whole, or in the middle of a later one.
  if (whole.empty()) {
    if (!first.starts_with(text)) {
      throw Error(ErrorCode::parse, "is no file of a search; name another",
                  {.file = path_.string()});
    }
    write_file(path_, first);
  } else if (whole.size() < text.size()) {
    write_file(path_, whole);
  }
}

void Study::add(const experiment::TrialScore& score) {
  if (path_.empty()) return;
  std::ofstream out(path_, std::ios::binary | std::ios::app);
  out << line_of({{"trial", score.trial},
                  {"rung", score.rung},
                  {"epochs", score.epochs},
                  {"score", score.score}});
  out.close();
  if (!out) {
    throw Error(ErrorCode::io, "cannot be written to", {.file = path_.string()});
  }
}

}  // namespace crescent::cli
