#include <cmath>
#include <string>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/reference/dropout.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::reference {
namespace {

// In the order of the enumeration.
const std::vector<std::string> regressions = {"squared", "absolute", "huber"};

void require(bool fits, std::string_view what, std::string_view range, double value) {
  if (fits && std::isfinite(value)) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} must be {}, not {}", what, range, value));
}

}  // namespace

void validate(const Loss& loss) {
  require(loss.l1 >= 0, "l1", "at least 0", loss.l1);
  require(loss.l2 >= 0, "l2", "at least 0", loss.l2);
  require(loss.label_smoothing >= 0 && loss.label_smoothing < 1, "label_smoothing",
          "at least 0 and below 1", loss.label_smoothing);
  require(loss.huber_delta > 0, "huber_delta", "above 0", loss.huber_delta);
}

void validate(const Dropout& dropout) {
  require(dropout.rate >= 0 && dropout.rate < 1, "dropout", "at least 0 and below 1", dropout.rate);
}

std::string_view name(Regression regression) {
  return regressions[static_cast<std::size_t>(regression)];
}
Regression parse_regression(std::string_view text) {
  return static_cast<Regression>(find_choice(regressions, text, "regression loss"));
}
const std::vector<std::string>& regression_names() { return regressions; }

}  // namespace crescent::reference
