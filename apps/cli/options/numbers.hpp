#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <crescent/data/number.hpp>

namespace crescent::cli {

/// Checks of an option: a finite number above 0, or at least 0. CLI11's own let NaN pass.
inline CLI::Validator positive() {
  return {[](const std::string& text) -> std::string {
            const auto value = data::parse_number(text);
            return value && *value > 0 ? "" : "'" + text + "' is no number above 0";
          },
          "POSITIVE"};
}

inline CLI::Validator not_negative() {
  return {[](const std::string& text) -> std::string {
            const auto value = data::parse_number(text);
            return value && *value >= 0 ? "" : "'" + text + "' is no number from 0 upwards";
          },
          "NOT NEGATIVE"};
}

}  // namespace crescent::cli
