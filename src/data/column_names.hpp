#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <crescent/base/error.hpp>
#include <crescent/data/table.hpp>

namespace crescent::data {

/// The position of the column of exactly this name.
std::optional<std::size_t> position_of(const Table& table, std::string_view name);

/// The error for a column that `table` does not have: lists those it has, suggests the nearest.
Error no_such_column(const Table& table, std::string_view name);

}  // namespace crescent::data
