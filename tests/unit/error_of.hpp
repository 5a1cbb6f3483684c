#pragma once

#include <optional>

#include <crescent/base/error.hpp>

namespace crescent::tests {

/// The Error that `call` throws, if it throws one.
template <class Call>
std::optional<Error> error_of(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& error) {
    return error;
  }
  return {};
}

}  // namespace crescent::tests
