"""Writes activations.json: values of the activations by ONNX's own reference implementation, gelu by SciPy.

Run: python tests/golden/make_activations.py (versions: tests/requirements.txt).
"""

import json
import pathlib

import numpy as np
import onnx
import scipy
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from scipy.special import ndtr

# Crescent's name: (operator, attributes). Attributes are float32 in ONNX, which is why selu's two
# numbers come out of this file as the reference holds them, to 1e-7.
OPERATORS = {
    "tanh": ("Tanh", {}),
    "sigmoid": ("Sigmoid", {}),
    "relu": ("Relu", {}),
    "leaky-relu": ("LeakyRelu", {"alpha": 0.01}),
    "elu": ("Elu", {"alpha": 1.0}),
    "selu": ("Selu", {}),
    "mish": ("Mish", {}),
    "softplus": ("Softplus", {}),
    "identity": ("Identity", {}),
}


def values(operator, attributes, z):
    node = helper.make_node(operator, ["z"], ["a"], **attributes)
    graph = helper.make_graph(
        [node], "activation",
        [helper.make_tensor_value_info("z", TensorProto.DOUBLE, [None])],
        [helper.make_tensor_value_info("a", TensorProto.DOUBLE, [None])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    return ReferenceEvaluator(model).run(None, {"z": z})[0].tolist()


def main():
    z = np.array([-30.0, -8.5, -3.0, -1.25, -0.5, -1e-3, 0.0, 1e-3, 0.4, 1.0, 2.75, 6.0, 25.0])
    functions = {name: values(*operator, z) for name, operator in OPERATORS.items()}
    # The evaluator's own erf is good for 8 digits only: the definition, with SciPy's normal distribution.
    functions["gelu"] = (z * ndtr(z)).tolist()
    # silu has no operator before opset 24: its definition, with ONNX's sigmoid.
    functions["silu"] = (z * np.array(functions["sigmoid"])).tolist()
    document = {"versions": {"numpy": np.__version__, "onnx": onnx.__version__,
                             "scipy": scipy.__version__},
                "z": z.tolist(), "values": functions}
    pathlib.Path(__file__).with_name("activations.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
