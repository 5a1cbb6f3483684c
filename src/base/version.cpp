#include <crescent/base/version.hpp>

namespace crescent {

std::string_view version() noexcept { return CRESCENT_VERSION; }

}  // namespace crescent
