#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

#include "commands.hpp"
#include "console/browser.hpp"
#include "console/console.hpp"
#include "console/page_server.hpp"
#if CRESCENT_PLAYGROUND_PAGE
#include "embedded/playground_page.hpp"
#endif

namespace crescent::cli {
namespace {

struct PlaygroundOptions {
  std::string file;
  std::string page;
  int port = 8017;
  bool no_open = false;
};

std::vector<PageFile> page_of(const PlaygroundOptions& options) {
  if (!options.page.empty()) return read_page(options.page);
#if CRESCENT_PLAYGROUND_PAGE
  std::vector<PageFile> files;
  for (const auto& [name, text] : playground_page::files) {
    files.push_back({std::string(name), std::string(text)});
  }
  return files;
#else
  throw Error(ErrorCode::io,
              "this build of the command has no playground in it: 'make playground' builds the "
              "page into web/dist, and 'make release' after it puts it into the command; a page "
              "that is built already is served with --page web/dist");
#endif
}

/// A name as a part of an address.
std::string percent_encoded(const std::string& name) {
  std::string encoded;
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || c == '.';
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

/// Calls `stop` once the user or the system wants the command to end. Its signals are blocked in
/// all threads, so that one thread may wait for them.
class StopOnSignal {
 public:
  explicit StopOnSignal(PageServer& server) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    waiting_ = std::thread([this, &server] {
      int caught = 0;
      sigwait(&signals_, &caught);
      // The signal may come before the server has begun to listen.
      while (!ended_ && !server.stop()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    });
  }
  ~StopOnSignal() {
    ended_ = true;
    pthread_kill(waiting_.native_handle(), SIGTERM);
    waiting_.join();
  }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  sigset_t signals_{};
  std::atomic<bool> ended_ = false;
  std::thread waiting_;
};

void run_playground(const PlaygroundOptions& options) {
  std::vector<PageFile> files = page_of(options);
  std::string query;
  if (!options.file.empty()) {
    const std::string name = std::filesystem::path(options.file).filename().string();
    files.push_back({"file/" + name, read_file(options.file)});
    query = "?open=" + percent_encoded("file/" + percent_encoded(name));
  }
  PageServer server(std::move(files));
  const int port = server.bind(options.port);
  const StopOnSignal stop(server);
  const std::string address = fmt::format("http://127.0.0.1:{}/{}", port, query);
  fmt::print("{}\n", address);
  std::fflush(stdout);
  note("the playground runs in the browser; Ctrl-C ends this server");
  // Beside the server: a browser for the terminal would not come back before it has the page.
  std::thread browser([&] {
    if (!options.no_open && !open_in_browser(address)) {
      note("no browser could be started: open the address above in one");
    }
  });
  server.run();
  browser.join();
}

}  // namespace

void add_playground(CLI::App& app) {
  auto options = std::make_shared<PlaygroundOptions>();
  auto* command = app.add_subcommand(
      "playground", "Show a network learning in the browser: play with data, shape and training");
  command->footer(
      R"(Serves the playground on this machine alone (127.0.0.1), prints its address and opens it in the
browser. The network trains there, in the page; nothing is sent anywhere. A CSV file or a model of
'crescent train' is loaded at once.

Examples:
  crescent playground
  crescent playground penguins.csv
  crescent playground moons.onnx --port 9000 --no-open)");
  command->add_option("file", options->file, "CSV file or model to load")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  command->add_option("--port", options->port, "Port to listen on; 0: any free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  command->add_flag("--no-open", options->no_open, "Only print the address");
  command->add_option("--page", options->page, "Folder of a built page, instead of the one inside")
      ->type_name("DIR")
      ->check(CLI::ExistingDirectory);
  command->callback([options] { run_playground(*options); });
}

}  // namespace crescent::cli
