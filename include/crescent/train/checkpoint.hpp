#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <crescent/base/matrix.hpp>

namespace crescent::train {

/// Keeps the state of a training in two files, FILE.0 and FILE.1, in turn, each written aside and
/// renamed: whenever the program is killed, one of them is whole. A fit that finds them goes on
/// from the newer one and ends with the same bits as one that was never interrupted.
/// docs/formats/checkpoint.md describes the files.
struct Checkpointing {
  std::filesystem::path file = {};  ///< FILE; empty: none
  double every_seconds = 60;        ///< at the next step after so long; 0: not by time
  Index every_epochs = 0;           ///< 0: not by epochs
  /// What decides the training beside the fit's own options and data, a line "name = value" each:
  /// must be the same when it goes on.
  std::string command = {};
};

/// Whether there is a FILE.0 or FILE.1; not for an empty name.
bool has_checkpoint(const std::filesystem::path& file);

/// Removes FILE.0, FILE.1 and what a killed program left of them. Throws nothing.
void remove_checkpoint(const std::filesystem::path& file) noexcept;

/// Where a training stands.
struct CheckpointInfo {
  Index epoch = 0;      ///< epochs done
  Index row = 0;        ///< rows of the next one that are done
  std::string command;  ///< of the training, a line "name = value" each
};

/// Reads the bytes of a checkpoint's file. Throws Error(parse), naming `source`, if they are not
/// whole or not what the format says.
CheckpointInfo inspect_checkpoint(std::string_view bytes, const std::string& source);

}  // namespace crescent::train
