// Gives every file of the named folders to a fuzz target: what fuzzing found once is tested always,
// without libFuzzer.
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include <crescent/base/file.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      const std::string bytes = crescent::read_file(entry.path());
      // Before the call: if it does not come back, this is the file to look at.
      std::printf("%s\n", entry.path().c_str());
      std::fflush(stdout);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  std::printf("%d files\n", files);
  return files > 0 ? 0 : 1;
}
