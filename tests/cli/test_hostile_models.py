"""Model files made to do harm: one line says what is wrong, and memory stays near the file's size."""


import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from support import SANITIZED, peak, refused, write_csv

FLOAT = TensorProto.FLOAT
ROOM = 120e6  # what the command itself takes, libraries and threads included


def save(path, nodes, initializers=(), inputs=(("x", [None, 2]),), outputs=(("y", [None, 2]),), **metadata):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in outputs],
        list(initializers))
    model = helper.make_model(graph)
    for key, value in metadata.items():
        model.metadata_props.add(key=key.replace("_", "."), value=value)
    path.write_bytes(model.SerializeToString())
    return path


def weight(name, *shape):
    values = np.linspace(-1, 1, int(np.prod(shape))).reshape(shape).astype(np.float32)
    return onnx.numpy_helper.from_array(values, name)


@pytest.fixture
def rows(tmp_path):
    return write_csv(tmp_path / "rows.csv", None, [[1, 2], [3, 4]])


def test_a_cycle(tmp_path, rows):
    nodes = [helper.make_node("Gemm", ["a", "W"], ["z"]), helper.make_node("Relu", ["z"], ["a"])]
    file = save(tmp_path / "m.onnx", nodes, [weight("W", 2, 2)])
    refused(1, "predict", file, rows, says="no dense layer")


def test_dimensions_that_the_data_do_not_have(tmp_path, rows):
    tensor = weight("W", 2, 2)
    for dims in ([2 ** 40, 2 ** 40], [2 ** 62, 4], [-2, -2], [2, 3]):
        del tensor.dims[:]
        tensor.dims.extend(dims)
        file = save(tmp_path / "m.onnx", [helper.make_node("MatMul", ["x", "W"], ["y"])], [tensor])
        refused(1, "predict", file, rows, says="'W'")


def test_values_in_another_file(tmp_path, rows):
    tensor = weight("W", 2, 2)
    tensor.data_location = TensorProto.EXTERNAL
    file = save(tmp_path / "m.onnx", [helper.make_node("MatMul", ["x", "W"], ["y"])], [tensor])
    refused(1, "predict", file, rows, says="another file")


def test_a_constant_used_again_and_again(tmp_path, rows):
    """A thousand layers of one matrix would take a thousand times the file."""
    nodes, a = [], "x"
    for k in range(1000):
        nodes.append(helper.make_node("MatMul", [a, "W"], [f"z{k}"]))
        a = f"z{k}"
    file = save(tmp_path / "m.onnx", nodes, [weight("W", 200, 200)],
                inputs=[("x", [None, 200])], outputs=[(a, [None, 200])])
    refused(1, "predict", file, rows, says="again and again")


@pytest.mark.skipif(SANITIZED, reason="a sanitizer takes memory of its own")
@pytest.mark.parametrize("kind", ["nodes", "attributes", "numbers", "json", "strings"])
def test_memory_is_a_small_multiple_of_the_file(tmp_path, rows, kind):
    size = 4_000_000
    file = tmp_path / "m.onnx"

    def field(number, content):  # a length-delimited field of protobuf
        length, n = b"", len(content)
        while True:
            length += bytes([n & 127 | (128 if n > 127 else 0)])
            n >>= 7
            if not n:
                return bytes([number << 3 | 2]) + length + content

    if kind == "nodes":  # the smallest node there can be, a million times
        file.write_bytes(field(7, field(1, field(2, b"y") + field(4, b"R")) * (size // 8)))
    elif kind == "attributes":
        node = field(2, b"y") + field(4, b"R") + field(5, field(1, b"a")) * (size // 5)
        file.write_bytes(field(7, field(1, node)))
    elif kind == "numbers":  # one-byte integers become eight bytes each
        file.write_bytes(field(7, field(5, field(8, b"W") + b"\x10\x07" + field(7, b"\x01" * size))))
    elif kind == "strings":
        file.write_bytes(field(7, field(5, field(8, b"W") + b"\x10\x08" + b"\x32\x00" * (size // 2))))
    else:
        save(file, [helper.make_node("MatMul", ["x", "W"], ["y"])], [weight("W", 2, 2)],
             crescent_schema="[" * size)
    for command in (["predict", file, rows], ["inspect", file]):
        status, bytes_used, errors = peak(*command)
        assert status in (0, 1), errors
        assert bytes_used <= ROOM + 90 * size, (command[0], bytes_used / size)
