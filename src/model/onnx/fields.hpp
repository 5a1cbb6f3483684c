#pragma once

#include <protozero/types.hpp>

// Field numbers of onnx.proto, one namespace a message.
namespace crescent::model::onnx {

using Tag = protozero::pbf_tag_type;

namespace model_proto {
constexpr Tag ir_version = 1, producer_name = 2, producer_version = 3, graph = 7, opset_import = 8,
              metadata_props = 14;
}
namespace opset {
constexpr Tag domain = 1, version = 2;
}
namespace entry {
constexpr Tag key = 1, value = 2;
}
namespace graph_proto {
constexpr Tag node = 1, name = 2, initializer = 5, input = 11, output = 12;
}
namespace node_proto {
constexpr Tag input = 1, output = 2, name = 3, op_type = 4, attribute = 5, domain = 7;
}
namespace attribute_proto {
constexpr Tag name = 1, f = 2, i = 3, s = 4, t = 5, floats = 7, ints = 8, strings = 9, type = 20;
}
namespace tensor_proto {
constexpr Tag dims = 1, data_type = 2, float_data = 4, string_data = 6, int64_data = 7, name = 8,
              raw_data = 9, double_data = 10, data_location = 14;
}
namespace value_info {
constexpr Tag name = 1, type = 2;
}
namespace type_proto {
constexpr Tag tensor_type = 1;
}
namespace tensor_type {
constexpr Tag elem_type = 1, shape = 2;
}
namespace shape_proto {
constexpr Tag dim = 1;
}
namespace dimension {
constexpr Tag dim_value = 1, dim_param = 2;
}

}  // namespace crescent::model::onnx
