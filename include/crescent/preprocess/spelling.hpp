#pragma once

#include <string>
#include <vector>

#include <crescent/data/table.hpp>

namespace crescent::preprocess {

/// A label that a file spells otherwise than the model.
struct Respelled {
  std::string label;  ///< in the file: "<=50K."
  std::string name;   ///< the model's class: "<=50K"
};

/// encode_labels for a file of another hand: where no label of the file is a class, labels are
/// compared without case and without dots and blanks at their end, and `respelled` receives those
/// that were matched so, for the user to know; else it is left empty. All labels must have a class
/// of their own that way, or none is matched. Throws as encode_labels does.
std::vector<int> encode_respelled_labels(const data::Table& table, const std::string& target,
                                         const std::vector<std::string>& classes,
                                         std::vector<Respelled>& respelled);

}  // namespace crescent::preprocess
