#include "calls.hpp"

#include <crescent/base/choice.hpp>
#include <crescent/model/c_export.hpp>
#include <crescent/model/model.hpp>

#include "call_options.hpp"
#include "data_calls.hpp"

namespace crescent::playground {
namespace {

Answer choices(Desk&, const Arguments&) { return answer_of(choices_json()); }

Answer configure(Desk& desk, const Arguments& arguments) {
  Session& session = desk.session;
  const Change change = session.configure(merge(session.settings(), arguments[0]));
  return configured(session, change);
}

Answer reset(Desk& desk, const Arguments&) {
  desk.session.reset();
  return configured(desk.session, {false, true});
}

Index epochs_of(const Arguments& arguments) { return static_cast<Index>(arguments.count(0)); }

Answer step(Desk& desk, const Arguments& arguments) {
  const auto finished = desk.session.advance(epochs_of(arguments));
  Answer answer = snapshot_answer(desk);
  if (finished) answer.value["finished"] = *finished;
  return answer;
}

Answer advance(Desk& desk, const Arguments& arguments) {
  const auto finished = desk.session.advance(epochs_of(arguments));
  return answer_of({{"finished", finished ? Json(*finished) : Json()},
                    {"train_loss", desk.session.last_train_loss()}});
}

Answer snapshot(Desk& desk, const Arguments&) { return snapshot_answer(desk); }

Answer watch(Desk& desk, const Arguments& arguments) {
  const Json& options = arguments[0];
  Watch wanted = desk.watch;
  wanted.grid = grid_option(options, "grid", wanted.grid);
  wanted.output_grid = grid_option(options, "output_grid", wanted.output_grid);
  wanted.confusion = option<bool>(options, "confusion", wanted.confusion);
  wanted.units = option<bool>(options, "units", wanted.units);
  wanted.gradient = option<bool>(options, "gradient", wanted.gradient);
  if (options.is_object() && options.contains("space")) {
    const Json& query = options["space"];
    wanted.space_units.clear();
    if (!query.is_null()) {
      wanted.space_layer = option<int>(query, "layer", 0);
      wanted.space_units = option<std::vector<Index>>(query, "units", {0, 1});
      wanted.space_grid = grid_option(query, "grid", 0);
    }
  }
  desk.watch = wanted;
  return answer_of(Json());
}

Answer record_every(Desk& desk, const Arguments& arguments) {
  desk.session.record_every(epochs_of(arguments));
  return answer_of(Json());
}

Answer set_parameters(Desk& desk, const Arguments& arguments) {
  desk.session.set_parameters(arguments.doubles(0));
  return answer_of(Json());
}

Answer set_parameter(Desk& desk, const Arguments& arguments) {
  std::vector<double> values = desk.session.trainer().parameters();
  const std::size_t index = arguments.count(0);
  if (index >= values.size()) {
    refuse(fmt::format("there is no parameter {}: the network has {}", index, values.size()));
  }
  if (!arguments[1].is_number()) refuse("a weight must be a finite number");
  values[index] = arguments[1].get<double>();
  desk.session.set_parameters(values);
  return answer_of(Json());
}

Answer freeze(Desk& desk, const Arguments& arguments) {
  desk.session.freeze(arguments.count(0), arguments[1].is_boolean() && arguments[1].get<bool>());
  return answer_of(Json());
}

Answer frozen(Desk& desk, const Arguments&) {
  Json list = Json::array();
  const auto& frozen = desk.session.frozen();
  for (std::size_t i = 0; i < frozen.size(); ++i) {
    if (frozen[i] != 0) list.push_back(i);
  }
  return answer_of(std::move(list));
}

Answer kept_epochs(Desk& desk, const Arguments&) {
  Json list = Json::array();
  for (const Moment& moment : desk.session.moments()) list.push_back(moment.epoch);
  return answer_of(std::move(list));
}

Answer go_back(Desk& desk, const Arguments& arguments) {
  desk.session.go_back(epochs_of(arguments));
  return configured(desk.session, {});
}

Answer optimiser(Desk& desk, const Arguments&) {
  const TrainerState state = desk.session.trainer().state();
  Json buffers = Json::array();
  for (const auto& buffer : state.buffers) {
    buffers.push_back({{"name", buffer.name}, {"values", buffer.values}});
  }
  return answer_of({{"solver", desk.session.settings().solver},
                    {"steps", state.steps},
                    {"buffers", std::move(buffers)}});
}

Answer trace_call(Desk& desk, const Arguments& arguments) {
  const Json rows = {{"rows", arguments[0]}};
  const auto trace =
      playground::trace(desk.session, option<std::vector<std::size_t>>(rows, "rows", {}));
  return answer_of(trace_json(trace, desk.session));
}

Answer chain_call(Desk& desk, const Arguments& arguments) {
  return answer_of(chain_json(chain(desk.session, arguments.count(0), arguments.count(1))));
}

Answer gradient_check_call(Desk& desk, const Arguments&) {
  Json list = Json::array();
  for (const auto& block : gradient_check(desk.session)) {
    list.push_back({{"name", block.name},
                    {"largest_gradient", block.largest_gradient},
                    {"complex_step_error", block.complex_step_error},
                    {"central_difference_error", block.central_difference_error}});
  }
  return answer_of(std::move(list));
}

Answer predict(Desk& desk, const Arguments& arguments) {
  const Session& session = desk.session;
  const Matrix<double> plane = plane_points(arguments.doubles(0));
  const Matrix<double> p = session.trainer().predict(session.inputs()(session.columns_of(plane)));
  Answer answer = answer_of({{"columns", p.cols()}});
  answer.put({"values"}, p);
  return answer;
}

Answer activations_call(Desk& desk, const Arguments& arguments) {
  const Json& point = arguments[0];
  if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_number()) {
    refuse("a point has two coordinates");
  }
  Matrix<double> plane(1, 2);
  plane << point[0].get<double>(), point[1].get<double>();
  Json list = Json::array();
  for (const auto& a : activations(desk.session, plane)) list.push_back(list_of(a.row(0)));
  return answer_of(std::move(list));
}

Answer features_call(Desk& desk, const Arguments& arguments) {
  Answer answer;
  answer.put({}, feature_maps(desk.session, grid_option(arguments[0], "grid", 0)));
  return answer;
}

Answer space_call(Desk& desk, const Arguments& arguments) {
  const Json& query = arguments[0];
  const auto layer = option<int>(query, "layer", 0);
  const auto units = option<std::vector<Index>>(query, "units", {0, 1});
  const Index grid = grid_option(query, "grid", 0);
  Answer answer = answer_of({{"query", {{"layer", layer}, {"units", units}, {"grid", grid}}}});
  put_space(answer, {}, space(desk.session, layer, units, grid));
  return answer;
}

Answer diagnose_call(Desk& desk, const Arguments&) {
  return answer_of(units_json(diagnose(desk.session)));
}

Answer loss_surface_call(Desk& desk, const Arguments& arguments) {
  const Json& query = arguments[0];
  SurfaceOptions options;
  options.size = option<Index>(query, "size", options.size);
  options.span = option<double>(query, "span", options.span);
  options.seed = option<std::uint32_t>(query, "seed", 0);
  const auto how = find_choice({"path", "random"}, option<std::string>(query, "directions", "path"),
                               "directions");
  options.directions = how == 0 ? Directions::path : Directions::random;
  const Surface surface = loss_surface(desk.session, options);
  Answer answer = answer_of({{"size", options.size},
                             {"span", surface.span},
                             {"lowest", surface.lowest},
                             {"highest", surface.highest},
                             {"explained", surface.explained}});
  answer.put({"losses"}, surface.losses);
  answer.put({"path"}, surface.path);
  return answer;
}

Answer logistic_regression(Desk& desk, const Arguments& arguments) {
  const Boundary found = logistic_boundary(desk.session, grid_option(arguments[0], "grid", 0),
                                           option<bool>(arguments[0], "cross_validated", false));
  Json line;
  if (found.line) {
    const auto& ends = *found.line;
    line = {{ends[0][0], ends[0][1]}, {ends[1][0], ends[1][1]}};
  }
  Answer answer =
      answer_of({{"coef", rows_of(found.model.coef)},
                 {"intercept", list_of(found.model.intercept)},
                 {"accuracy", found.accuracy},
                 {"test_accuracy", found.test_accuracy ? Json(*found.test_accuracy) : Json()},
                 {"C", found.model.C},
                 {"line", std::move(line)}});
  answer.put({"map"}, found.map);
  return answer;
}

Answer onnx(Desk& desk, const Arguments&) {
  const std::string bytes = model::to_onnx(model_of(desk.session));
  Answer answer;
  answer.put({}, std::vector<unsigned char>(bytes.begin(), bytes.end()));
  return answer;
}

Answer c_header(Desk& desk, const Arguments& arguments) {
  model::COptions options;
  if (arguments[0].is_string()) options.prefix = arguments[0].get<std::string>();
  return answer_of(model::to_c(model_of(desk.session), options).text);
}

struct Call {
  std::string_view name;
  Answer (*answer)(Desk& desk, const Arguments& arguments);
};
// The one list of names.
constexpr Call calls[] = {
    {"choices", choices},
    {"configure", configure},
    {"data", data},
    {"set_data", set_data},
    {"parse_csv", parse_csv},
    {"use_table", use_table},
    {"open_file", open_file},
    {"to_csv", csv},
    {"reset", reset},
    {"step", step},
    {"advance", advance},
    {"snapshot", snapshot},
    {"watch", watch},
    {"record_every", record_every},
    {"set_parameters", set_parameters},
    {"set_parameter", set_parameter},
    {"freeze", freeze},
    {"frozen", frozen},
    {"kept_epochs", kept_epochs},
    {"go_back", go_back},
    {"optimiser", optimiser},
    {"trace", trace_call},
    {"chain", chain_call},
    {"gradient_check", gradient_check_call},
    {"predict", predict},
    {"activations", activations_call},
    {"features", features_call},
    {"space", space_call},
    {"diagnose", diagnose_call},
    {"loss_surface", loss_surface_call},
    {"logistic_regression", logistic_regression},
    {"to_onnx", onnx},
    {"to_c", c_header},
};

}  // namespace

std::vector<std::string> call_names() {
  std::vector<std::string> names;
  for (const Call& call : calls) names.emplace_back(call.name);
  return names;
}

Answer call(Desk& desk, std::string_view name, const Arguments& arguments) {
  const auto* found = std::find_if(std::begin(calls), std::end(calls),
                                   [&](const Call& call) { return call.name == name; });
  if (found == std::end(calls)) {
    throw Error(ErrorCode::invalid_argument, fmt::format("there is no call '{}'", name));
  }
  return found->answer(desk, arguments);
}

}  // namespace crescent::playground
