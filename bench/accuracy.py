"""Accuracy beside scikit-learn's MLPClassifier: same files, same rows, same layers, mean of five seeds.

  build/venv/bin/python bench/accuracy.py [--crescent build/release/crescent] [--data FOLDER]
                                          [--only iris,wine] [--seeds 5] [--keep-peer]

Both hold out the same rows (scikit-learn's StratifiedShuffleSplit with the seed), and both see the same
inputs: numbers imputed with the median, marked where missing and standardised, texts one-hot, all fitted
on the training rows. Crescent trains with its defaults; MLPClassifier with its own, but for max_iter, which
is raised until it stops by itself. Keeps what was measured in bench/results/accuracy.json, with --only of
these sets alone, and writes all of it as the table of docs/benchmarks.md between its markers; --keep-peer
takes MLPClassifier's results of the same version from there. Exit status 1 if Crescent is behind anywhere by
more than the noise of the five seeds.
"""
import argparse
import csv
import gzip
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = pathlib.Path(__file__).resolve().parent.parent
MISSING = {"", "NA", "N/A", "nan", "NaN", "null", "NULL", "?"}
RESULTS = ROOT / "bench/results/accuracy.json"
HIDDEN = {"letter": [64, 64], "optdigits": [32, 32], "mnist": [100]}

# name: (file, delimiter, header, target, columns not to use)
SETS = {
    "adult": ("adult/adult-train.csv", ",", False, 14, []),
    "bank_marketing": ("bank_marketing/bank-full.csv", ";", True, 16, []),
    "german_credit": ("german_credit/german.csv", ",", False, 20, []),
    "iris": ("iris/iris.csv", ",", False, 4, []),
    "letter": ("letter/letter-recognition.data", "\t", True, 16, []),
    "optdigits": ("optdigits/optdigits.tra", ",", False, 64, []),
    "penguins": ("penguins/penguins.csv", ",", True, 0, []),
    "spambase": ("spambase/spambase.data", ",", False, 57, []),
    "telco_churn": ("telco_churn/Telco-Customer-Churn.csv", ",", True, 20, [0]),
    "titanic3": ("titanic3/titanic3.csv", ",", True, 1, [2, 7, 9, 11, 12, 13]),
    "wine": ("wine/wine.csv", ",", False, 13, []),
    "mnist": ("mnist/train-images-idx3-ubyte.gz", None, False, "label", []),
}
LABELS = "mnist/train-labels-idx1-ubyte.gz"


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return None


def read(path, delimiter, header, target, ignore):
    """Inputs as objects (numbers or text, None where missing) and labels; rows without a label left out."""
    if delimiter is None:
        return images(path)
    with open(path, newline="", encoding="utf-8", errors="replace") as file:
        lines = (line for line in file if line.strip() and not line.startswith("#"))
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)]
    rows = [row for row in rows[header:] if row[target] not in MISSING]
    y = np.array([row[target] for row in rows])
    columns, numeric = [], []
    for c in range(len(rows[0])):
        if c == target or c in ignore:
            continue
        cells = [row[c] for row in rows]
        values = [number(cell) for cell in cells if cell not in MISSING]
        is_numeric = None not in values
        numeric.append(is_numeric)
        columns.append([(np.nan if is_numeric else "") if cell in MISSING else float(cell) if is_numeric else cell
                        for cell in cells])
    x = np.empty((len(rows), len(columns)), object)
    for c, column in enumerate(columns):
        x[:, c] = column
    return x, y, np.array(numeric)



def images(path):
    """MNIST's IDX files: pixels as numbers, and labels."""
    pixels = np.frombuffer(gzip.decompress(path.read_bytes())[16:], np.uint8).reshape(-1, 784)
    labels = gzip.decompress(path.with_name(pathlib.Path(LABELS).name).read_bytes())[8:]
    return pixels.astype(float), np.frombuffer(labels, np.uint8).astype(str), np.ones(784, bool)


def peer(x, y, numeric, hidden, seed):
    train, test = next(StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=seed).split(x, y))
    numbers = make_union(make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()),
                         MissingIndicator(error_on_new=False))
    inputs = ColumnTransformer([("numbers", numbers, np.flatnonzero(numeric)),
                                ("texts", OneHotEncoder(handle_unknown="ignore"), np.flatnonzero(~numeric))],
                               sparse_threshold=0)
    network = MLPClassifier(hidden_layer_sizes=hidden, activation="tanh", max_iter=2000, random_state=seed)
    model = make_pipeline(inputs, network).fit(x[train], y[train])
    return {"accuracy": model.score(x[test], y[test]), "test": sorted(
        np.unique(y[test], return_counts=True)[1].tolist())}


def mine(crescent, path, target, ignore, hidden, seed):
    with tempfile.TemporaryDirectory() as folder:
        command = [crescent, "train", path, "--target", str(target), "--seed", str(seed), "--hidden",
                   ",".join(map(str, hidden)), "--activation", "tanh", "--out", f"{folder}/model.onnx", "--json",
                   "--importance-repeats", "0"]
        if target == "label":
            command[command.index("--target"):command.index("--seed")] = ["--labels", path.parent / pathlib.Path(LABELS).name]
        if ignore:
            command += ["--ignore", ",".join(map(str, ignore))]
        scores = json.loads(subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout)
    return {"accuracy": scores["accuracy"], "test": sorted(sum(row) for row in scores["confusion_matrix"] if sum(row))}


def compare(options, name):
    file, delimiter, header, target, ignore = SETS[name]
    path, hidden = options.data / file, HIDDEN.get(name, [16, 16])
    x, y, numeric = read(path, delimiter, header, target, ignore)
    row = {"set": name, "rows": len(y), "hidden": hidden, "seeds": options.seeds, "scikit-learn": sklearn.__version__}
    kept = next((one for one in kept_rows() if options.keep_peer and all(one[key] == row[key] for key in row)), None)
    ours, theirs = [], []
    for seed in range(options.seeds):
        ours.append(mine(options.crescent, path, target, ignore, hidden, seed))
        if kept:
            continue
        theirs.append(peer(x, y, numeric, hidden, seed))
        assert ours[-1]["test"] == theirs[-1]["test"], f"{name}: other rows are held out"
    row["crescent"] = summary(ours)
    row["sklearn"] = kept["sklearn"] if kept else summary(theirs)
    differences = [a - b for a, b in zip(row["crescent"]["accuracies"], row["sklearn"]["accuracies"])]
    row["difference"] = statistics.mean(differences)
    row["error"] = statistics.stdev(differences) / len(differences) ** 0.5
    print(json.dumps(row), flush=True)
    return row


def summary(results):
    accuracies = [result["accuracy"] for result in results]
    return {"accuracies": accuracies, "accuracy": statistics.mean(accuracies), "deviation": statistics.stdev(accuracies)}


def kept_rows():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else []


def keep(row):
    """In the file of results, in the place of the set's last one."""
    results = sorted([one for one in kept_rows() if one["set"] != row["set"]] + [row], key=lambda one: one["set"])
    RESULTS.write_text("[\n" + ",\n".join(json.dumps(one) for one in results) + "\n]\n")
    return results


def render(rows):
    lines = ["| set | rows | hidden | Crescent | MLPClassifier | difference |", "|---|---|---|---|---|---|"]
    for row in rows:
        ours, theirs = row["crescent"], row["sklearn"]
        lines.append(f"| {row['set']} | {row['rows']} | {', '.join(map(str, row['hidden']))} "
                     f"| {ours['accuracy']:.4f} ± {ours['deviation']:.4f} | {theirs['accuracy']:.4f} ± {theirs['deviation']:.4f} "
                     f"| {row['difference']:+.4f} ± {row['error']:.4f} |")
    seeds = " or ".join(str(count) for count in sorted({row["seeds"] for row in rows}))
    versions = ", ".join(sorted({row["scikit-learn"] for row in rows}))
    return (f"Held-out accuracy, mean ± standard deviation of {seeds} seeds; the difference with its standard "
            f"error over the seeds' pairs. scikit-learn {versions}.\n\n" + "\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crescent", type=pathlib.Path, default=ROOT / "build/release/crescent")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--keep-peer", action="store_true")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    for name in options.only or SETS:
        rows = keep(compare(options, name))
    path = ROOT / "docs/benchmarks.md"
    before, rest = path.read_text().split("<!-- accuracy -->", 1)
    _, after = rest.split("<!-- /accuracy -->", 1)
    path.write_text(f"{before}<!-- accuracy -->\n{render(rows)}\n<!-- /accuracy -->{after}")
    behind = [row["set"] for row in rows if row["difference"] < -2 * row["error"]]
    if behind:
        print(f"behind scikit-learn on: {', '.join(behind)}", file=sys.stderr)
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
