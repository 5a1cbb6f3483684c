#include <algorithm>
#include <utility>

#include <crescent/base/error.hpp>

#include "data/byte_stream.hpp"

#if CRESCENT_ZLIB
#include <zlib.h>
#endif

namespace crescent::data {

#if CRESCENT_ZLIB

namespace {

class GzipStream : public ByteStream {
 public:
  GzipStream(std::unique_ptr<ByteStream> inner, std::string source)
      : inner_(std::move(inner)), source_(std::move(source)) {
    constexpr int gzip_window = 15 + 16;  // the largest window, with gzip's header and checksum
    if (inflateInit2(&state_, gzip_window) != Z_OK)
      throw Error(ErrorCode::io, "there is no memory to decompress it", {.file = source_});
  }
  ~GzipStream() override { inflateEnd(&state_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  bool read(std::string& bytes, std::size_t most) override {
    const std::size_t known = bytes.size();
    bytes.resize(known + most);
    state_.next_out = reinterpret_cast<Bytef*>(bytes.data() + known);
    state_.avail_out = static_cast<uInt>(std::min<std::size_t>(most, 1U << 30));
    const uInt room = state_.avail_out;
    while (!ended_ && state_.avail_out == room) inflate_some();
    bytes.resize(known + (room - state_.avail_out));
    return bytes.size() > known;
  }

 private:
  Error damaged(const std::string& what) const {
    return {ErrorCode::parse, "is a gzip file that " + what, {.file = source_}};
  }

  /// More of the compressed bytes, unless some are left; false at their end.
  bool refill() {
    if (state_.avail_in > 0) return true;
    input_.clear();
    if (!inner_->read(input_, std::size_t{1} << 16)) return false;
    state_.next_in = reinterpret_cast<Bytef*>(input_.data());
    state_.avail_in = static_cast<uInt>(input_.size());
    return true;
  }

  void inflate_some() {
    if (between_members_) {
      if (!begin_member()) return;
    } else if (!refill()) {
      throw damaged("breaks off; copy or download it again");
    }
    const int status = inflate(&state_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) {
      between_members_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw damaged(std::string("is damaged (") + (state_.msg ? state_.msg : "no reason given") +
                    "); copy or download it again");
    }
  }

  /// Whether another member starts. Zeros may fill up the file behind the last one.
  bool begin_member() {
    while (refill() && *state_.next_in == 0) {
      ++state_.next_in;
      --state_.avail_in;
    }
    if (state_.avail_in == 0) {
      ended_ = true;
      return false;
    }
    if (*state_.next_in != 0x1F) throw damaged("has other bytes behind its end; cut them off");
    inflateReset(&state_);
    between_members_ = false;
    return true;
  }

  std::unique_ptr<ByteStream> inner_;
  std::string source_;
  std::string input_;
  z_stream state_{};
  bool between_members_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteStream> gunzip(std::unique_ptr<ByteStream> inner, std::string source) {
  return std::make_unique<GzipStream>(std::move(inner), std::move(source));
}

#else

std::unique_ptr<ByteStream> gunzip(std::unique_ptr<ByteStream> /*inner*/, std::string source) {
  throw Error(ErrorCode::parse,
              "is compressed (gzip), and this program was built without zlib; decompress it first",
              {.file = std::move(source)});
}

#endif

}  // namespace crescent::data
