"""A model of every real data set says the same in ONNX Runtime as in `predict`: to 1e-12 with a network
in float64, to 1e-6 in float32, missing cells and levels that the training never saw included."""

import gzip

import numpy as np
import onnx
import onnxruntime
import pytest
from support import crescent, data_file, predictions, quiet, rows_of, write_csv
from test_onnx import compare, difference, schema_of

# name: (file, target, delimiter, header, options)
SETS = {
    "adult": ("adult/adult-train.csv", "14", ",", False, []),
    "bank_marketing": ("bank_marketing/bank-full.csv", "y", ";", True, []),
    "california_housing": ("california_housing/housing.csv", "median_house_value", ",", True, []),
    "german_credit": ("german_credit/german.csv", "20", ",", False, []),
    "iris": ("iris/iris.csv", "4", ",", False, ["--epochs", "200"]),
    "letter": ("letter/letter-recognition.data", "letter", "\t", True, ["--activation", "relu"]),
    "optdigits": ("optdigits/optdigits.tra", "64", ",", False, []),
    "penguins": ("penguins/penguins.csv", "species", ",", True, ["--activation", "relu,sigmoid", "--epochs", "200"]),
    "penguins_raw": ("penguins/penguins_raw.csv", "Species", ",", True, ["--epochs", "200"]),
    "spambase": ("spambase/spambase.data", "57", ",", False, ["--scaler", "robust"]),
    "telco_churn": ("telco_churn/Telco-Customer-Churn.csv", "Churn", ",", True, []),
    "titanic": ("titanic3/titanic3.csv", "survived", ",", True, ["--ignore", "boat,body,name", "--epochs", "200"]),
    "wine": ("wine/wine.csv", "13", ",", False, ["--hidden", "0", "--epochs", "200"]),
}


def other_rows(file, delimiter, header, schema):
    """Names, and up to 1000 rows over the whole file: every third as it is, every third with a missing cell,
    the rest with a level that is new; each column gets its turn."""
    text = "".join(line for line in file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
                   if line.strip() and not line.startswith("#"))
    names, *rows = rows_of(text, delimiter)
    if not header:
        names, rows = [str(c) for c in range(len(names))], [names] + rows
    rows = [[cell.strip() for cell in row] for row in rows[:: max(1, len(rows) // 1000)]]
    places = {kind: [names.index(column["name"]) for column in schema["columns"] if column["kind"] == kind]
              for kind in ("numeric", "categorical")}
    used = places["numeric"] + places["categorical"]
    texts = places["categorical"]
    for i, row in enumerate(rows):
        if i % 3 == 1:
            row[used[i // 3 % len(used)]] = ""
        elif i % 3 == 2 and texts:
            row[texts[i // 3 % len(texts)]] = "never seen"
    return names, rows


@pytest.mark.parametrize("name", list(SETS))
def test_every_data_set(name, tmp_path):
    file, target, delimiter, header, options = SETS[name]
    file = data_file(file)
    model, rounded = tmp_path / "m.onnx", tmp_path / "rounded.onnx"
    quick = [] if "--epochs" in options else ["--epochs", "3"]
    trained = crescent("train", file, "--target", target, "--out", model, "--importance-repeats", "0", *options, *quick)
    assert trained.status == 0, trained  # it may tell of columns that it leaves out
    schema = schema_of(onnx.load(model))
    names, rows = other_rows(file, delimiter, header, schema)
    rows = write_csv(tmp_path / "rows.csv", names if header else None, rows)
    # What `predict` says of levels never seen goes to standard error.
    said = crescent("predict", model, rows)
    assert ("never seen" in said.stderr or "unseen" in said.stderr) == any(
        column["kind"] == "categorical" for column in schema["columns"]), said.stderr
    values = np.array([[float(cell) for cell in row[-1:]] for row in rows_of(said.stdout)[1:]])
    largest = max(1, np.abs(values).max())  # a quantity may be far from 1
    # Classes: the names too, the file's form, and a row alone.
    differ = difference if schema["task"] == "regression" else compare
    assert differ(model, rows, header=header) <= 1e-12 * largest
    quiet("export", model, "--format", "onnx", "--precision", "float32", "--out", rounded)
    assert difference(rounded, rows, header) <= 1e-6 * largest
    assert rounded.stat().st_size < model.stat().st_size


def test_images(tmp_path):
    """MNIST: 784 columns of bytes in one tensor, many of them constant and left out."""
    images = data_file("mnist/t10k-images-idx3-ubyte.gz")
    pixels = np.frombuffer(gzip.decompress(images.read_bytes())[16:], np.uint8).reshape(-1, 784)[:500]
    np.save(tmp_path / "some.npy", pixels)
    trained = crescent("train", images, "--labels", data_file("mnist/t10k-labels-idx1-ubyte.gz"), "--hidden", "30",
                       "--epochs", "2", "--out", tmp_path / "m.onnx", "--importance-repeats", "0")
    assert trained.status == 0, trained
    for precision, bound in (("float64", 1e-12), ("float32", 1e-6)):
        file = tmp_path / f"{precision}.onnx"
        quiet("export", tmp_path / "m.onnx", "--format", "onnx", "--onnx-inputs", "tensor", "--precision", precision,
              "--out", file)
        labels, _, expected = predictions(quiet("predict", file, tmp_path / "some.npy").stdout)
        used = [int(column["name"]) for column in schema_of(onnx.load(file))["columns"]]
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        label, probabilities = session.run(["label", "probabilities"], {"columns": pixels[:, used].astype(float)})
        assert np.abs(probabilities - expected).max() <= bound
        assert np.mean(label == labels) >= 0.998  # float32 may break a tie
