// Any bytes are a model or an Error, and a model that was read is written as it stands.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <crescent/base/error.hpp>
#include <crescent/model/model.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace crescent::model;
  const std::string file(reinterpret_cast<const char*>(bytes), size);
  std::string written;
  try {
    written = to_onnx(from_onnx(file, "fuzz"));
  } catch (const crescent::Error&) {
    return 0;  // refused, with a reason
  }
  try {
    if (to_onnx(from_onnx(written, "fuzz")) != written) std::abort();
  } catch (const crescent::Error&) {
    std::abort();
  }
  return 0;
}
