#pragma once

#include <functional>
#include <string>
#include <vector>

#include <kainjow/mustache.hpp>

#include "console/json.hpp"
#include "html/mathml.hpp"

/// What the page's templates show, computed from tutorial.json. One function fills the keys of a
/// few chapters; every sentence that states a finding hangs on a flag computed here.
namespace crescent::cli::tutorial {

using Context = kainjow::mustache::data;
using SvgOf = std::function<std::string(const std::string& name)>;

/// A run so short that its network has hardly learned.
constexpr int kFewPasses = 1000;

/// A number of the object; NaN where JSON has null (it knows no NaN).
double value(const Json& number);
std::vector<double> values(const Json& array);
html::Rows matrix(const Json& array);
std::vector<double> column(const Json& objects, const char* key);

/// "1, 2 and 3".
std::string enumerate(const std::vector<std::string>& words);

/// An SVG picture as a data: address.
std::string picture(const std::string& svg);

void add_settings(Context& page, const Json& tutorial);
void add_line(Context& page, const Json& tutorial);
void add_functions(Context& page, const Json& tutorial);
void add_network(Context& page, const Json& tutorial);
void add_example(Context& page, const Json& tutorial);
void add_loss(Context& page, const Json& tutorial);
void add_gradient_check(Context& page, const Json& tutorial);
void add_training(Context& page, const Json& tutorial);
void add_result(Context& page, const Json& tutorial);
void add_hidden_sizes(Context& page, const Json& tutorial);
void add_batches(Context& page, const Json& tutorial);
void add_more_classes(Context& page, const Json& tutorial, const SvgOf& svg_of);
void add_exactness(Context& page, const Json& tutorial);

}  // namespace crescent::cli::tutorial
