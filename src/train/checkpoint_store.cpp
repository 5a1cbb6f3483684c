#include "train/checkpoint_store.hpp"

#include <algorithm>
#include <span>
#include <system_error>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/base/fingerprint.hpp>

namespace crescent::train {
namespace {

namespace fs = std::filesystem;

std::string name_of(const fs::path& file, std::uint64_t sequence) {
  return fmt::format("{}.{}", file.string(), sequence % 2);
}

/// What a program that was killed while it wrote has left.
void remove_leftovers(const fs::path& file) {
  std::error_code ignored;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  const std::string name = file.filename().string();
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string other = entry.path().filename().string();
    if (other.starts_with(name + ".0.tmp") || other.starts_with(name + ".1.tmp"))
      fs::remove(entry.path(), ignored);
  }
}

std::string_view next_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

/// The first line in which the two differ, "" where one has no more.
std::pair<std::string, std::string> difference(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const auto one = next_line(a), two = next_line(b);
    if (one != two) return {std::string(one), std::string(two)};
  }
  return {};
}

template <class T>
std::uint64_t add(std::span<const T> numbers, std::uint64_t seed) {
  const std::size_t size = numbers.size_bytes();
  const std::string length = std::to_string(size) + ";";
  return fingerprint({reinterpret_cast<const char*>(numbers.data()), size},
                     fingerprint(length, seed));
}

std::uint64_t add(const reference::Targets& targets, std::uint64_t seed) {
  return add(targets.weights, add(targets.values, add(targets.y, seed)));
}

}  // namespace

CheckpointStore::CheckpointStore(const Checkpointing& options, std::string command,
                                 std::uint64_t data)
    : options_(options), command_(std::move(command)), data_(data) {
  if (is_on()) read();
}

void CheckpointStore::read() {
  remove_leftovers(options_.file);
  std::optional<Error> failure;
  for (const std::uint64_t i : {0U, 1U}) {
    const std::string name = name_of(options_.file, i);
    std::error_code ignored;
    if (!fs::exists(name, ignored)) continue;
    try {
      Snapshot snapshot = decode(read_file(name), name);
      if (found_ && found_->sequence >= snapshot.sequence) continue;
      found_ = std::move(snapshot);
      source_ = name;
    } catch (const Error& error) {  // the other one may be whole
      failure = error;
    }
  }
  const std::string begin_anew =
      fmt::format("or remove {0}.0 and {0}.1 to begin anew", options_.file.string());
  if (!found_) {
    if (failure) {
      throw Error(failure->code(), failure->message() + "; use another name, " + begin_anew,
                  failure->where());
    }
    return;
  }
  sequence_ = found_->sequence;
  const auto [then, now] = difference(found_->command, command_);
  if (then != now) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the checkpoint is of another command: '{}' there, '{}' here; give the "
                            "same options, use another name, {}",
                            then, now, begin_anew),
                {.file = source_});
  }
  if (found_->data != data_) {
    throw Error(ErrorCode::data,
                fmt::format("the checkpoint is of other data or other first weights; give the same "
                            "data, use another name, {}",
                            begin_anew),
                {.file = source_});
  }
}

void CheckpointStore::write(Snapshot snapshot) {
  snapshot.sequence = ++sequence_;
  snapshot.command = command_;
  snapshot.data = data_;
  write_file(name_of(options_.file, sequence_), encode(snapshot));
  last_ = Clock::now();
}

bool has_checkpoint(const std::filesystem::path& file) {
  std::error_code ignored;
  return !file.empty() &&
         (fs::exists(name_of(file, 0), ignored) || fs::exists(name_of(file, 1), ignored));
}

void remove_checkpoint(const std::filesystem::path& file) noexcept {
  std::error_code ignored;
  for (const std::uint64_t i : {0U, 1U}) fs::remove(name_of(file, i), ignored);
  remove_leftovers(file);
}

CheckpointInfo inspect_checkpoint(std::string_view bytes, const std::string& source) {
  Snapshot snapshot = decode(bytes, source);
  return {snapshot.lbfgs ? snapshot.lbfgs->iterations : snapshot.epoch, snapshot.row,
          std::move(snapshot.command)};
}

std::string describe(const Options& o) {
  const auto& s = o.optimiser;
  std::string text;
  const auto line = [&](std::string_view name, const auto& value) {
    text += fmt::format("{} = {}\n", name, value);
  };
  line("solver", solvers::name(s.solver));
  line("momentum", s.momentum);
  line("nesterovs_momentum", s.nesterovs_momentum);
  line("betas", fmt::format("{} {}", s.beta_1, s.beta_2));
  line("epsilon", s.epsilon);
  line("weight_decay", s.weight_decay);
  line("etas", fmt::format("{} {}", s.etas[0], s.etas[1]));
  line("step_sizes", fmt::format("{} {}", s.step_sizes[0], s.step_sizes[1]));
  for (const auto& group : s.groups) {
    line("group", fmt::format("{} {} {} {}", group.offset, group.count, group.rate, group.decay));
  }
  line("learning_rate", o.learning_rate);
  line("schedule", name(o.schedule.kind));
  line("schedule_numbers",
       fmt::format("{} {} {} {} {} {}", o.schedule.decay, o.schedule.factor, o.schedule.every,
                   o.schedule.warm_up, o.schedule.patience, o.schedule.threshold));
  line("epochs", o.epochs);
  line("batch_size", o.batch_size);
  line("shuffle", o.shuffle);
  line("seed", o.seed);
  line("engine", o.engine);
  line("precision", name(o.precision));
  line("l2", o.loss.l2);
  line("l1", o.loss.l1);
  line("label_smoothing", o.loss.label_smoothing);
  line("regression", reference::name(o.loss.regression));
  line("huber_delta", o.loss.huber_delta);
  line("dropout", o.dropout);
  line("max_grad_norm", o.max_grad_norm);
  line("sum", o.loss.reduction == reference::Reduction::sum);
  line("tol", o.tol);
  line("recorded", fmt::format("{} {}", o.loss_every, o.last_losses));
  line("monitor", name(o.monitor));
  line("patience", o.patience);
  line("min_delta", o.min_delta);
  line("restore_best", o.restore_best);
  line("max_rollbacks", o.max_rollbacks);
  return text;
}

std::uint64_t fingerprint_of(const network::Network& network, std::uint64_t examples,
                             const Validation& validation) {
  std::uint64_t sum = fingerprint(reference::describe(network.architecture()));
  sum = add(std::span<const std::uint64_t>(&examples, 1), add(network.parameters(), sum));
  return add(validation.targets, add(validation.x, sum));
}

template <class Source>
std::uint64_t fingerprint_of(const network::Network& network, const MatrixView<Source>& x,
                             const reference::Targets& targets, const Validation& validation) {
  std::uint64_t sum = fingerprint(reference::describe(network.architecture()));
  sum = add(network.parameters(), sum);
  sum = add(std::span(x.data(), static_cast<std::size_t>(x.size())), sum);
  sum = add(targets, sum);
  return add(validation.targets, add(validation.x, sum));
}
template std::uint64_t fingerprint_of(const network::Network&, const MatrixView<float>&,
                                      const reference::Targets&, const Validation&);
template std::uint64_t fingerprint_of(const network::Network&, const MatrixView<double>&,
                                      const reference::Targets&, const Validation&);

}  // namespace crescent::train
