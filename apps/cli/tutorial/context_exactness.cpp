// Where exactness ends: runs that differ by rounding, and whether they part.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "html/diagram.hpp"
#include "html/format.hpp"
#include "tutorial/context.hpp"

namespace crescent::cli::tutorial {
namespace {

using html::count;
using html::number;
using kainjow::mustache::list;

// Far above the rounding of a run that stays together (1e-13), far below what a plot shows.
constexpr double kParted = 1e-6;
// Hundreds of roundings, none of them amplified.
constexpr double kLastDigit = 1e-14;

struct Checkpoint {
  std::string iteration;
  double loss = 0;
  double spread = 0;
  bool parted() const { return spread > kParted * loss; }
};

std::vector<double> final_losses(const Json& tutorial) {
  std::vector<double> finals = values(tutorial.at("twins").at("finals"));
  finals.insert(finals.begin(), value(tutorial.at("final_loss")));
  return finals;
}

std::vector<Checkpoint> checkpoints(const Json& tutorial) {
  std::vector<Checkpoint> result;
  for (const Json& entry : tutorial.at("twins").at("losses")) {
    result.push_back({count(entry.at("iteration").get<long long>()), value(entry.at("loss")),
                      value(entry.at("spread"))});
  }
  const std::vector<double> finals = final_losses(tutorial);
  const auto [low, high] = std::minmax_element(finals.begin(), finals.end());
  result.push_back({"the end", finals.front(), *high - *low});
  return result;
}

// Whether the numbers lie in exactly two places, each a thousand times narrower than their
// distance.
bool two_values(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const double range = numbers.back() - numbers.front();
  if (!(range > kParted * std::abs(numbers.front()))) return false;
  int wide_gaps = 0;
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    const double gap = numbers[i] - numbers[i - 1];
    if (gap > 0.99 * range)
      ++wide_gaps;
    else if (gap > 1e-3 * range)
      return false;
  }
  return wide_gaps == 1;
}

Context twins_context(const Json& tutorial) {
  const std::vector<Checkpoint> runs = checkpoints(tutorial);
  const auto first_parted =
      std::find_if(runs.begin(), runs.end(), [](const Checkpoint& c) { return c.parted(); });
  double spread_before = 0, spread_max = 0;
  Context rows{list{}};
  for (auto run = runs.begin(); run != runs.end(); ++run) {
    spread_max = std::max(spread_max, run->spread);
    if (run < first_parted) spread_before = spread_max;
    Context row;
    row.set("iteration", run->iteration);
    row.set("loss", html::loss(run->loss));
    row.set("spread", number(run->spread, 2));
    row.set("relative", html::relative(run->spread / run->loss));
    row.set("parted", run->parted());
    rows.push_back(row);
  }
  std::vector<std::string> finals;
  for (const double loss : final_losses(tutorial)) finals.push_back(html::loss(loss));

  const double perturbation = value(tutorial.at("twins").at("perturbation"));
  const bool parted = first_parted != runs.end();
  Context twins;
  twins.set("runs", std::to_string(finals.size()));
  twins.set("one_part_in", number(1 / perturbation, 2));
  twins.set("rows", rows);
  twins.set("parted", parted);
  twins.set("together", parted && first_parted != runs.begin());
  twins.set("parted_early", parted && first_parted + 1 != runs.end());
  if (parted && first_parted != runs.begin()) {
    twins.set("last_together", (first_parted - 1)->iteration);
  }
  if (parted) {
    twins.set("first_parted", first_parted->iteration);
    twins.set("relative_first", html::relative(first_parted->spread / first_parted->loss));
  }
  twins.set("spread_together", number(spread_before, 2));
  twins.set("last_digit", spread_before < kLastDigit);
  twins.set("relative_final", html::relative(runs.back().spread / runs.back().loss));
  twins.set("growth", number(runs.back().spread / runs.back().loss / perturbation, 2));
  twins.set("spread_max", number(spread_max, 2));
  twins.set("two_values", two_values(final_losses(tutorial)));
  twins.set("finals_text", enumerate(finals));
  return twins;
}

// The last passes of the run: does it settle, swing between two values, or jump about?
Context swing_context(const Json& twins) {
  Context swing;
  const Json passes = twins.value("last_passes", Json::array());
  swing.set("given", passes.size() >= 4);
  if (passes.size() < 4) return swing;
  const std::vector<double> loss = column(passes, "loss");
  bool alternates = true, falls = true;
  for (std::size_t i = 1; i < loss.size(); ++i) {
    const double change = loss[i] - loss[i - 1];
    // A run that has settled still moves in its last digits.
    if (change > 1e-12 * loss[i]) falls = false;
    const bool comes_back = i < 2 || std::abs(loss[i] - loss[i - 2]) < 0.02 * std::abs(change);
    if (std::abs(change) < 1e-9 * loss[i] || !comes_back) alternates = false;
  }
  Context lines{list{}};
  for (const Json& pass : passes) {
    Context line;
    line.set("iteration", std::to_string(pass.at("iteration").get<long long>()));
    line.set("loss", html::loss(value(pass.at("loss"))));
    lines.push_back(line);
  }
  swing.set("lines", lines);
  swing.set("two", alternates);
  swing.set("calm", falls && !alternates);
  swing.set("jumps", !falls && !alternates);
  swing.set("low", html::loss(std::min(loss[0], loss[1])));
  swing.set("high", html::loss(std::max(loss[0], loss[1])));
  return swing;
}

// The longest row of neighbouring entries above 2: [first, last]; first > last where none is.
std::pair<std::size_t, std::size_t> longest_above_two(
    const std::vector<std::pair<double, double>>& points) {
  std::pair<std::size_t, std::size_t> longest{1, 0};
  std::size_t first = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!(points[i].second > 2)) {
      first = i + 1;
    } else if (longest.first > longest.second || i - first > longest.second - longest.first) {
      longest = {first, i};
    }
  }
  return longest;
}

Context sharpness_context(const Json& twins) {
  Context sharpness;
  const Json entries = twins.value("sharpness", Json::array());
  sharpness.set("given", !entries.empty());
  if (entries.empty()) return sharpness;
  std::vector<std::pair<double, double>> points;
  double largest = 0;
  for (const Json& entry : entries) {
    points.emplace_back(value(entry.at("iteration")), value(entry.at("value")));
    largest = std::max(largest, points.back().second);
  }
  const auto [first, last] = longest_above_two(points);
  sharpness.set("crosses", last > first);
  if (last > first) {
    sharpness.set("from", count(std::llround(points[first].first)));
    sharpness.set("to", count(std::llround(points[last].first)));
  }
  sharpness.set("largest", number(largest, 3));
  sharpness.set("chart",
                html::line_chart(points, 2.0, "iteration",
                                 "Learning rate times largest curvature over the iterations; its "
                                 "largest value is " +
                                     fmt::format("{:.3g}", largest) + "."));
  return sharpness;
}

Context stable_context(const Json& twins) {
  Context stable;
  const bool given = twins.contains("stable") && !twins.at("stable").is_null();
  stable.set("given", given);
  if (!given) return stable;
  const double spread = value(twins.at("stable").at("final_spread"));
  stable.set("hidden", std::to_string(twins.at("stable").at("hidden").get<int>()));
  stable.set("spread", number(spread, 2));
  stable.set("quiet", spread < 1e-9);
  return stable;
}

}  // namespace

void add_exactness(Context& page, const Json& tutorial) {
  const Json& twins = tutorial.at("twins");
  page.set("twins", twins_context(tutorial));
  page.set("swing", swing_context(twins));
  page.set("sharpness", sharpness_context(twins));
  page.set("stable", stable_context(twins));
}

}  // namespace crescent::cli::tutorial
