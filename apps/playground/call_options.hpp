#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "json.hpp"

/// What the calls share: options of an object, and common answers.
namespace crescent::playground {

[[noreturn]] inline void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

inline Answer answer_of(Json value) {
  Answer answer;
  answer.value = std::move(value);
  return answer;
}

inline Answer configured(const Session& session, Change change) {
  return answer_of(configured_json(session, change));
}

/// A member of an object of options, or what it is without it. Throws Error for another type.
template <class T>
T option(const Json& options, const char* name, T otherwise) {
  if (!options.is_object() || !options.contains(name)) return otherwise;
  const Json& value = options[name];
  if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_boolean()) refuse(fmt::format("{} must be true or false", name));
  } else if constexpr (std::is_arithmetic_v<T>) {
    if (!value.is_number() || !(std::abs(value.get<double>()) <= 1e9)) {
      refuse(fmt::format("{} must be a number of at most 1e9", name));
    }
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!value.is_string()) refuse(fmt::format("{} must be a text", name));
  } else {
    const bool numbers =
        value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& entry) {
          return entry.is_number() && entry.get<double>() >= 0 && entry.get<double>() <= 1e9;
        });
    if (!numbers) refuse(fmt::format("{} must be a list of numbers of at least 0", name));
  }
  return value.get<T>();
}

inline Index grid_option(const Json& options, const char* name, Index otherwise) {
  const auto size = option<Index>(options, name, otherwise);
  if (size < 0 || size > 400) refuse(fmt::format("{} must be from 0 to 400", name));
  return size;
}

inline Matrix<double> plane_points(const std::vector<double>& values) {
  if (values.size() % 2 != 0) refuse("points have two coordinates each");
  return Eigen::Map<const Matrix<double>>(values.data(), static_cast<Index>(values.size() / 2), 2);
}

}  // namespace crescent::playground
