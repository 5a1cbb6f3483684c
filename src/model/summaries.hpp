#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crescent/model/drift.hpp>

namespace crescent::model {

std::string summaries_json(const std::vector<ColumnSummary>& summaries);

/// Nothing if the text is not what summaries_json writes for the pipeline's columns.
std::optional<std::vector<ColumnSummary>> parse_summaries(const std::string& text,
                                                          const preprocess::Pipeline& pipeline);

}  // namespace crescent::model
