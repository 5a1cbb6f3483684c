#!/usr/bin/env python3
"""From a CSV file to a CSV file of predictions: `crescent predict` beside pandas with ONNX Runtime and with
scikit-learn, all with the weights of one model that `crescent train` made, in one run.

    bench/predict_csv.py build/release/crescent [--rows 200000] [--columns 20] [--repeat 5]

The answers are compared first; then each way runs --repeat times, and the best time counts. Starting Python and
importing its libraries is left out of the peers' times, starting the command is part of Crescent's. Needs the
packages of bench/peers/requirements.txt and pandas.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
import pandas
import sklearn
from sklearn.neural_network import MLPClassifier


def make_files(folder, rows, columns):
    """Rows to predict, and a few to train on: numbers of two classes that overlap."""
    random = np.random.RandomState(0)
    names = [f"x{c}" for c in range(columns)]
    y = random.randint(0, 2, rows)
    x = random.normal(size=(rows, columns)) * 10.0 ** (np.arange(columns) % 4) + y[:, None] * 0.5
    table = pandas.DataFrame(x, columns=names)
    table.to_csv(folder / "rows.csv", index=False, float_format="%.6g")
    table["y"] = np.where(y > 0, "yes", "no")
    table.head(2000).to_csv(folder / "train.csv", index=False, float_format="%.6g")
    return names


def by_onnxruntime(folder, names):
    session = onnxruntime.InferenceSession(str(folder / "tensor.onnx"))

    def predict():
        x = pandas.read_csv(folder / "rows.csv")[names].to_numpy(np.float64)
        label, p = session.run(["label", "probabilities"], {"columns": x})
        out = pandas.DataFrame(p, columns=["proba_no", "proba_yes"])
        out.insert(0, "label", label)
        out.to_csv(folder / "onnxruntime.csv", index=False)

    return predict


def by_sklearn(folder, names):
    """An MLPClassifier with the model's weights behind its means and scales."""
    model = onnx.load(folder / "model.onnx")
    constants = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    layers = sum(1 for name in constants if name.startswith("W"))
    network = MLPClassifier(tuple(constants[f"b{k}"].size for k in range(1, layers)), activation="tanh",
                            max_iter=1)
    network.partial_fit(np.zeros((3, len(names))), [0, 1, 2], classes=[0, 1, 2])  # three: softmax
    network.coefs_ = [constants[f"W{k + 1}"] for k in range(layers)]
    network.intercepts_ = [constants[f"b{k + 1}"] for k in range(layers)]
    network.n_outputs_ = 2
    network.out_activation_ = "softmax"

    def predict():
        x = pandas.read_csv(folder / "rows.csv")[names].to_numpy(np.float64)
        p = network._forward_pass_fast((x - constants["/means"]) / constants["/scales"])
        out = pandas.DataFrame(p, columns=["proba_no", "proba_yes"])
        out.insert(0, "label", np.array(["no", "yes"])[p.argmax(axis=1)])
        out.to_csv(folder / "sklearn.csv", index=False)

    return predict


def best_of(repeat, call):
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crescent", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        names = make_files(folder, options.rows, options.columns)

        def crescent(*arguments):
            subprocess.run([options.crescent.resolve(), *arguments], check=True, cwd=folder,
                           stdout=subprocess.DEVNULL)

        crescent("train", "train.csv", "--target", "y", "--hidden", "64,64", "--epochs", "20", "--out", "model.onnx")
        crescent("export", "model.onnx", "--format", "onnx", "--onnx-inputs", "tensor", "--out", "tensor.onnx")
        ways = {"crescent": lambda: crescent("predict", "model.onnx", "rows.csv", "--out", "crescent.csv"),
                "onnxruntime": by_onnxruntime(folder, names), "sklearn": by_sklearn(folder, names)}
        answers = {}
        for way, call in ways.items():
            call()
            answers[way] = pandas.read_csv(folder / f"{way}.csv")
        for way, answer in answers.items():
            difference = np.abs(answer.iloc[:, 1:].to_numpy() - answers["crescent"].iloc[:, 1:].to_numpy()).max()
            assert difference <= 1e-9, (way, difference)
            assert (answer["label"] == answers["crescent"]["label"]).mean() > 0.9999, way
        seconds = {way: best_of(options.repeat, call) for way, call in ways.items()}
    print(json.dumps({
        "rows": options.rows, "columns": options.columns, "hidden": [64, 64],
        "versions": {"onnxruntime": onnxruntime.__version__, "pandas": pandas.__version__,
                     "scikit-learn": sklearn.__version__},
        "rows_per_second": {way: round(options.rows / value) for way, value in seconds.items()},
        "times_crescent": {way: round(value / seconds["crescent"], 2) for way, value in seconds.items()}}, indent=1))


if __name__ == "__main__":
    main()
