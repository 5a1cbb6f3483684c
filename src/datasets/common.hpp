#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/dataset.hpp>
#include <crescent/random/random_state.hpp>

// What the generators share.
namespace crescent::datasets {

/// Throws Error(invalid_argument) "<what> is <value>; give <range>" unless `holds`.
void require(bool holds, std::string_view what, double value, std::string_view range);

/// Throws Error(invalid_argument) unless classes >= minimum and n_samples >= classes.
void require_samples(Index n_samples, int classes, int minimum);

/// sin x and cos x with the last bit that glibc gives them, but for one in a thousand: a data set is
/// the same in a web page and on the command line.
double sine(double x);
double cosine(double x);

/// Rows of each class when the first classes take one more: (classes), sums to n_samples.
std::vector<Index> even_shares(Index n_samples, int classes);

/// An unfilled data set with its names: x (n_samples, n_features), y in class order by `counts`.
data::Dataset in_class_order(const std::vector<Index>& counts, Index n_features);

/// The rows in an order drawn from `random`, as scikit-learn's `shuffle`.
data::Dataset shuffled(const data::Dataset& dataset, random::RandomState& random);

}  // namespace crescent::datasets
