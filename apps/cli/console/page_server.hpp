#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crescent::cli {

/// A file of a page: its path below the page's address, and its bytes.
struct PageFile {
  std::string path;
  std::string bytes;
};

/// Every file of a folder that holds a built page.
/// Throws Error(io) where it cannot be read or has no index.html.
std::vector<PageFile> read_page(const std::filesystem::path& folder);

/// Serves files to browsers on this machine and to nobody else: it listens on the loopback address,
/// and answers no request that was meant for another host (which a page from elsewhere could send
/// after rebinding its name). Only GET and HEAD, only the given files.
class PageServer {
 public:
  explicit PageServer(std::vector<PageFile> files);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  /// Takes a port; 0: any free one. Returns it. Throws Error(io) if it is in use.
  int bind(int port);
  /// Answers requests until `stop`.
  void run();
  /// From any thread. False where it does not run yet, or no longer: nothing is done then.
  bool stop();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace crescent::cli
