"""What `train` does with columns on request: overrides, weights, ids, scalers; and what it sets aside."""

import json

import numpy as np
import onnx
import pytest
from support import crescent, data_file, predictions, refused, write_csv


def schema_of(path):
    return json.loads({entry.key: entry.value for entry in onnx.load(path).metadata_props}
                      ["crescent.schema"])


def table(path, rows=120, seed=5):
    """key and number are ids, day is a date, code a number that is a category, w a weight."""
    random = np.random.RandomState(seed)
    lines = []
    for i in range(rows):
        x = random.normal()
        code = random.choice([101, 205, 307])
        label = "yes" if x + (code == 205) + 0.3 * random.normal() > 0.5 else "no"
        lines.append([f"k{i}", 1000 + i, f"{1 + i % 28}.02.2024", code, f"{x:.4f}",
                      1 + i % 3, label])
    return write_csv(path / "t.csv", ["key", "number", "day", "code", "x", "w", "y"], lines)


def train(file, out, *options, target="y", epochs=20):
    result = crescent("train", file, "--target", target, "--out", out, "--hidden", "4", "--epochs",
                      epochs, *options, "--json")
    assert result.status == 0, result
    return result


def kinds_of(path):
    return {column["name"]: column["kind"] for column in schema_of(path)["columns"]}


def test_ids_and_dates_are_told_and_set_aside(tmp_path):
    result = train(table(tmp_path), tmp_path / "m.onnx")
    skipped = {entry["name"]: entry["reason"] for entry in result.json["skipped_columns"]}
    assert set(skipped) == {"key", "number", "day"}
    assert skipped["key"].startswith("an id: ") and skipped["number"].startswith("an id: ")
    assert skipped["day"].startswith("dates like ")
    for name in skipped:
        assert f"note: column '{name}' is not used: " in result.stderr
    assert kinds_of(tmp_path / "m.onnx") == {"code": "numeric", "x": "numeric", "w": "numeric"}


def test_overrides_by_name_and_index(tmp_path):
    model = tmp_path / "m.onnx"
    result = train(table(tmp_path), model, "--categorical", "code,day", "--numeric", "1",
                   "--weight-column", "w", "--id-column", "0")
    assert kinds_of(model) == {"number": "numeric", "day": "categorical", "code": "categorical",
                               "x": "numeric"}
    assert schema_of(model)["id_column"] == "key"
    skipped = {entry["name"]: entry["reason"] for entry in result.json["skipped_columns"]}
    assert skipped == {"key": "it holds the ids of the rows",
                       "w": "it holds the weights of the rows"}
    # A column that is no input need not be there.
    new = write_csv(tmp_path / "new.csv", ["number", "day", "code", "x"],
                    [[1500, "3.02.2024", 205, 1.5], [1501, "4.02.2024", 999, -2]])
    predicted = crescent("predict", model, new)
    assert predicted.status == 0 and "'999'" in predicted.stderr


def test_seniors_as_categories(tmp_path):
    file = data_file("telco_churn/Telco-Customer-Churn.csv")
    train(file, tmp_path / "m.onnx", "--categorical", "SeniorCitizen", target="Churn", epochs=1)
    kinds = kinds_of(tmp_path / "m.onnx")
    assert kinds["SeniorCitizen"] == "categorical" and kinds["TotalCharges"] == "numeric"
    assert "customerID" not in kinds


def test_weights_count(tmp_path):
    """Two rows in three say yes where x is 1; with ten times the weight the third one wins."""
    rows = [[i % 2, 10 if i % 3 == 0 else 1, "yes" if (i % 2 == 1) == (i % 3 != 0) else "no"]
            for i in range(240)]
    file = write_csv(tmp_path / "t.csv", ["x", "w", "y"], rows)
    new = write_csv(tmp_path / "new.csv", ["x"], [[0], [1]])
    labels = {}
    for options in ((), ("--weight-column", "w")):
        train(file, tmp_path / "m.onnx", "--solver", "lbfgs", *options,
              *(() if options else ("--ignore", "w")))
        labels[options] = predictions(crescent("predict", tmp_path / "m.onnx", new).stdout)[0]
    assert labels[()] == ["no", "yes"]
    assert labels[("--weight-column", "w")] == ["yes", "no"]


def test_wrong_weights_name_their_line(tmp_path):
    for cell, line in (("-1", 12), ("", 30), ("much", 5)):
        rows = [[i % 7, cell if i == line - 2 else 1, "ab"[i % 2]] for i in range(60)]
        file = write_csv(tmp_path / "t.csv", ["x", "w", "y"], rows)
        refused(1, "train", file, "--target", "y", "--weight-column", "w", "--out",
                tmp_path / "m.onnx", says=[f"t.csv:{line}:2: ", "weight"])
        assert not (tmp_path / "m.onnx").exists()


def test_a_text_in_a_numeric_column_names_its_line(tmp_path):
    rows = [[i % 7 if i != 40 else "n.k.", "ab"[i % 2]] for i in range(60)]
    file = write_csv(tmp_path / "t.csv", ["x", "y"], rows)
    refused(1, "train", file, "--target", "y", "--numeric", "x", "--out", tmp_path / "m.onnx",
            says=["t.csv:42:1: ", "'n.k.'", "missing values"])
    train(file, tmp_path / "m.onnx", "--numeric", "x", "--na-values", "n.k.")
    assert kinds_of(tmp_path / "m.onnx") == {"x": "numeric"}


@pytest.mark.parametrize("options", [
    ("--ignore", "x", "--numeric", "x"), ("--categorical", "y"), ("--id-column", "y"),
    ("--weight-column", "w", "--id-column", "w"), ("--ignore", "w", "--weight-column", "5"),
    ("--scaler", "fast")])
def test_contradictions_are_wrong_calls(tmp_path, options):
    refused(2, "train", table(tmp_path), "--target", "y", "--out", tmp_path / "m.onnx", *options)


def test_unknown_columns_are_named(tmp_path):
    for option in ("--ignore", "--categorical", "--numeric", "--weight-column", "--id-column"):
        refused(1, "train", table(tmp_path), "--target", "y", option, "cod", "--out",
                tmp_path / "m.onnx", says=["no column 'cod'", "did you mean 'code'"])


def test_scalers_differ_and_predict_alike(tmp_path):
    """The scaler is in the model: predict needs no option to agree with what training held out."""
    file = table(tmp_path)
    losses = {}
    for scaler in ("standard", "robust", "minmax", "none"):
        model = tmp_path / f"{scaler}.onnx"
        assert train(file, model, "--scaler", scaler).json["scaler"] == scaler
        losses[scaler] = crescent("evaluate", model, file, "--json").json["log_loss"]
    assert len(set(losses.values())) == 4
