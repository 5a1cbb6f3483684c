#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "session.hpp"

/// A session's calls by name, in JSON: the C++ side of web/src/engine/session.ts.
namespace crescent::playground {

using Json = nlohmann::json;

/// A call's arguments: JSON, in which {"$array": {type, at, length}} stands for numbers that lie
/// `at` bytes into a block of memory beside it.
class Arguments {
 public:
  Arguments(Json list, const std::byte* arrays) : list_(std::move(list)), arrays_(arrays) {}

  /// The argument at `place`; null where it is left out.
  const Json& operator[](std::size_t place) const;
  /// Throw Error(invalid_argument) where the argument is no such array.
  std::vector<double> doubles(std::size_t place) const;
  std::string bytes(std::size_t place) const;
  /// A whole number of at least 0.
  std::size_t count(std::size_t place) const;

 private:
  Json list_;
  const std::byte* arrays_;
};

/// A call's answer: JSON, and arrays that take their places in it.
class Answer {
 public:
  using Numbers = std::variant<std::vector<double>, std::vector<float>, std::vector<int>,
                               std::vector<unsigned char>>;
  struct Array {
    std::vector<std::string> path;
    Numbers numbers;
  };

  Json value = Json::object();

  /// Puts numbers at `path` of the value; an empty path: they are the value.
  void put(std::vector<std::string> path, Numbers numbers) {
    arrays_.push_back({std::move(path), std::move(numbers)});
  }
  template <class T>
  void put(std::vector<std::string> path, const Matrix<T>& matrix) {
    put(std::move(path), std::vector<T>(matrix.data(), matrix.data() + matrix.size()));
  }
  const std::deque<Array>& arrays() const { return arrays_; }

 private:
  std::deque<Array> arrays_;
};

/// What snapshots hold beside the numbers.
struct Watch {
  Index grid = 0, output_grid = 0;
  bool confusion = false, units = false, gradient = false;
  int space_layer = -1;
  std::vector<Index> space_units = {};  ///< empty: no space
  Index space_grid = 0;
};

/// A session with what its caller looks at.
struct Desk {
  Session session;
  Watch watch;
};

/// Throws Error; then nothing has changed.
Answer call(Desk& desk, std::string_view name, const Arguments& arguments);
/// Every name that `call` knows.
std::vector<std::string> call_names();

}  // namespace crescent::playground
