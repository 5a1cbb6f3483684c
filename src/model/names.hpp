#pragma once

// Names inside a model's graph that its writer and its reader share. They start with '/', which
// keeps them apart from the inputs, named after the columns. docs/formats/model.md lists them.
namespace crescent::model::names {

constexpr const char* label = "label";
constexpr const char* probabilities = "probabilities";
constexpr const char* prediction = "prediction";
constexpr const char* table = "columns";                 // the one input of all columns
constexpr const char* schema = "crescent.schema";        // metadata_props
constexpr const char* training = "crescent.training";    // metadata_props
constexpr const char* baselines = "crescent.baselines";  // metadata_props
constexpr const char* summaries = "crescent.summaries";  // metadata_props
constexpr const char* medians = "/medians";
constexpr const char* means = "/means";
constexpr const char* scales = "/scales";
constexpr const char* features = "/features";
constexpr const char* one_hot = "/one_hot/";         // and the column's number
constexpr const char* probability = "/probability";  // of class 1, with one sigmoid unit

}  // namespace crescent::model::names
