#pragma once

#include <optional>
#include <string>

#include <gtest/gtest.h>

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

/// `call` throws an Error of this kind that says `part`.
template <class Call>
void expect_error(ErrorCode code, const std::string& part, Call&& call) {
  const auto error = error_of(call);
  ASSERT_TRUE(error) << "no error that says '" << part << "'";
  EXPECT_EQ(error->code(), code) << error->what();
  EXPECT_NE(std::string(error->what()).find(part), std::string::npos) << error->what();
}

}  // namespace crescent::tests
