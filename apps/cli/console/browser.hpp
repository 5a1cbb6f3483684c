#pragma once

#include <string>

namespace crescent::cli {

/// Asks the desktop to show an address. False where nothing here can.
bool open_in_browser(const std::string& address);

}  // namespace crescent::cli
