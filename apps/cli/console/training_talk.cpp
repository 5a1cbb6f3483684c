#include "console/training_talk.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

namespace crescent::cli {
namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may set it");

extern "C" void on_interrupt(int /*signal*/) { interrupted = true; }

}  // namespace

TrainingTalk::TrainingTalk(const std::string& log_file, bool appends) : log_file_(log_file) {
  interrupted = false;
  if (log_file.empty()) return;
  errno = 0;
  log_.open(log_file, appends ? std::ios::app : std::ios::trunc);
  if (!log_) {
    throw Error(ErrorCode::io, "cannot be written: " + std::generic_category().message(errno),
                {.file = log_file});
  }
}

TrainingTalk::~TrainingTalk() { std::signal(SIGINT, SIG_DFL); }

bool TrainingTalk::was_interrupted() { return interrupted; }

void TrainingTalk::attach(train::Surroundings& surroundings) {
  surroundings.on_epoch = [this](const train::Progress& now) {
    on_epoch(now);
    return true;
  };
  surroundings.on_event = [this](const train::Event& event) { on_event(event); };
  surroundings.stop = &interrupted;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one finds the default: the end
  sigaction(SIGINT, &action, nullptr);
}

void TrainingTalk::on_epoch(const train::Progress& now) {
  progress_.update(now.epoch + 1, now.epochs, "epoch", [&] {
    std::string text = fmt::format("loss {:.4f}", now.loss);
    if (now.best_epoch >= 0) {
      text += fmt::format("  validation {:.4f}, metric {:.4f}, best in epoch {}",
                          now.validation.loss, now.validation.metric, now.best_epoch + 1);
    }
    return text +
           fmt::format("  {:.3g} rows/s", static_cast<double>(now.rows) *
                                              static_cast<double>(now.epoch + 1) / seconds());
  });
  if (!log_.is_open()) return;
  Json line = {{"event", "epoch"}, {"epoch", now.epoch}, {"loss", now.loss}};
  if (now.learning_rate > 0) line["learning_rate"] = now.learning_rate;
  if (now.best_epoch >= 0) {
    line["validation_loss"] = now.validation.loss;
    line["validation_metric"] = now.validation.metric;
    line["best_epoch"] = now.best_epoch;
  }
  line["seconds"] = seconds();
  log(line);
}

void TrainingTalk::on_event(const train::Event& event) {
  // The others are what was asked for: the log has them.
  if (event.kind == train::EventKind::rolled_back || event.kind == train::EventKind::resumed) {
    progress_.clear();
    note(event.message);
  }
  if (log_.is_open())
    log({{"event", train::name(event.kind)}, {"epoch", event.epoch}, {"message", event.message}});
}

void TrainingTalk::finish(const train::History& history) {
  if (!log_.is_open()) return;
  Json line = {{"event", "end"}, {"end", train::name(history.end)}};
  if (!history.epochs.empty()) line["epoch"] = history.epochs.back();
  if (history.best_epoch >= 0) line["best_epoch"] = history.best_epoch;
  line["rollbacks"] = history.rollbacks;
  line["seconds"] = seconds();
  log(line);
  log_.close();
  if (!log_) throw Error(ErrorCode::io, "could not be written to its end", {.file = log_file_});
}

/// A line is whole at once: whoever follows the file never reads a part of one.
void TrainingTalk::log(const Json& line) {
  log_ << line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n" << std::flush;
}

}  // namespace crescent::cli
