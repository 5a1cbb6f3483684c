#pragma once

#include "calls.hpp"

/// The calls about points, tables and files.
namespace crescent::playground {

Answer data(Desk& desk, const Arguments& arguments);
Answer set_data(Desk& desk, const Arguments& arguments);
Answer parse_csv(Desk& desk, const Arguments& arguments);
Answer use_table(Desk& desk, const Arguments& arguments);
Answer open_file(Desk& desk, const Arguments& arguments);
Answer csv(Desk& desk, const Arguments& arguments);

}  // namespace crescent::playground
