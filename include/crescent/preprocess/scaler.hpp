#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crescent::preprocess {

/// How a numeric column is brought to the size that a network learns from: each x -> (x - centre) /
/// scale, learned from the training rows. Named as scikit-learn's StandardScaler, RobustScaler and
/// MinMaxScaler.
/// - standard: centre the mean, scale the population standard deviation, both after imputation.
/// - robust: centre the median, scale the distance of the quartiles q75 - q25 of the values that
/// are
///   there, so that a few huge values do not squeeze all others into one point; then smooth
///   clipping to (-3, 3), z -> z / sqrt(1 + (z / 3)^2), so that those few do not drown the rest.
///   Where the quartiles are equal (a column of mostly zeros) the scale is (max - min) / 2. Source:
///   RealMLP, Holzmüller, Grinsztajn and Steinwart 2024, "Better by default: strong pre-tuned MLPs
///   and boosted trees on tabular data", section 3.
/// - minmax: centre the minimum, scale max - min: training rows lie in [0, 1]. A value beyond the
///   training rows' range lies outside [0, 1] by as much; it is not clipped.
/// - none: centre 0, scale 1.
enum class Scaler { standard, robust, minmax, none };

/// "standard", "robust", "minmax", "none".
const std::vector<std::string>& scaler_names();
/// Throws Error(invalid_argument) that lists the names there are.
Scaler parse_scaler(std::string_view text);
std::string_view name(Scaler scaler);

}  // namespace crescent::preprocess
