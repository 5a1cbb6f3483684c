#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/model/c_export.hpp>

// Pieces of C source text.
namespace crescent::model::c {

/// `text` in upper case with `_` for what no identifier can hold: "Iris-setosa" is IRIS_SETOSA.
std::string macro_name(std::string_view text);

/// The same, made unique among `taken`, to which it is added.
std::string unique_macro_name(std::string_view text, std::set<std::string>& taken);

/// A string literal, in ASCII. Throws Error(data) if C99 does not promise to take one so long.
std::string string_literal(std::string_view text);

/// `text` as it may stand in a comment: printable ASCII in one line, shortened if long.
std::string comment(std::string_view text);

/// The shortest literal that gives this number back. Throws Error(data) if it is not finite, or not
/// in float32.
std::string number(double value, Precision precision);

/// "{a, b, c}" over as many lines as it takes.
std::string braces(const std::vector<std::string>& entries);
std::string braces(const std::vector<double>& values, Precision precision);

/// `code` with $ for the prefix, @ for the prefix in upper case, and ~ for the `f` behind the names
/// of C's functions on float32.
std::string fill(std::string_view code, const COptions& options);

}  // namespace crescent::model::c
