#pragma once

#include <algorithm>
#include <string_view>

#include <crescent/base/matrix.hpp>

namespace crescent::engine {

/// What the choice of engine and layout knows of an instruction set and of the processors that it
/// is the best one of. Cycles are those of one vector's multiply-adds within a product.
struct InstructionCosts {
  std::string_view name;  ///< as Highway has it
  Index vector_bytes = 0;
  double examples = 0;         ///< examples as lanes
  double units = 0;            ///< units as lanes
  double units_of_one = 0;     ///< the same where a row is a single vector
  double units_of_second = 0;  ///< the same with weights from the second-level cache
  double packed = 0;           ///< our large products
  double library = 0;          ///< oneDNN's
  double first_level = 0;      ///< bytes of the caches
  double second_level = 0;

  Index lanes(Index entry_bytes) const { return std::max<Index>(vector_bytes / entry_bytes, 1); }
};

/// Those of the set of this name; for one that is not known those of plain numbers.
const InstructionCosts& instruction_costs(std::string_view name);
/// Those of the set that the engines use now.
const InstructionCosts& instruction_costs();

}  // namespace crescent::engine
