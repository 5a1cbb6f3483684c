#include <cmath>

#include <fmt/format.h>

#include "reports/evaluation.hpp"

namespace crescent::cli {
namespace {

using metrics::Comparison;
using metrics::Difference;

std::string p_text(double p) {
  if (!std::isfinite(p)) return "p unknown";
  return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.2g}", p);
}

/// "accuracy 0.15 higher (95 % interval 0.08 to 0.22, p < 0.001)"
std::string difference_text(const Comparison& one) {
  const Difference& d = one.difference;
  const bool higher = d.value >= 0;
  const double low = higher ? d.interval.low : -d.interval.high;
  const double high = higher ? d.interval.high : -d.interval.low;
  return fmt::format("{} {:.3g} {} (95 % interval {:.3g} to {:.3g}, {})", title(one.metric),
                     std::abs(d.value), higher ? "higher" : "lower", low, high, p_text(d.p_value));
}

std::string first_sentence(const Comparison& one, const std::string& other) {
  if (!one.is_real()) {
    return fmt::format("The network and {} differ by no more than chance explains: {}.", other,
                       difference_text(one));
  }
  return one.first_is_better()
             ? fmt::format("The network beats {}: {}.", other, difference_text(one))
             : fmt::format("The network is worse than {}: {}.", other, difference_text(one));
}

std::string second_sentence(const Comparison& one, const Comparison& first) {
  const bool classes = one.metric == metrics::Metric::log_loss;
  const char* what = classes ? "Its probabilities are" : "Its typical error is";
  if (!one.is_real()) {
    return fmt::format("{} neither better nor worse for sure: {}.", what, difference_text(one));
  }
  const char* how = one.first_is_better() ? "better" : "worse";
  const bool agree = first.is_real() && first.first_is_better() == one.first_is_better();
  return fmt::format("{} {}{}: {}.", what, how, agree ? " too" : "", difference_text(one));
}

}  // namespace

std::vector<std::string> verdict(const model::Evaluation& evaluation, const Names& names) {
  const auto& linear = evaluation.against_linear;
  std::vector<std::string> sentences = {first_sentence(linear.at(0), names.linear),
                                        second_sentence(linear.at(1), linear.at(0))};
  const auto& constant = evaluation.against_constant.at(0);
  if (!constant.is_real() || !constant.first_is_better()) {
    sentences.push_back(fmt::format(
        "It is not shown to beat {} ({}): there may be little to learn in these columns, or too "
        "few rows to tell.",
        names.constant, difference_text(constant)));
  }
  return sentences;
}

}  // namespace crescent::cli
