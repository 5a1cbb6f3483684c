#pragma once

#include <string>

#include <crescent/model/c_export.hpp>

// The C code of an exported header that is the same for every model; `fill` puts the names in.
namespace crescent::model::c {

/// Whether a column's numbers are clipped smoothly.
bool clips(const preprocess::Pipeline& pipeline);

/// From cells to the network's inputs. `text_columns`: whether there are columns of levels.
std::string reading_code(bool text_columns, bool clips);

/// Includes, types, sizes; tables of columns, levels, classes and missing-value texts.
std::string tables_code(const preprocess::Pipeline& pipeline, const COptions& options,
                        Index outputs, std::size_t tests);

/// Layers: `$_dense` in the chosen precision, or on int8 weights.
std::string dense_code(bool int8);

/// One activation, as a function `$_<its name>`.
/// What follows the prefix in the name of an activation's function.
std::string function_name(reference::Activation activation);
std::string activation_code(reference::Activation activation);

/// `$_output`: from the last layer's z to what the model answers.
std::string output_code(reference::Output output);

/// `$_predict_row`, `$_predict` (if `numbers`: all columns are numeric) and what they share.
std::string prediction_code(bool numbers);

/// the body of `$_self_test`, behind its tables.
std::string self_test_code();

}  // namespace crescent::model::c
