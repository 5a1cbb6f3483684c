"""Predicting with 20 -> 64 -> 64 -> 3 in NumPy, scikit-learn, PyTorch, TorchScript and ONNX Runtime: one row at
a time, and a million rows. What counts is from an array of inputs to an array of probabilities."""
import numpy as np
import onnx
import onnxruntime
import sklearn
import torch
from common import THREADS, emit, layers, load, timed
from onnx import TensorProto, helper, numpy_helper
from sklearn.neural_network import MLPClassifier

torch.set_num_threads(THREADS)
SIZES = (20, 64, 64, 3)
X = load("predict.x", "<f4", -1, 20)
LAYERS = layers(load("predict.w", "<f4"), SIZES)
ROWS = 2000  # predicted one by one


def numpy_predict(x):
    for W, b in LAYERS[:-1]:
        x = np.maximum(x @ W + b, 0)
    z = x @ LAYERS[-1][0] + LAYERS[-1][1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sklearn_predict():
    network = MLPClassifier((64, 64), max_iter=1, random_state=0)
    network.partial_fit(X[:50], np.arange(50) % 3, classes=[0, 1, 2])
    network.coefs_ = [W for W, _ in LAYERS]
    network.intercepts_ = [b for _, b in LAYERS]
    return network.predict_proba


def torch_module():
    modules = []
    for W, b in LAYERS:
        linear = torch.nn.Linear(*W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*modules[:-1], torch.nn.Softmax(1)).eval()


def by_torch(module):
    def predict(x):
        with torch.inference_mode():
            return module(torch.from_numpy(x)).numpy()

    return predict


def by_onnxruntime():
    nodes, constants, name = [], [], "x"
    for i, (W, b) in enumerate(LAYERS):
        constants += [numpy_helper.from_array(W, f"W{i}"), numpy_helper.from_array(b, f"b{i}")]
        nodes.append(helper.make_node("Gemm", [name, f"W{i}", f"b{i}"], [f"z{i}"]))
        last = i == len(LAYERS) - 1
        name = "p" if last else f"a{i}"
        nodes.append(helper.make_node("Softmax" if last else "Relu", [f"z{i}"], [name]))
    graph = helper.make_graph(nodes, "predict", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 20])],
                              [helper.make_tensor_value_info("p", TensorProto.FLOAT, [None, 3])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
    return lambda x: session.run(None, {"x": x})[0]


def one_by_one(predict):
    rows = [X[i : i + 1] for i in range(ROWS)]

    def work():
        for row in rows:
            p = predict(row)
        return p

    return work


with torch.inference_mode():
    scripted = torch.jit.freeze(torch.jit.trace(torch_module(), torch.from_numpy(X[:1])))
for peer, version, predict in (
    ("NumPy", np.__version__, numpy_predict),
    ("scikit-learn", sklearn.__version__, sklearn_predict()),
    ("PyTorch", torch.__version__, by_torch(torch_module())),
    ("TorchScript", torch.__version__, by_torch(scripted)),
    ("ONNX Runtime", onnxruntime.__version__, by_onnxruntime()),
):
    seconds, p = timed(one_by_one(predict))
    emit("predict_row", peer, version, "float32", seconds, probabilities=p[0].tolist())
    # A thousand rows a call where that is faster than all at once: the intermediate results stay in the cache.
    best = None
    for block in (1000, len(X)):
        out = np.empty((len(X), 3), np.float32)

        def work():
            for start in range(0, len(X), block):
                out[start : start + block] = predict(X[start : start + block])

        seconds, _ = timed(work)
        if best is None or min(seconds) < min(best[0]):
            best = (seconds, out[ROWS - 1].tolist(), float(out.sum(0)[0]), block)
    emit("predict_rows", peer, version, "float32", best[0], probabilities=best[1], sum=best[2], rows_a_call=best[3])
