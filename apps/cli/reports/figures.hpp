#pragma once

#include <string>
#include <vector>

#include <crescent/metrics/report.hpp>
#include <crescent/train/fit.hpp>

#include "reports/page.hpp"

/// The pictures of a report, each with what it shows in words.
namespace crescent::cli::report {

Picture confusion_picture(const metrics::Report& report, const std::vector<std::string>& classes);
/// Stated probability beside how often it came true.
Picture reliability_picture(const metrics::Predictions& predictions,
                            const std::vector<std::string>& classes);
/// One curve for two classes; of up to six, one each.
Picture roc_picture(const metrics::Predictions& predictions,
                    const std::vector<std::string>& classes);
/// Two classes alone.
Picture threshold_picture(const metrics::Predictions& predictions,
                          const std::vector<std::string>& classes);
/// Predicted beside true values, and the errors.
Picture fit_picture(const metrics::Predictions& predictions, const std::string& target);
Picture residual_picture(const metrics::Predictions& predictions, const std::string& target);
/// One curve of losses a history.
Picture learning_picture(const std::vector<train::History>& histories,
                         const std::vector<std::string>& names);

}  // namespace crescent::cli::report
