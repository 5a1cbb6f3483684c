#include <cmath>

#include "json.hpp"

namespace crescent::playground {
namespace {

/// A number, or null where it is not finite or there is none.
Json finite(double value, bool there = true) {
  return there && std::isfinite(value) ? Json(value) : Json();
}

void put_curve(Answer& answer, Session& session) {
  const Index holds_until = session.curve_holds_until();
  const std::vector<LossPoint> points = session.take_curve();
  const bool has_test = session.examples(Part::test).rows() > 0;
  std::vector<double> epochs, objective, train, test;
  for (const LossPoint& point : points) {
    epochs.push_back(static_cast<double>(point.epoch));
    objective.push_back(point.objective);
    train.push_back(point.train_loss);
    if (has_test) test.push_back(point.test_loss);
  }
  answer.value["history"] = {{"keep_until", holds_until}, {"restarted", holds_until < 0}};
  answer.put({"history", "epochs"}, std::move(epochs));
  answer.put({"history", "objective"}, std::move(objective));
  answer.put({"history", "train_loss"}, std::move(train));
  answer.put({"history", "test_loss"}, std::move(test));
}

void put_hits(Answer& answer, const Session& session, bool with_confusion) {
  Json& value = answer.value;
  value["train_accuracy"] = value["test_accuracy"] = Json();
  if (session.is_regression()) return;
  for (const Part part : {Part::train, Part::test}) {
    if (session.examples(part).rows() == 0) continue;
    const Hits found = hits(session, part);
    const char* name = part == Part::train ? "train" : "test";
    value[std::string(name) + "_accuracy"] = found.accuracy;
    if (!with_confusion) continue;
    std::vector<int> counts;
    for (Index k = 0; k < found.confusion.rows(); ++k) {
      for (Index j = 0; j < found.confusion.cols(); ++j) counts.push_back(found.confusion(k, j));
    }
    value["confusion"][name] = Json();
    answer.put({"confusion", name}, std::move(counts));
  }
}

Json divergence_json(const Session& session) {
  const auto& divergence = session.divergence();
  if (!divergence) return {};
  return {{"failed_epoch", divergence->failed_epoch},
          {"epoch", divergence->epoch},
          {"learning_rate", divergence->learning_rate},
          {"suggested_learning_rate", divergence->suggested_learning_rate},
          {"message", divergence->message}};
}

}  // namespace

Answer snapshot_answer(Desk& desk) {
  Session& session = desk.session;
  const Watch& watch = desk.watch;
  Trainer& trainer = session.trainer();
  const bool has_train = session.examples(Part::train).rows() > 0;
  const bool has_test = session.examples(Part::test).rows() > 0;
  Answer answer;
  answer.value = {{"epoch", session.epoch()},
                  {"learning_rate", session.learning_rate()},
                  {"objective", finite(trainer.objective(), has_train)},
                  {"train_loss", finite(trainer.loss(Part::train), has_train)},
                  {"test_loss", finite(trainer.loss(Part::test), has_test)},
                  {"seconds", session.seconds()},
                  {"milliseconds_per_epoch", session.milliseconds_per_epoch()},
                  {"playing", false},
                  {"finished", Json()},
                  {"diverged", divergence_json(session)}};
  put_hits(answer, session, watch.confusion);
  put_curve(answer, session);
  answer.put({"parameters"}, trainer.parameters());
  if (watch.grid > 0) answer.put({"maps"}, maps(session, watch.grid));
  if (watch.output_grid > 0) answer.put({"output"}, output_maps(session, watch.output_grid));
  if (watch.units) answer.value["units"] = units_json(diagnose(session));
  if (watch.gradient) answer.put({"gradient"}, trainer.gradient());
  if (!watch.space_units.empty()) {
    // The layer may have gone or shrunk since it was asked for.
    const auto& layers = session.network().architecture().layers;
    const bool there = watch.space_layer < static_cast<int>(layers.size());
    const Index width = !there ? 0
                        : watch.space_layer < 0
                            ? session.inputs().count()
                            : layers[static_cast<std::size_t>(watch.space_layer)].units;
    bool fits = there;
    for (const Index unit : watch.space_units) fits = fits && unit < width;
    if (fits) {
      answer.value["space"] = {{"query",
                                {{"layer", watch.space_layer},
                                 {"units", watch.space_units},
                                 {"grid", watch.space_grid}}}};
      put_space(answer, {"space"},
                space(session, watch.space_layer, watch.space_units, watch.space_grid));
    }
  }
  return answer;
}

}  // namespace crescent::playground
