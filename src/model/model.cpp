#include <numeric>

#include <crescent/base/file.hpp>
#include <crescent/model/model.hpp>

namespace crescent::model {

Matrix<double> Model::predict_proba(const data::Table& table,
                                    std::vector<preprocess::UnseenLevels>* unseen) const {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return network.predict_proba(preprocess::transform(pipeline, table, rows, unseen));
}

Matrix<double> Model::predict_proba(const Matrix<double>& raw) const {
  return network.predict_proba(preprocess::transform_numbers(pipeline, raw));
}

void save(const Model& model, const std::filesystem::path& path, const OnnxOptions& options) {
  write_file(path, to_onnx(model, options));
}

Model load(const std::filesystem::path& path) { return from_onnx(read_file(path), path.string()); }

}  // namespace crescent::model
