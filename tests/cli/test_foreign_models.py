"""Networks that scikit-learn (by skl2onnx) and PyTorch wrote: read, and computed as they compute.

The files and answers are those of tests/golden/make_foreign_*.py. Their weights and answers are
float32: 1e-5 of a probability, or of the size of a value, is what agrees.
"""

import json
import pathlib

import numpy as np
import pytest
from support import crescent, data_file, predictions, quiet, refused, rows_of, write_csv

FOLDER = pathlib.Path(__file__).parent.parent / "golden" / "foreign_models"
SKLEARN = json.loads((FOLDER / "sklearn.json").read_text())["models"]
TORCH = json.loads((FOLDER / "torch.json").read_text())["models"]


def rows_file(folder, x, header=None):
    return write_csv(folder / "rows.csv", header, [[repr(value) for value in row] for row in x])


def values(text):
    header, *rows = rows_of(text)
    assert header == ["prediction"]
    return np.array([float(row[0]) for row in rows])


@pytest.mark.parametrize("name", list(SKLEARN))
def test_scikit_learn(name, tmp_path):
    case = SKLEARN[name]
    # Without a header the columns have no names, as in the model's file: they go by their place.
    text = quiet("predict", FOLDER / f"{name}.onnx", rows_file(tmp_path, case["x"])).stdout
    if "prediction" in case:
        assert np.abs(values(text) - case["prediction"]).max() <= 1e-5
        return
    labels, classes, p = predictions(text)
    assert labels == case["label"]
    assert np.abs(p - case["probabilities"]).max() <= 1e-5
    assert set(labels) <= set(classes)


@pytest.mark.parametrize("name", [name for name in TORCH if name.startswith("torch_")])
def test_pytorch(name, tmp_path):
    case = TORCH[name]
    header = [f"input_{c}" for c in range(4)][::-1] + ["other"]
    x = [row[::-1] + [0.0] for row in case["x"]]  # by name: the order does not matter
    text = quiet("predict", FOLDER / f"{name}.onnx", rows_file(tmp_path, x, header)).stdout
    expected = np.array(case["answers"])
    if name == "torch_value":
        assert np.abs(values(text) - expected[:, 0]).max() <= 1e-5
        return
    _, classes, p = predictions(text)
    assert classes == [str(k) for k in range(p.shape[1])]
    if name == "torch_two":  # the probability of class 1 alone
        expected = np.hstack([1 - expected, expected])
    assert np.abs(p - expected).max() <= 1e-5
    # It is seen as what it is, not as some other curve.
    layers = crescent("inspect", FOLDER / f"{name}.onnx", "--json").json["network"]["layers"]
    activation = {"torch_matmul": "relu", "torch_two": "relu", "torch_relu_logits": "relu",
                  "torch_tanh_softmax": "tanh", "torch_sigmoid_log_softmax": "sigmoid"}.get(
                      name, name[len("torch_"):].replace("_", "-"))
    assert {layer["activation"] for layer in layers[:-1]} == {activation}


@pytest.mark.parametrize("name, says", [("hardswish", "HardSwish"), ("leaky_relu", "no activation"),
                                        ("batch_norm", "BatchNormalization")])
def test_what_lies_beyond_is_refused(name, says, tmp_path):
    file = FOLDER / f"refused_{name}.onnx"
    refused(1, "predict", file, rows_file(tmp_path, TORCH[f"refused_{name}"]["x"]), says=says)
    told = quiet("inspect", file, "--json").json  # the graph can be told of all the same
    assert says in told["unreadable"] and told["graph"]["operators"]["Gemm"] >= 2
    assert told["graph"]["producer"].startswith("pytorch")


def test_written_anew_it_is_a_model_like_any_other(tmp_path):
    """ONNX with float64, a C header: what predicts must say the same after each way."""
    rows = rows_file(tmp_path, SKLEARN["iris_scaled"]["x"])
    first = quiet("predict", FOLDER / "iris_scaled.onnx", rows).stdout
    quiet("export", FOLDER / "iris_scaled.onnx", "--format", "onnx", "--out", tmp_path / "m.onnx")
    named = write_csv(tmp_path / "named.csv", [f"input_{c}" for c in range(4)],
                      [[repr(value) for value in row] for row in SKLEARN["iris_scaled"]["x"]])
    again = quiet("predict", tmp_path / "m.onnx", named).stdout
    assert np.abs(predictions(first)[2] - predictions(again)[2]).max() <= 1e-12
    quiet("export", FOLDER / "iris_scaled.onnx", "--format", "c", "--out", tmp_path / "m.h")


def petals(folder):
    """The iris file's two columns of petals and the kinds by scikit-learn's names, with a header of its own."""
    rows = [[*row[2:4], row[4].removeprefix("Iris-")] for row in rows_of(data_file("iris/iris.csv").read_text()) if row]
    return write_csv(folder / "petals.csv", ["petal length", "petal width", "kind"], rows), rows


def test_evaluated(tmp_path):
    """The answers' column stands behind the model's, whatever it is called."""
    file, rows = petals(tmp_path)
    model = FOLDER / "iris_petals.onnx"
    labels, classes, p = predictions(quiet("predict", model, file).stdout)
    evaluated = crescent("evaluate", model, file, "--json")
    assert evaluated.status == 0 and "holds no baselines" in evaluated.stderr
    scores = evaluated.json
    truth = [row[2] for row in rows]
    assert scores["rows"] == 150
    assert scores["accuracy"] == pytest.approx(np.mean([a == b for a, b in zip(labels, truth)]), abs=1e-12)
    assert 0.6 < scores["accuracy"] < 1
    own = [p[i, classes.index(kind)] for i, kind in enumerate(truth)]
    assert scores["log_loss"] == pytest.approx(-np.mean(np.log(own)), abs=1e-12)


def test_walked_through(tmp_path):
    """The walk's probabilities are the prediction's, its loss that of the row's kind."""
    file, rows = petals(tmp_path)
    model = FOLDER / "iris_petals.onnx"
    _, classes, p = predictions(quiet("predict", model, file).stdout)
    for row in (0, 77, 149):
        step = quiet("explain", model, file, "--row", row, "--json").json
        assert np.abs(np.array(step["p"]) - p[row]).max() <= 1e-12
        assert step["class"] == rows[row][2]
        assert step["loss"] == pytest.approx(-np.log(p[row, classes.index(rows[row][2])]), abs=1e-12)
    quiet("explain", model, file, "--row", 3, "--html", tmp_path / "step.html")
    assert "versicolor" in (tmp_path / "step.html").read_text()


def test_plotted(tmp_path):
    file, _ = petals(tmp_path)
    quiet("plot", "boundary", FOLDER / "iris_petals.onnx", file, "--out", tmp_path / "boundary.svg")
    picture = (tmp_path / "boundary.svg").read_text()
    assert "petal length" in picture and "petal width" in picture and "setosa" in picture
    quiet("plot", "confusion", FOLDER / "iris_petals.onnx", file, "--out", tmp_path / "confusion.svg")
    assert "virginica" in (tmp_path / "confusion.svg").read_text()
    refused(1, "plot", "boundary", FOLDER / "iris_scaled.onnx", file, "--out", tmp_path / "no.svg",
            says="two numeric columns")
    assert not (tmp_path / "no.svg").exists()


def test_columns_that_do_not_fit(tmp_path):
    few = rows_file(tmp_path, [row[:3] for row in SKLEARN["iris_scaled"]["x"]])
    refused(1, "predict", FOLDER / "iris_scaled.onnx", few, says="input_0")
