#include "code.hpp"

namespace crescent::model::c {
namespace {

constexpr const char* by_row = R"c(
/* What the model says of a row of cells as a CSV file has them, in the order of $_columns; cells are
 * texts, NULL or a missing-value text where there is no value. Fills `probabilities` (@_OUTPUTS), or
 * the predicted value. Returns the class (0 for a value), or -1 - c if cell c should be a number and is none, or one too far away. */
@_FUNCTION int $_predict_row(const char *const *cells, $_real *probabilities)
{
  $_real features[@_FEATURES];
  int c;
  for (c = 0; c < @_COLUMNS; ++c) {
    if (!$_put_cell(&$_column_table[c], cells[c], features)) return -1 - c;
  }
  $_network(features, probabilities);
  return $_best(probabilities);
}
)c";

constexpr const char* by_number = R"c(
/* The same from the columns' raw numbers (@_COLUMNS), NaN where there is no value. */
@_FUNCTION int $_predict(const $_real *numbers, $_real *probabilities)
{
  $_real features[@_FEATURES];
  int c;
  for (c = 0; c < @_COLUMNS; ++c) {
    const double x = (double)numbers[c];
    if (!$_put_number(&$_column_table[c], x, isnan(x) ? 1 : 0, features)) return -1 - c;
  }
  $_network(features, probabilities);
  return $_best(probabilities);
}
)c";

constexpr const char* best = R"c(
/* The most probable class, the first of equals. */
@_FUNCTION int $_best(const $_real *probabilities)
{
  int best = 0, k;
  for (k = 1; k < @_OUTPUTS; ++k) {
    if (probabilities[k] > probabilities[best]) best = k;
  }
  return best;
}
)c";

constexpr const char* self_test = R"c(
  int t, k;
  for (t = 0; t < @_TESTS; ++t) {
    $_real p[@_OUTPUTS];
    if ($_predict_row(cells[t], p) < 0) return t + 1;
    for (k = 0; k < @_OUTPUTS; ++k) {
      const double allowed = tolerance * (1 + fabs(expected[t][k]));
      if (!(fabs((double)p[k] - expected[t][k]) <= allowed)) return t + 1;
    }
  }
  return 0;
}
)c";

}  // namespace

std::string prediction_code(bool numbers) {
  return std::string(best) + by_row + (numbers ? by_number : "");
}

std::string self_test_code() { return self_test; }

}  // namespace crescent::model::c
