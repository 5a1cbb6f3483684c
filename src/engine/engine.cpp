#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>

#include "engine/cost_model.hpp"
#include "engine/fused/fused_engine.hpp"
#include "engine/gemm/gemm_engine.hpp"
#include "engine/gemm/product.hpp"
#include "engine/kernels/instruction_sets.hpp"
#include "engine/reference_engine.hpp"

namespace crescent::engine {

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> names = {"reference", "fused", "gemm"};
  return names;
}

namespace {

bool is_engine(std::string_view name) {
  const auto& names = engine_names();
  return std::find(names.begin(), names.end(), name) != names.end() || name == "fused:examples" ||
         name == "fused:units";
}

[[noreturn]] void refuse_engine(std::string_view whose, std::string_view name) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{}there is no engine '{}'; choose one of: {}", whose, name,
                          fmt::join(engine_names(), ", ")));
}

}  // namespace

template <class T>
std::string_view choose_engine(const reference::Architecture& architecture, Index batch_rows,
                               std::string_view instructions) {
  const char* forced = std::getenv("CRESCENT_ENGINE");
  if (forced != nullptr && *forced != '\0') {
    if (!is_engine(forced)) refuse_engine("the environment variable CRESCENT_ENGINE: ", forced);
    return forced;
  }
  return cheapest_engine(
      architecture, batch_rows, sizeof(T),
      instructions.empty() ? instruction_costs() : instruction_costs(instructions),
      gemm::product_library<T>() == "oneDNN");
}
template std::string_view choose_engine<float>(const reference::Architecture&, Index,
                                               std::string_view);
template std::string_view choose_engine<double>(const reference::Architecture&, Index,
                                                std::string_view);

std::vector<std::string> instruction_sets() { return kernels::instruction_sets(); }
void limit_instruction_set(std::string_view best) {
  kernels::limit_instruction_set(
      find_choice(kernels::instruction_sets(), best, "instruction set of this machine"));
}
std::string instruction_set() { return std::string(kernels::instruction_set()); }

template <class T>
std::string_view product_library() {
  return gemm::product_library<T>();
}
template std::string_view product_library<float>();
template std::string_view product_library<double>();

template <class T>
std::unique_ptr<Engine<T>> make_engine(const reference::Architecture& architecture,
                                       const reference::Loss& loss, const EngineOptions& options) {
  reference::validate(architecture);
  reference::validate(loss);
  if (options.threads < 0) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("threads must be at least 0, not {}", options.threads));
  }
  std::string_view name = options.name;
  if (name == "automatic") name = choose_engine<T>(architecture, options.batch_rows);
  if (name == "fused") return make_fused_engine<T>(architecture, loss, options.threads, {});
  if (name == "fused:examples") {
    return make_fused_engine<T>(architecture, loss, options.threads, fused::Layout::examples);
  }
  if (name == "fused:units") {
    return make_fused_engine<T>(architecture, loss, options.threads, fused::Layout::units);
  }
  if (name == "gemm") return make_gemm_engine<T>(architecture, loss, options.threads);
  if (name == "reference") return make_reference_engine<T>(architecture, loss);
  refuse_engine("", name);
}

template std::unique_ptr<Engine<float>> make_engine(const reference::Architecture&,
                                                    const reference::Loss&, const EngineOptions&);
template std::unique_ptr<Engine<double>> make_engine(const reference::Architecture&,
                                                     const reference::Loss&, const EngineOptions&);

}  // namespace crescent::engine
