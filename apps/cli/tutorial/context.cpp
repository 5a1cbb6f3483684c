#include "tutorial/context.hpp"

#include <limits>

#include "html/format.hpp"

namespace crescent::cli::tutorial {

double value(const Json& number) {
  return number.is_null() ? std::numeric_limits<double>::quiet_NaN() : number.get<double>();
}

std::vector<double> values(const Json& array) {
  std::vector<double> result;
  for (const Json& number : array) result.push_back(value(number));
  return result;
}

html::Rows matrix(const Json& array) {
  html::Rows result;
  for (const Json& row : array) result.push_back(values(row));
  return result;
}

std::vector<double> column(const Json& objects, const char* key) {
  std::vector<double> result;
  for (const Json& object : objects) result.push_back(value(object.at(key)));
  return result;
}

std::string enumerate(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

std::string picture(const std::string& svg) {
  return "data:image/svg+xml;base64," + html::base64(svg);
}

}  // namespace crescent::cli::tutorial
