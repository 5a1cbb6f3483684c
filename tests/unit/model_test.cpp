// The model file keeps every bit, and bytes that are no model are refused with a clear error.
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/model/model.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"

namespace {

using namespace crescent;
using model::Model;
using network::Activation;
using network::Architecture;
using network::Output;
using preprocess::ColumnKind;
using tests::error_of;

/// Numbers whose last bits matter, at the ends of the range too.
const std::vector<double> awkward = {0.1,
                                     -0.0,
                                     1.0 / 3.0,
                                     -1e300,
                                     std::numeric_limits<double>::denorm_min(),
                                     std::nextafter(1.0, 2.0),
                                     std::numeric_limits<double>::max()};

/// x with an indicator, a text column with the level "missing", and y: 2 + 3 + 1 inputs.
preprocess::Pipeline mixed_pipeline(int classes) {
  preprocess::Pipeline pipeline{
      .columns = {{.name = "x", .median = 1.0 / 3, .mean = 0.7, .scale = 1.1},
                  {.name = "colour",
                   .kind = ColumnKind::categorical,
                   .levels = {"", "blue", "red"}},
                  {.name = "y", .median = -5e-9, .mean = 1e-9, .scale = 3e-7}},
      .target = "kind",
      .classes = {},
      .skipped = {{"id", "120 distinct texts"}, {"note", "ignored on request"}}};
  pipeline.columns[0].missing_indicator = true;
  pipeline.columns[2].smooth_clip = true;
  pipeline.id_column = "key";
  for (int k = 0; k < classes; ++k) pipeline.classes.push_back("class " + std::to_string(k));
  return pipeline;
}

Model random_model(const Architecture& architecture, std::uint32_t seed) {
  Model model{.pipeline = mixed_pipeline(architecture.classes()),
              .network = network::Network(architecture)};
  tests::randomise(model.network, seed);
  const auto parameters = model.network.parameters();
  for (std::size_t i = 0; i < awkward.size() && 3 * i < parameters.size(); ++i) {
    parameters[3 * i] = awkward[i];
  }
  model.training = R"({"seed":7,"solver":"adam"})";
  return model;
}

std::vector<std::uint64_t> bits(std::span<const double> values) {
  std::vector<std::uint64_t> all;
  for (const double value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
  return all;
}

template <class M>
std::vector<std::uint64_t> bits_of(const M& matrix) {
  return bits({matrix.data(), static_cast<std::size_t>(matrix.size())});
}

void expect_same_pipeline(const preprocess::Pipeline& a, const preprocess::Pipeline& b) {
  EXPECT_EQ(a.target, b.target);
  EXPECT_EQ(a.id_column, b.id_column);
  EXPECT_EQ(a.classes, b.classes);
  ASSERT_EQ(a.columns.size(), b.columns.size());
  for (std::size_t c = 0; c < a.columns.size(); ++c) {
    const auto& one = a.columns[c];
    const auto& other = b.columns[c];
    EXPECT_EQ(one.name, other.name);
    EXPECT_EQ(one.kind, other.kind);
    EXPECT_EQ(one.levels, other.levels);
    EXPECT_EQ(one.missing_indicator, other.missing_indicator);
    EXPECT_EQ(one.smooth_clip, other.smooth_clip);
    const std::vector<double> numbers = {one.median, one.mean, one.scale};
    EXPECT_EQ(bits(numbers), bits(std::vector<double>{other.median, other.mean, other.scale}));
  }
  ASSERT_EQ(a.skipped.size(), b.skipped.size());
  for (std::size_t c = 0; c < a.skipped.size(); ++c) {
    EXPECT_EQ(a.skipped[c].name, b.skipped[c].name);
    EXPECT_EQ(a.skipped[c].reason, b.skipped[c].reason);
  }
}

void expect_same_architecture(const Architecture& a, const Architecture& b) {
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_EQ(a.output, b.output);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  for (std::size_t k = 0; k < a.layers.size(); ++k) {
    EXPECT_EQ(a.layers[k].units, b.layers[k].units);
    EXPECT_EQ(a.layers[k].activation, b.layers[k].activation);
    EXPECT_EQ(a.layers[k].bias, b.layers[k].bias);
  }
}

/// Networks of both outputs; biases on, off, and off in some layers; every activation.
std::vector<Architecture> architectures() {
  std::vector<Architecture> list;
  for (const Output output : {Output::softmax, Output::sigmoid}) {
    const int classes = output == Output::sigmoid ? 2 : 3;
    for (const std::vector<Index>& hidden : {std::vector<Index>{}, {5}, {4, 1, 7}}) {
      for (const int biases : {0, 1, 2}) {
        auto architecture =
            network::make_architecture(6, hidden, classes, Activation::tanh, output);
        for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
          architecture.layers[k].bias = biases == 2 ? k % 2 == 1 : biases == 1;
          if (k < hidden.size()) architecture.layers[k].activation = static_cast<Activation>(k % 4);
        }
        list.push_back(architecture);
      }
    }
  }
  for (const Activation activation :
       {Activation::tanh, Activation::sigmoid, Activation::relu, Activation::identity}) {
    list.push_back(network::make_architecture(6, {3, 4}, 2, activation));
  }
  return list;
}

class SavedModel : public testing::TestWithParam<Architecture> {};

TEST_P(SavedModel, KeepsEveryBit) {
  const Model saved = random_model(GetParam(), 11);
  const std::string bytes = model::to_onnx(saved);
  const Model loaded = model::from_onnx(bytes, "m.onnx");
  expect_same_architecture(saved.network.architecture(), loaded.network.architecture());
  EXPECT_EQ(bits(saved.network.parameters()), bits(loaded.network.parameters()));
  expect_same_pipeline(saved.pipeline, loaded.pipeline);
  EXPECT_EQ(loaded.training, saved.training);
  EXPECT_FALSE(loaded.baselines.has_value());
  EXPECT_EQ(model::to_onnx(loaded), bytes);
}

TEST_P(SavedModel, PredictsTheSameBits) {
  Model saved = random_model(GetParam(), 12);
  tests::randomise(saved.network, 13);  // without the extremes, which end in infinities
  const Model loaded = model::from_onnx(model::to_onnx(saved), "m.onnx");
  const data::Table table = data::parse_csv(
      "colour,y,x\nred,1e-7,2\nblue,,0.25\n,3e-8,-1\ngreen,0,\nred,-2e-7,1e6\n", "rows.csv");
  std::vector<preprocess::UnseenLevels> unseen;
  const auto expected = saved.predict_proba(table);
  EXPECT_EQ(bits_of(loaded.predict_proba(table, &unseen)), bits_of(expected));
  ASSERT_EQ(unseen.size(), 1U);
  EXPECT_EQ(unseen[0].first, "green");
  // Sums of up to 3 exponentials, or of a sigmoid and its complement.
  for (Index n = 0; n < expected.rows(); ++n) EXPECT_NEAR(expected.row(n).sum(), 1.0, 1e-15);
}

std::string architecture_name(const testing::TestParamInfo<Architecture>& info) {
  std::string name = std::to_string(info.index) + "_" + reference::describe(info.param);
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}
INSTANTIATE_TEST_SUITE_P(Architectures, SavedModel, testing::ValuesIn(architectures()),
                         architecture_name);

TEST(Model, KeepsItsBaselines) {
  for (const int classes : {2, 3}) {
    Model saved = random_model(network::make_architecture(6, {4}, classes), 21);
    random::RandomState random(22);
    const auto x = tests::random_matrix(random, 40, 6);
    auto y = tests::random_classes(random, 40, classes);
    for (int k = 0; k < classes; ++k) y[static_cast<std::size_t>(k)] = k;
    saved.baselines = model::fit_baselines(x, y, classes);
    const Model loaded = model::from_onnx(model::to_onnx(saved), "m.onnx");
    ASSERT_TRUE(loaded.baselines.has_value());
    const auto& a = saved.baselines->logistic_regression;
    const auto& b = loaded.baselines->logistic_regression;
    EXPECT_EQ(bits(saved.baselines->class_shares), bits(loaded.baselines->class_shares));
    EXPECT_EQ(bits_of(a.coef), bits_of(b.coef));
    EXPECT_EQ(bits_of(a.intercept), bits_of(b.intercept));
    EXPECT_EQ(a.C, b.C);
    EXPECT_EQ(bits_of(a.predict_proba(x)), bits_of(b.predict_proba(x)));
    const auto before = model::evaluate(saved, x, y);
    const auto after = model::evaluate(loaded, x, y);
    EXPECT_EQ(before.network.report.at(metrics::Metric::log_loss).value,
              after.network.report.at(metrics::Metric::log_loss).value);
    EXPECT_EQ(before.linear.report.at(metrics::Metric::log_loss).value,
              after.linear.report.at(metrics::Metric::log_loss).value);
  }
}

TEST(Model, RawNumbersAreTheTablesNumbers) {
  Model model = random_model(network::make_architecture(3, {4}, 2), 31);
  model.pipeline.columns.erase(model.pipeline.columns.begin() + 1);
  tests::randomise(model.network, 32);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Matrix<double> raw(3, 2);
  raw << 0.5, 1e-7, nan, 2e-7, -1, nan;
  const data::Table table = data::parse_csv("x,y\n0.5,1e-7\n,2e-7\n-1,\n", "rows.csv");
  EXPECT_EQ(bits_of(model.predict_proba(raw)), bits_of(model.predict_proba(table)));
  EXPECT_TRUE(error_of([&] { return model.predict_proba(Matrix<double>(3, 1)); }));
}

TEST(Model, ColumnsMayHaveTheNamesOfTheGraph) {
  for (const char* name :
       {"W1", "b2", "label", "probabilities", "/features", "/z1", "column /z1"}) {
    Model saved = random_model(network::make_architecture(6, {4}, 3), 41);
    tests::randomise(saved.network, 42);
    saved.pipeline.columns[2].name = name;
    const Model loaded = model::from_onnx(model::to_onnx(saved), "m.onnx");
    expect_same_pipeline(saved.pipeline, loaded.pipeline);
    EXPECT_EQ(bits(saved.network.parameters()), bits(loaded.network.parameters())) << name;
  }
}

TEST(Model, EveryPrefixOfAFileIsRefused) {
  const std::string bytes = model::to_onnx(random_model(network::make_architecture(6, {2}, 2), 51));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const auto error =
        error_of([&] { return model::from_onnx(bytes.substr(0, length), "cut.onnx"); });
    ASSERT_TRUE(error.has_value()) << length << " of " << bytes.size() << " bytes";
    EXPECT_EQ(error->code(), ErrorCode::parse);
    EXPECT_EQ(error->where().file, "cut.onnx");
  }
}

// Field by field: every byte of a small file set to values that change lengths, types and numbers.
TEST(Model, NoDamagedByteEndsInMoreThanAnError) {
  const std::string bytes = model::to_onnx(random_model(network::make_architecture(6, {2}, 2), 52));
  std::size_t refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(value);
      const auto error = error_of([&] { return model::from_onnx(damaged, "damaged.onnx"); });
      if (!error) continue;
      ++refused;
      EXPECT_EQ(error->code(), ErrorCode::parse) << "byte " << i << ": " << error->what();
    }
  }
  EXPECT_GT(refused, bytes.size());  // the structure is most of so small a file
}

TEST(Model, SaveReplacesTheFileAndLoadNamesIt) {
  const std::string path = testing::TempDir() + "crescent_model_test.onnx";
  const Model first = random_model(network::make_architecture(6, {2}, 2), 61);
  const Model second = random_model(network::make_architecture(6, {3}, 3), 62);
  model::save(first, path);
  model::save(second, path);
  EXPECT_EQ(bits(model::load(path).network.parameters()), bits(second.network.parameters()));
  const auto error = error_of([&] { return model::load(path + ".none"); });
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code(), ErrorCode::io);
  std::filesystem::remove(path);
}

}  // namespace
