#include "data_calls.hpp"

#include <crescent/data/csv.hpp>
#include <crescent/model/model.hpp>

#include "call_options.hpp"

namespace crescent::playground {
namespace {

/// Classes from 0, and their names: those given, else the present ones where they are as many.
void read_labels(Points& points, const std::vector<double>& labels, const Json& options,
                 const std::vector<std::string>& present) {
  int classes = option<int>(options, "classes", 2);
  for (const double label : labels) {
    if (label < 0 || label >= Limits::classes || label != std::floor(label)) {
      refuse(fmt::format("a class must be a whole number from 0 to {}, not {:g}",
                         Limits::classes - 1, label));
    }
    points.y.push_back(static_cast<int>(label));
    classes = std::max(classes, static_cast<int>(label) + 1);
  }
  if (classes < 2 || classes > Limits::classes) {
    refuse(fmt::format("classes must be from 2 to {}", Limits::classes));
  }
  const auto count = static_cast<std::size_t>(classes);
  for (std::size_t k = 0; k < count; ++k) {
    points.classes.push_back(present.size() == count ? present[k] : std::to_string(k));
  }
  if (!options.is_object() || !options.contains("class_names")) return;
  const Json& names = options["class_names"];
  const bool fit =
      names.is_array() && names.size() == count &&
      std::all_of(names.begin(), names.end(), [](const Json& name) { return name.is_string(); });
  if (!fit) refuse(fmt::format("class_names must be a list of {} texts", count));
  points.classes = names.get<std::vector<std::string>>();
}

}  // namespace

Answer data(Desk& desk, const Arguments&) {
  const Session& session = desk.session;
  Answer answer;
  double low = 0, high = 0;
  bool first = true;
  for (const Part part : {Part::train, Part::test}) {
    const Points& points = session.points(part);
    const std::string name = part == Part::train ? "train" : "test";
    std::vector<double> y = points.values;
    if (!points.is_regression()) y.assign(points.y.begin(), points.y.end());
    for (const double value : y) {
      low = first ? value : std::min(low, value);
      high = first ? value : std::max(high, value);
      first = false;
    }
    answer.put({name + "_x"}, session.plane_of(points.x));
    answer.put({name + "_y"}, std::move(y));
  }
  answer.value["value_range"] = {low, high};
  return answer;
}

Answer set_data(Desk& desk, const Arguments& arguments) {
  Session& session = desk.session;
  const std::vector<double> y = arguments.doubles(1);
  const Json& options = arguments[2];
  OwnData own;
  own.points.task = preprocess::parse_task(option<std::string>(options, "task", "classification"));
  const Matrix<double> plane = plane_points(arguments.doubles(0));
  if (plane.rows() != static_cast<Index>(y.size())) {
    refuse(fmt::format("there are {} points, but {} classes or values", plane.rows(), y.size()));
  }
  if (plane.rows() > Limits::samples) {
    refuse(fmt::format("the page takes {} points at most, not {}", Limits::samples, plane.rows()));
  }
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::all_of(plane.data(), plane.data() + plane.size(), finite) ||
      !std::all_of(y.begin(), y.end(), finite)) {
    refuse("every coordinate and value must be a finite number");
  }
  const bool of_model = session.inputs().of_model();
  if (const OwnData* present = session.own()) {
    own.mean = present->mean;
    own.scale = present->scale;
  }
  own.points.x = session.columns_of(plane);
  own.points.columns = session.points(Part::train).columns;
  if (!of_model && own.points.columns.size() != 2) own.points.columns = {"x1", "x2"};
  if (own.points.is_regression()) {
    own.points.values = y;
  } else {
    read_labels(own.points, y, options, session.points(Part::train).classes);
  }
  const Change change = session.set_data(std::move(own));
  return configured(session, change);
}

Answer parse_csv(Desk& desk, const Arguments& arguments) {
  const std::string name = arguments[1].is_string() ? arguments[1].get<std::string>() : "data.csv";
  data::Table table = data::parse_csv(arguments.bytes(0), name);
  Answer answer = answer_of(table_json(describe(table, name)));
  desk.session.table = std::move(table);
  return answer;
}

Answer use_table(Desk& desk, const Arguments& arguments) {
  Session& session = desk.session;
  if (!session.table) refuse("there is no table: open a CSV file first");
  const Json& options = arguments[0];
  TableQuery query;
  query.x = option<std::vector<std::size_t>>(options, "x", {});
  query.target = option<std::size_t>(options, "target", 0);
  query.task = preprocess::parse_task(option<std::string>(options, "task", "classification"));
  query.standardise = option<bool>(options, "standardise", true);
  const Change change = session.set_data(read_points(*session.table, query));
  return configured(session, change);
}

Answer open_file(Desk& desk, const Arguments& arguments) {
  Session& session = desk.session;
  const std::string bytes = arguments.bytes(0);
  const std::string name = arguments[1].is_string() ? arguments[1].get<std::string>() : "file";
  if (looks_like_model(bytes)) {
    const Change change = session.open_model(model::from_onnx(bytes, name), name);
    return answer_of({{"kind", "model"}, {"configured", configured_json(session, change)}});
  }
  data::Table table = data::parse_csv(bytes, name);
  if (auto own = read_for_model(table, session)) {
    const Change change = session.set_data(std::move(*own));
    return answer_of({{"kind", "data"}, {"configured", configured_json(session, change)}});
  }
  Answer answer = answer_of({{"kind", "table"}, {"table", table_json(describe(table, name))}});
  session.table = std::move(table);
  return answer;
}

Answer csv(Desk& desk, const Arguments&) {
  return answer_of(to_csv(desk.session.points(Part::train), desk.session.points(Part::test)));
}

}  // namespace crescent::playground
