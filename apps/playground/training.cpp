// How a session trains: epochs, the loss curve, divergence, moments to go back to.
#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "session.hpp"

namespace crescent::playground {
namespace {

/// Room for about a million numbers in moments and in the path.
std::size_t moments_kept(std::size_t parameters) {
  return std::clamp<std::size_t>(1'000'000 / (parameters + 1), 6, 40);
}
std::size_t path_kept(std::size_t parameters) {
  return std::clamp<std::size_t>(1'000'000 / (parameters + 1), 40, 300);
}

/// Every second entry is forgotten, but for the first and the last.
template <class T>
void thin(std::vector<T>& entries) {
  std::vector<T> left;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i % 2 == 0 || i + 1 == entries.size()) left.push_back(std::move(entries[i]));
  }
  entries = std::move(left);
}

}  // namespace

bool Session::is_due() const {
  if (epoch_ >= next_record_) return true;
  return record_every_ > 0 && (epoch_ - 1) % record_every_ == 0;
}

void Session::keep(double objective) {
  if (!moments_.empty() && moments_.back().epoch == epoch_) return;
  moments_.push_back({epoch_, objective, trainer_->state()});
  path_.push_back({epoch_, trainer_->parameters()});
  if (moments_.size() > moments_kept(path_.back().parameters.size())) thin(moments_);
  if (path_.size() > path_kept(path_.back().parameters.size())) thin(path_);
}

void Session::record() {
  const LossPoint now{epoch_, trainer_->objective(), trainer_->loss(Part::train),
                      trainer_->loss(Part::test)};
  next_record_ = epoch_ + std::max<Index>(1, epoch_ / 100);
  if (!std::isfinite(now.objective) || now.objective > limit_) return;
  if (std::isfinite(now.train_loss) && std::isfinite(now.test_loss)) {
    curve_.push_back(now);
    train_loss_ = now.train_loss;
  }
  keep(now.objective);
}

std::optional<std::string> Session::advance(Index epochs) {
  if (train_.rows() == 0) {
    throw Error(ErrorCode::data,
                "there are no points to train on: draw some, or open a CSV file that has the "
                "model's columns");
  }
  const auto schedule = schedule_of(settings_);
  const auto start = std::chrono::steady_clock::now();
  const Index first = epoch_;
  std::optional<std::string> ended;
  divergence_.reset();
  while (!ended && epoch_ < first + epochs) {
    if (settings_.epochs > 0 && epoch_ >= settings_.epochs) {
      ended = "epochs";
      break;
    }
    rate_ = train::value_at(schedule, settings_.learning_rate,
                            {.epoch = epoch_, .epochs = settings_.epochs});
    const bool more = trainer_->epoch(rate_);
    ++epoch_;
    const bool due = is_due() || !more;
    if (due) record();
    const bool lost = !trainer_->is_finite() ||
                      (due && moments_.back().epoch != epoch_);  // record() found it no good
    if (lost) {
      diverge(rate_);
      ended = "diverged";
    } else if (!more) {
      ended = "converged";
    }
  }
  network_.reset();
  const double took =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  time(took, epoch_ - first);
  return ended;
}

/// A browser's clock ticks ten thousand times a second at most: an epoch's time is the mean of
/// many.
void Session::time(double seconds, Index epochs) {
  constexpr double enough = 0.02;
  seconds_ += seconds;
  timed_seconds_ += seconds;
  timed_epochs_ += epochs;
  const bool first = milliseconds_ == 0;
  if (timed_epochs_ == 0 || (!first && timed_seconds_ < enough)) return;
  milliseconds_ = 1000 * timed_seconds_ / static_cast<double>(timed_epochs_);
  if (timed_seconds_ < enough) return;
  timed_seconds_ = 0;
  timed_epochs_ = 0;
}

void Session::diverge(double rate) {
  double lowest = moments_.front().objective;
  for (const Moment& moment : moments_) lowest = std::min(lowest, moment.objective);
  // The latest one that was not yet on its way up.
  auto good = moments_.size() - 1;
  while (good > 0 && moments_[good].objective > 2 * lowest) --good;
  const Index failed = epoch_;
  go_back(moments_[good].epoch);
  const double lower = rate / 3;
  divergence_ = Divergence{
      failed, epoch_, rate, lower,
      fmt::format("The training diverged in epoch {}: its steps were so long that each one made "
                  "the loss larger. These are the weights of epoch {}; go on from here with a "
                  "lower learning rate, such as {:.2g} instead of {:g}.",
                  failed, epoch_, lower, rate)};
}

}  // namespace crescent::playground
