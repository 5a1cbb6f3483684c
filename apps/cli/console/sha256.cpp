#include "console/sha256.hpp"

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <crescent/base/error.hpp>

namespace crescent::cli {

std::string sha256_of(const std::filesystem::path& path) {
  const Error failed(ErrorCode::io, "could not be read to compute its SHA-256",
                     {.file = path.string()});
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!file || !state || EVP_DigestInit_ex(state.get(), EVP_sha256(), nullptr) != 1) throw failed;
  std::vector<char> part(1 << 20);
  while (file) {
    file.read(part.data(), static_cast<std::streamsize>(part.size()));
    const auto bytes = static_cast<std::size_t>(file.gcount());
    if (EVP_DigestUpdate(state.get(), part.data(), bytes) != 1) throw failed;
  }
  std::array<unsigned char, 32> digest{};
  if (file.bad() || EVP_DigestFinal_ex(state.get(), digest.data(), nullptr) != 1) throw failed;
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace crescent::cli
