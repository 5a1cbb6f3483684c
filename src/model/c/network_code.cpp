#include <algorithm>

#include <fmt/format.h>

#include "code.hpp"

namespace crescent::model::c {
namespace {

constexpr const char* dense = R"c(
/* z = x W + b; W row by row, one row an input. Inputs that are 0 (one-hot) cost nothing. */
@_FUNCTION void $_dense(const $_real *x, int inputs, const $_real *W, const $_real *b, int units,
                        $_sum *z)
{
  int i, j;
  for (j = 0; j < units; ++j) z[j] = b[j];
  for (i = 0; i < inputs; ++i) {
    const $_sum value = x[i];
    const $_real *weights = W + (size_t)i * (size_t)units;
    if (value == 0) continue;
    for (j = 0; j < units; ++j) z[j] += value * weights[j];
  }
}
)c";

constexpr const char* dense_int8 = R"c(
/* z = x (q scale) + b; q row by row, one row an input. Inputs that are 0 (one-hot) cost nothing. */
@_FUNCTION void $_dense(const $_real *x, int inputs, const signed char *q, const $_real *scale,
                        const $_real *b, int units, $_sum *z)
{
  int i, j;
  for (j = 0; j < units; ++j) z[j] = 0;
  for (i = 0; i < inputs; ++i) {
    const $_sum value = x[i];
    const signed char *weights = q + (size_t)i * (size_t)units;
    if (value == 0) continue;
    for (j = 0; j < units; ++j) z[j] += value * weights[j];
  }
  for (j = 0; j < units; ++j) z[j] = z[j] * scale[j] + b[j];
}
)c";

constexpr const char* softmax = R"c(
/* Softmax: p[k] = e^z[k] / sum e^z; the largest z is taken off first, so that e does not overflow. */
@_FUNCTION void $_output($_sum *z, $_real *p)
{
  $_sum largest = z[0], sum = 0;
  int k;
  for (k = 1; k < @_OUTPUTS; ++k) {
    if (z[k] > largest) largest = z[k];
  }
  for (k = 0; k < @_OUTPUTS; ++k) {
    z[k] = @_EXP(z[k] - largest);
    sum += z[k];
  }
  for (k = 0; k < @_OUTPUTS; ++k) p[k] = ($_real)(z[k] / sum);
}
)c";

constexpr const char* sigmoid = R"c(
/* One sigmoid unit: the probability of class 1, and of class 0 as sigmoid(-z). */
@_FUNCTION void $_output($_sum *z, $_real *p)
{
  const $_sum e = @_EXP(z[0] > 0 ? -z[0] : z[0]);
  p[z[0] > 0 ? 1 : 0] = ($_real)(1 / (1 + e));
  p[z[0] > 0 ? 0 : 1] = ($_real)(e / (1 + e));
}
)c";

constexpr const char* identity = R"c(
/* The predicted value is the last layer's z. */
@_FUNCTION void $_output($_sum *z, $_real *p)
{
  int k;
  for (k = 0; k < @_OUTPUTS; ++k) p[k] = ($_real)z[k];
}
)c";

/// A function's value at z, as C writes it.
const char* expression(reference::Activation activation) {
  using reference::Activation;
  switch (activation) {
    case Activation::tanh:
      return "tanh~(z)";
    case Activation::sigmoid:
      return "1.0~ / (1.0~ + exp~(-z))";
    case Activation::relu:
      return "z > 0 ? z : 0.0~";
    case Activation::leaky_relu:
      return "z > 0 ? z : 0.01~ * z";
    case Activation::elu:
      return "z > 0 ? z : expm1~(z)";
    case Activation::selu:
      return "1.0507009873554804934~ * (z > 0 ? z : 1.6732632423543772848~ * expm1~(z))";
    case Activation::gelu:
      return "0.5~ * z * erfc~(-0.70710678118654752440~ * z)";
    case Activation::silu:
      return "z / (1.0~ + exp~(-z))";
    case Activation::mish:
      return "z * tanh~((z > 0 ? z : 0.0~) + log1p~(exp~(z > 0 ? -z : z)))";
    case Activation::softplus:
      return "(z > 0 ? z : 0.0~) + log1p~(exp~(z > 0 ? -z : z))";
    case Activation::identity:
      break;
  }
  return "z";
}

}  // namespace

std::string dense_code(bool int8) { return int8 ? dense_int8 : dense; }

std::string function_name(reference::Activation activation) {
  std::string name(reference::name(activation));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string activation_code(reference::Activation activation) {
  return fmt::format("\n@_FUNCTION $_real $_{}($_real z)\n{{\n  return {};\n}}\n",
                     function_name(activation), expression(activation));
}

std::string output_code(reference::Output output) {
  if (output == reference::Output::identity) return identity;
  return output == reference::Output::sigmoid ? sigmoid : softmax;
}

}  // namespace crescent::model::c
