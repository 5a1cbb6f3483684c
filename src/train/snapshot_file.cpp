// A snapshot as bytes: a line with the checksum, then a Protocol Buffers message;
// docs/formats/checkpoint.md has its definition.
#include <charconv>
#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include <crescent/base/error.hpp>
#include <crescent/base/fingerprint.hpp>

#include "train/snapshot.hpp"

namespace crescent::train {
namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

constexpr std::string_view magic = "crescent checkpoint 1 ";
constexpr std::size_t head_size = magic.size() + 17;  // 16 digits and a line feed

/// One description of the fields for both directions: `io` writes or reads them.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  requires std::is_integral_v<T>
  void operator()(int tag, const T& value) {
    out_.add_sint64(static_cast<protozero::pbf_tag_type>(tag), static_cast<std::int64_t>(value));
  }
  void operator()(int tag, const double& value) {
    out_.add_double(static_cast<protozero::pbf_tag_type>(tag), value);
  }
  void operator()(int tag, const std::string& value) {
    out_.add_bytes(static_cast<protozero::pbf_tag_type>(tag), value);
  }
  void operator()(int tag, const std::vector<double>& values) {
    out_.add_packed_double(static_cast<protozero::pbf_tag_type>(tag), values.begin(), values.end());
  }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(int tag, const std::vector<T>& values) {
    out_.add_packed_sint64(static_cast<protozero::pbf_tag_type>(tag), values.begin(), values.end());
  }
  void operator()(int tag, const std::vector<std::vector<double>>& values) {
    for (const auto& one : values) (*this)(tag, one);
  }
  template <class F>
  void message(int tag, F fields) {
    std::string bytes;
    Writer writer(bytes);
    fields(writer);
    out_.add_message(static_cast<protozero::pbf_tag_type>(tag), bytes);
  }

 private:
  pbf_writer out_;
};

/// Reads the fields of one message, whichever of them it is at; one that is encoded as another type
/// is skipped, for protozero only asserts that.
class Reader {
 public:
  explicit Reader(pbf_reader& in) : in_(in) {}

  template <class T>
  requires std::is_integral_v<T>
  void operator()(int tag, T& value) {
    if (is(tag, Wire::varint)) value = number<T>(in_.get_sint64());
  }
  void operator()(int tag, double& value) {
    if (is(tag, Wire::fixed64)) value = in_.get_double();
  }
  void operator()(int tag, std::string& value) {
    if (is(tag, Wire::length_delimited)) value = in_.get_bytes();
  }
  void operator()(int tag, std::vector<double>& values) {
    if (!is(tag, Wire::length_delimited)) return;
    const auto range = in_.get_packed_double();
    values.assign(range.begin(), range.end());
  }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(int tag, std::vector<T>& values) {
    if (!is(tag, Wire::length_delimited)) return;
    values.clear();
    for (const std::int64_t value : in_.get_packed_sint64()) values.push_back(number<T>(value));
  }
  void operator()(int tag, std::vector<std::vector<double>>& values) {
    if (!is(tag, Wire::length_delimited)) return;
    const auto range = in_.get_packed_double();
    values.emplace_back(range.begin(), range.end());
  }
  template <class F>
  void message(int tag, F fields) {
    if (!is(tag, Wire::length_delimited)) return;
    pbf_reader inner = in_.get_message();
    read(inner, fields);
  }

  /// Calls `fields` at every field of the message; the ones nobody knows are skipped.
  template <class F>
  static void read(pbf_reader& in, F fields) {
    while (in.next()) {
      Reader reader(in);
      fields(reader);
      if (!reader.taken_) in.skip();
    }
  }

 private:
  using Wire = protozero::pbf_wire_type;

  bool is(int tag, Wire type) {
    if (taken_ || in_.tag() != static_cast<protozero::pbf_tag_type>(tag) || in_.wire_type() != type)
      return false;
    return taken_ = true;
  }

  template <class T>
  static T number(std::int64_t value) {
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      return static_cast<T>(value);  // all 64 bits
    } else {
      if (!std::in_range<T>(value)) throw Error(ErrorCode::parse, "a number is out of its range");
      return static_cast<T>(value);
    }
  }

  pbf_reader& in_;
  bool taken_ = false;
};

template <class Io, class M>
void memory_fields(Io& io, M& memory) {
  io(1, memory.parameters);
  io(2, memory.steps);
  io(3, memory.buffers);
}

template <class Io, class P>
void pace_fields(Io& io, P& pace) {
  io(1, pace.factor);
  io(2, pace.plateau.best);
  io(3, pace.plateau.waited);
  io(4, pace.rollbacks);
}

template <class Io, class W>
void watch_fields(Io& io, W& watch) {
  io(1, watch.best);
  io(2, watch.mark);
  io(3, watch.best_epoch);
  io(4, watch.waited);
  io(5, watch.parameters);
}

template <class Io, class H>
void history_fields(Io& io, H& history) {
  io(1, history.epochs);
  io(2, history.losses);
  io(3, history.learning_rates);
  io(4, history.validation_losses);
  io(5, history.validation_metrics);
}

/// The matrices of an LbfgsState as plain numbers.
struct FlatLbfgs {
  std::vector<double> x, gradient, steps, gradient_changes, curvatures;
  double value = 0, best_value = 0, best_gradient = 0;
  int pairs = 0, newest = -1, iterations = 0, evaluations = 0, stalled = 0, status = 0;
};

template <class Io, class L>
void lbfgs_fields(Io& io, L& state) {
  io(1, state.x);
  io(2, state.gradient);
  io(3, state.steps);
  io(4, state.gradient_changes);
  io(5, state.curvatures);
  io(6, state.value);
  io(7, state.best_value);
  io(8, state.best_gradient);
  io(9, state.pairs);
  io(10, state.newest);
  io(11, state.iterations);
  io(12, state.evaluations);
  io(13, state.stalled);
  io(14, state.status);
}

template <class Io, class S, class L>
void snapshot_fields(Io& io, S& snapshot, L& lbfgs) {
  io(1, snapshot.sequence);
  io(2, snapshot.command);
  io(3, snapshot.data);
  io(4, snapshot.epoch);
  io(5, snapshot.row);
  io(6, snapshot.step);
  io(7, snapshot.loss_sum);
  io.message(8, [&](auto& part) { memory_fields(part, snapshot.now); });
  io.message(9, [&](auto& part) { memory_fields(part, snapshot.start); });
  io.message(10, [&](auto& part) { memory_fields(part, snapshot.good); });
  io(11, snapshot.good_loss);
  io(12, snapshot.good_epoch);
  io(13, snapshot.network);
  io(14, snapshot.random);
  io(15, snapshot.order);
  io.message(16, [&](auto& part) { pace_fields(part, snapshot.pace); });
  io.message(17, [&](auto& part) { watch_fields(part, snapshot.watch); });
  io.message(18, [&](auto& part) { history_fields(part, snapshot.history); });
  if (lbfgs) io.message(19, [&](auto& part) { lbfgs_fields(part, *lbfgs); });
}

template <class M>
std::vector<double> flat(const M& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

FlatLbfgs flatten(const solvers::LbfgsState& s) {
  return {flat(s.x),
          flat(s.gradient),
          flat(s.steps),
          flat(s.gradient_changes),
          flat(s.curvatures),
          s.value,
          s.best_value,
          s.best_gradient,
          s.pairs,
          s.newest,
          s.iterations,
          s.evaluations,
          s.stalled,
          static_cast<int>(s.status)};
}

Eigen::VectorXd vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), std::ssize(values));
}

Eigen::MatrixXd matrix_of(const std::vector<double>& values, Index rows, Index cols) {
  if (rows * cols != std::ssize(values))
    throw Error(ErrorCode::parse, "the steps of L-BFGS do not fit its weights");
  return Eigen::Map<const Eigen::MatrixXd>(values.data(), rows, cols);
}

solvers::LbfgsState unflatten(const FlatLbfgs& f) {
  const Index d = std::ssize(f.x), memory = std::ssize(f.curvatures);
  constexpr int last = static_cast<int>(solvers::LbfgsStatus::line_search_failed);
  if (f.status < 0 || f.status > last || f.newest < -1 || f.newest >= memory || f.pairs < 0 ||
      f.pairs > memory || std::ssize(f.gradient) != d || f.iterations < 0) {
    throw Error(ErrorCode::parse, "the state of L-BFGS does not fit itself");
  }
  solvers::LbfgsState s;
  s.x = vector_of(f.x);
  s.gradient = vector_of(f.gradient);
  s.steps = matrix_of(f.steps, d, memory);
  s.gradient_changes = matrix_of(f.gradient_changes, d, memory);
  s.curvatures = vector_of(f.curvatures);
  s.value = f.value;
  s.best_value = f.best_value;
  s.best_gradient = f.best_gradient;
  s.pairs = f.pairs;
  s.newest = f.newest;
  s.iterations = f.iterations;
  s.evaluations = f.evaluations;
  s.stalled = f.stalled;
  s.status = static_cast<solvers::LbfgsStatus>(f.status);
  return s;
}

/// What is never so, whatever the training.
void check(const Snapshot& s) {
  const std::size_t epochs = s.history.epochs.size();
  const auto fits = [&](const auto& values, bool may_be_empty) {
    return values.size() == epochs || (may_be_empty && values.empty());
  };
  if (s.epoch < 0 || s.row < 0 || s.good_epoch < 0 || s.watch.waited < 0 ||
      s.pace.plateau.waited < 0 || s.pace.rollbacks < 0 || !fits(s.history.losses, false) ||
      !fits(s.history.learning_rates, false) || !fits(s.history.validation_losses, true) ||
      !fits(s.history.validation_metrics, true)) {
    throw Error(ErrorCode::parse, "its numbers do not fit each other");
  }
}

std::string head_of(std::string_view payload) {
  return fmt::format("{}{:016x}\n", magic, fingerprint(payload));
}

}  // namespace

std::string encode(const Snapshot& snapshot) {
  std::string payload;
  Writer writer(payload);
  std::optional<FlatLbfgs> lbfgs;
  if (snapshot.lbfgs) lbfgs = flatten(*snapshot.lbfgs);
  snapshot_fields(writer, snapshot, lbfgs);
  return head_of(payload) + payload;
}

Snapshot decode(std::string_view bytes, const std::string& source) {
  const auto fail = [&](const std::string& what) {
    return Error(ErrorCode::parse, what, {.file = source});
  };
  if (!bytes.starts_with(magic)) throw fail("is no checkpoint of this version of Crescent");
  if (bytes.size() < head_size || bytes.substr(0, head_size) != head_of(bytes.substr(head_size)))
    throw fail("is damaged: its checksum does not fit its contents");
  try {
    Snapshot snapshot;
    pbf_reader in(bytes.data() + head_size, bytes.size() - head_size);
    bool has_lbfgs = false;
    std::optional<FlatLbfgs> room = FlatLbfgs();
    Reader::read(in, [&](Reader& io) {
      has_lbfgs = has_lbfgs || in.tag() == 19;
      snapshot_fields(io, snapshot, room);
    });
    if (has_lbfgs) snapshot.lbfgs = unflatten(*room);
    check(snapshot);
    return snapshot;
  } catch (const protozero::exception&) {
    throw fail("is damaged: it ends within a field");
  } catch (const Error& error) {
    throw fail("is damaged: " + error.message());
  }
}

}  // namespace crescent::train
