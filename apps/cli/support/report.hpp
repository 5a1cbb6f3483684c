#pragma once

#include <string>
#include <vector>

#include <crescent/model/evaluation.hpp>
#include <crescent/model/model.hpp>

#include "console.hpp"

namespace crescent::cli {

/// accuracy, log_loss, confusion_matrix, classes and baselines: the object that `train --json` and
/// `evaluate --json` share.
Json to_json(const model::Evaluation& evaluation, const model::Model& model);

/// The same for people: the network beside the baselines, then the confusion matrix.
std::string to_text(const model::Evaluation& evaluation, const model::Model& model);

/// Tells the user which columns had levels that the training rows had not.
void tell_unseen(const std::vector<preprocess::UnseenLevels>& unseen);

}  // namespace crescent::cli
