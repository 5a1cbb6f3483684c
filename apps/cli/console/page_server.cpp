#include "console/page_server.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>
#include <zlib.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>

namespace crescent::cli {
namespace {

constexpr const char* loopback = "127.0.0.1";

// The page needs its own scripts, WebAssembly among them, and nothing from anywhere else.
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; "
    "img-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string content_type(const std::string& path) {
  static const std::map<std::string, std::string> types = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".wasm", "application/wasm"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".woff2", "font/woff2"},
      {".json", "application/json"},
      {".webmanifest", "application/json"},
  };
  const auto found = types.find(std::filesystem::path(path).extension().string());
  return found == types.end() ? "application/octet-stream" : found->second;
}

/// The content coding "deflate", which is zlib's format; empty where it would not be shorter.
std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  const int status = compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()),
                               static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  packed.resize(status == Z_OK && size < bytes.size() ? size : 0);
  return packed;
}

/// "localhost:8017" and its like, with any port.
bool is_own_name(const std::string& host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.rfind(':');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  const std::string name = has_port ? host.substr(0, colon) : host;
  return name == loopback || name == "localhost" || name == "[::1]";
}

}  // namespace

std::vector<PageFile> read_page(const std::filesystem::path& folder) {
  std::vector<PageFile> files;
  std::error_code failed;
  auto entries = std::filesystem::recursive_directory_iterator(folder, failed);
  if (failed) {
    throw Error(ErrorCode::io, fmt::format("the folder cannot be read: {}", failed.message()),
                {.file = folder.string()});
  }
  for (const auto& entry : entries) {
    if (!entry.is_regular_file()) continue;
    files.push_back({std::filesystem::relative(entry.path(), folder).generic_string(),
                     read_file(entry.path())});
  }
  const bool has_index = std::any_of(
      files.begin(), files.end(), [](const PageFile& file) { return file.path == "index.html"; });
  if (!has_index) {
    throw Error(ErrorCode::io, "there is no index.html in it: this is no built page",
                {.file = folder.string()});
  }
  return files;
}

class PageServer::Implementation {
 public:
  explicit Implementation(std::vector<PageFile> files) {
    for (PageFile& file : files) {
      File& kept = files_[file.path];
      kept.deflated = deflated(file.bytes);
      kept.bytes = std::move(file.bytes);
    }
    server_.set_default_headers({{"Content-Security-Policy", content_security_policy},
                                 {"X-Content-Type-Options", "nosniff"},
                                 {"Referrer-Policy", "no-referrer"},
                                 {"Cross-Origin-Resource-Policy", "same-origin"},
                                 {"Cache-Control", "no-cache"}});
    // Not cpp-httplib's SO_REUSEPORT, with which two servers would share a port.
    server_.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server_.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& answer) {
      if (is_own_name(request.get_header_value("Host"))) {
        return httplib::Server::HandlerResponse::Unhandled;
      }
      answer.status = 403;
      answer.set_content("This server answers its own machine alone.\n", "text/plain");
      return httplib::Server::HandlerResponse::Handled;
    });
    server_.Get("/(.*)", [this](const httplib::Request& request, httplib::Response& answer) {
      std::string path = request.matches[1];
      if (path.empty()) path = "index.html";
      const auto found = files_.find(path);
      if (found == files_.end()) {
        answer.status = 404;
        answer.set_content("There is no such file.\n", "text/plain");
        return;
      }
      const File& file = found->second;
      const bool packed =
          !file.deflated.empty() &&
          request.get_header_value("Accept-Encoding").find("deflate") != std::string::npos;
      if (packed) answer.set_header("Content-Encoding", "deflate");
      // By a provider: cpp-httplib would compress a body anew for each request, for half a second.
      const std::string& bytes = packed ? file.deflated : file.bytes;
      if (bytes.empty()) return answer.set_content("", content_type(path));
      answer.set_content_provider(
          bytes.size(), content_type(path),
          [&bytes](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
            return sink.write(bytes.data() + offset, length);
          });
    });
  }

  int bind(int port) {
    if (port == 0) {
      port = server_.bind_to_any_port(loopback);
    } else if (!server_.bind_to_port(loopback, port)) {
      port = -1;
    }
    if (port > 0) return port;
    throw Error(ErrorCode::io,
                "the port cannot be had: another program may be using it; choose another one with "
                "--port, or any free one with --port 0");
  }
  void run() { server_.listen_after_bind(); }
  bool stop() {
    const bool running = server_.is_running();
    if (running) server_.stop();
    return running;
  }

 private:
  struct File {
    std::string bytes;
    std::string deflated;  ///< empty: it travels as it is
  };
  std::map<std::string, File> files_;
  httplib::Server server_;
};

PageServer::PageServer(std::vector<PageFile> files)
    : implementation_(std::make_unique<Implementation>(std::move(files))) {}
PageServer::~PageServer() = default;
int PageServer::bind(int port) { return implementation_->bind(port); }
void PageServer::run() { implementation_->run(); }
bool PageServer::stop() { return implementation_->stop(); }

}  // namespace crescent::cli
