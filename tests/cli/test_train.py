"""What every option of `train` and of reading a CSV file does."""

import hashlib
import json
import math

import numpy as np
import pytest
from support import (crescent, flowers, log_loss, predictions, quiet, refused, rows_of, without_hash, write_csv)

LABELS = ("rose, red", 'the "black" tulip', "daisy")


def train(file, out, *options):
    """A small network, where the options do not say otherwise."""
    for name, value in (("--epochs", "40"), ("--hidden", "4")):
        if name not in options:
            options += (name, value)
    return crescent("train", file, "--target", "kind", *options, "--json", "--out", out)


def test_output_is_data_alone(flower_file, tmp_path):
    text = quiet("train", flower_file, "--target", "kind", "--out", tmp_path / "a.onnx")
    assert text.stdout.splitlines()[-1] == f"model written to {tmp_path / 'a.onnx'}"
    result = quiet("train", flower_file, "--target", "kind", "--out", tmp_path / "b.onnx", "--json")
    scores = result.json
    assert {"accuracy", "log_loss", "confusion_matrix", "classes", "baselines"} <= set(scores)
    assert scores["data"] == "flowers.csv" and scores["target"] == "kind"
    assert scores["network"].endswith("-> 16 tanh -> 16 tanh -> 3 softmax")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.onnx", "b.onnx"]
    assert quiet("evaluate", tmp_path / "b.onnx", flower_file, "--json").json["rows"] == 90
    assert quiet("predict", tmp_path / "b.onnx", flower_file).stdout.count("\n") == 91
    out = tmp_path / "predictions.csv"
    assert quiet("predict", tmp_path / "b.onnx", flower_file, "--out", out).stdout == ""
    assert out.read_text() == quiet("predict", tmp_path / "b.onnx", flower_file).stdout


def test_labels_with_commas_and_quotes(tmp_path):
    file = flowers(tmp_path / "flowers.csv", labels=LABELS)
    scores = quiet("train", file, "--target", "kind", "--json", "--out", tmp_path / "m.onnx").json
    assert scores["classes"] == sorted(LABELS)
    header, *rows = rows_of(quiet("predict", tmp_path / "m.onnx", file).stdout)
    assert header == ["label"] + [f"proba_{label}" for label in sorted(LABELS)]
    assert {row[0] for row in rows} <= set(LABELS)
    text = quiet("evaluate", tmp_path / "m.onnx", file).stdout
    for label in LABELS:
        assert label in text


def test_labels_with_line_breaks_and_other_scripts(tmp_path):
    labels = ("two\nlines", "Grün", "花")
    file = flowers(tmp_path / "flowers.csv", labels=labels)
    scores = quiet("train", file, "--target", "kind", "--json", "--out", tmp_path / "m.onnx").json
    assert scores["classes"] == sorted(labels, key=lambda label: label.encode())
    names, classes, _ = predictions(quiet("predict", tmp_path / "m.onnx", file).stdout)
    assert set(names) <= set(labels) and classes == scores["classes"]


def test_number_labels_are_sorted_as_numbers(tmp_path):
    file = flowers(tmp_path / "flowers.csv", labels=("10", "9", "-1"))
    scores = quiet("train", file, "--target", "kind", "--json", "--out", tmp_path / "m.onnx").json
    assert scores["classes"] == ["-1", "9", "10"]


@pytest.mark.parametrize("fraction", ["0.05", "0.34", "0.5", "0.9"])
def test_test_fraction(flower_file, tmp_path, fraction):
    scores = train(flower_file, tmp_path / "m.onnx", "--test-fraction", fraction).json
    assert scores["test_rows"] == math.ceil(float(fraction) * 90)
    assert scores["train_rows"] == 90 - scores["test_rows"]
    held_out = np.sum(scores["confusion_matrix"], axis=1)
    assert max(held_out) - min(held_out) <= 1  # the three classes are equally frequent


@pytest.mark.parametrize("hidden, network", [
    ("0", "-> 3 softmax"),
    ("7", "-> 7 tanh -> 3 softmax"),
    ("7,1,2", "-> 7 tanh -> 1 tanh -> 2 tanh -> 3 softmax")])
def test_hidden(flower_file, tmp_path, hidden, network):
    scores = train(flower_file, tmp_path / "m.onnx", "--hidden", hidden).json
    # length, width, colour, each with an input for its missing cells: two columns of two inputs,
    # three colours and the missing one.
    assert scores["network"] == "8 " + network


@pytest.mark.parametrize("solver, epochs", [("gd", 4000), ("rprop", 1000), ("lbfgs", 200)])
def test_no_hidden_layer_is_logistic_regression(tmp_path, solver, epochs):
    """Without a hidden layer the objective is the baseline's (its C is 1 / l2), the minimum one."""
    file = flowers(tmp_path / "flowers.csv", rows=150)
    scores = quiet("train", file, "--target", "kind", "--hidden", "0", "--solver", solver,
                   "--epochs", str(epochs), "--json", "--out", tmp_path / "m.onnx").json
    logistic = scores["baselines"]["logistic_regression"]
    assert scores["accuracy"] == logistic["accuracy"]
    # The others stop short of the minimum by less than this. L-BFGS stops at a gradient of 1e-5; the
    # penalty's curvature is 1 / rows, so that is within a few times 1e-3 of the minimum's weights.
    assert math.isclose(scores["log_loss"], logistic["log_loss"],
                        rel_tol=1e-3 if solver == "lbfgs" else 1e-5)
    # L-BFGS is there long before.
    assert scores["epochs"] < 100 if solver == "lbfgs" else scores["epochs"] == epochs


def test_activations(flower_file, tmp_path):
    losses = set()
    for name in ("tanh", "sigmoid", "relu", "identity"):
        scores = train(flower_file, tmp_path / "m.onnx", "--activation", name).json
        assert f"4 {name}" in scores["network"]
        losses.add(scores["log_loss"])
    assert len(losses) == 4
    scores = train(flower_file, tmp_path / "m.onnx", "--hidden", "5,6,7", "--activation",
                   "relu,sigmoid,identity").json
    assert scores["network"] == "8 -> 5 relu -> 6 sigmoid -> 7 identity -> 3 softmax"
    refused(2, "train", flower_file, "--target", "kind", "--hidden", "5,6,7", "--activation",
            "relu,tanh", "--out", tmp_path / "n.onnx", says=["2 functions", "3 hidden layers"])


def test_solvers_schedules_and_first_weights(flower_file, tmp_path):
    outcomes = {}
    epochs = ["--epochs", "150"]  # the step schedule takes its first step at 100
    for options in (
            *(["--solver", name] for name in ("gd", "sgd", "adam", "adamw", "rprop", "lbfgs")),
            ["--solver", "adamw", "--weight-decay", "3"], ["--precision", "float32"],
            *(["--schedule", name] for name in ("invscaling", "step", "constant")),
            *(["--initialisation", name] for name in ("normal", "he")),
            ["--batch-size", "7"], ["--batch-size", "100000"], ["--l2", "0"],
            ["--learning-rate", "0.02"]):
        result = train(flower_file, tmp_path / "m.onnx", *epochs, *options)
        assert result.status == 0, result
        scores = result.json
        outcomes[" ".join(options)] = scores["log_loss"]
        assert scores["accuracy"] > scores["baselines"]["majority"]["accuracy"], options
        assert scores["epochs"] == 150 or "lbfgs" in options and 10 < scores["epochs"] < 150
    assert math.isclose(outcomes["--precision float32"], outcomes["--solver adam"], rel_tol=1e-2)
    assert outcomes["--solver adam"] == \
        train(flower_file, tmp_path / "m.onnx", *epochs).json["log_loss"]
    assert len(set(outcomes.values())) == len(outcomes), outcomes


def test_zero_weights_never_part(flower_file, tmp_path):
    """Equal hidden units stay equal: as good as one unit, which is the lesson of the option."""
    scores = train(flower_file, tmp_path / "m.onnx", "--initialisation", "zeros", "--epochs",
                   "200").json
    assert scores["log_loss"] > train(flower_file, tmp_path / "m.onnx", "--epochs",
                                      "200").json["log_loss"]


def test_no_epoch_is_allowed(flower_file, tmp_path):
    scores = train(flower_file, tmp_path / "m.onnx", "--epochs", "0").json
    assert scores["epochs"] == 0 and scores["train_loss"] is None
    assert quiet("predict", tmp_path / "m.onnx", flower_file).stdout.count("\n") == 91


def test_training_lowers_the_loss(flower_file, tmp_path):
    before = train(flower_file, tmp_path / "m.onnx", "--epochs", "0").json["log_loss"]
    after = train(flower_file, tmp_path / "m.onnx", "--epochs", "100").json["log_loss"]
    assert after < 0.7 * before


def test_ignore(flower_file, tmp_path):
    scores = train(flower_file, tmp_path / "m.onnx", "--ignore", "colour,0").json
    assert scores["skipped_columns"] == [{"name": "length", "reason": "ignored on request"},
                                         {"name": "colour", "reason": "ignored on request"}]
    assert scores["network"].startswith("2 -> ")
    # An ignored column need not be there to predict.
    rows = rows_of(flower_file.read_text())
    width = write_csv(tmp_path / "width.csv", ["width"], [[row[1]] for row in rows[1:]])
    assert quiet("predict", tmp_path / "m.onnx", width).stdout.count("\n") == 91
    refused(2, "train", flower_file, "--target", "kind", "--ignore", "kind", "--out",
            tmp_path / "n.onnx", says="'kind' is the target")


def test_list_options_do_not_swallow_the_file(flower_file, tmp_path):
    for options in (["--hidden", "4"], ["--ignore", "colour"], ["--activation", "relu"],
                    ["--na-values", "unknown"]):
        result = crescent("train", "--target", "kind", "--epochs", "2", "--out",
                          tmp_path / "m.onnx", *options, flower_file)
        assert result.status == 0, (options, result)


@pytest.mark.parametrize("name, delimiter", [
    (",", ","), (";", ";"), ("|", "|"), ("tab", "\t"), ("space", " ")])
def test_delimiters(flower_file, tmp_path, name, delimiter):
    rows = [["NA" if cell == "" else cell for cell in row]
            for row in rows_of(flower_file.read_text())]
    file = write_csv(tmp_path / "flowers.csv", rows[0], rows[1:], delimiter)
    for options in (["--delimiter", name], []):  # named, and found out
        result = train(file, tmp_path / "m.onnx", *options)
        assert result.status == 0, result
        expected = train(flower_file, tmp_path / "n.onnx").json
        assert result.json["accuracy"] == expected["accuracy"]
        assert result.json["log_loss"] == expected["log_loss"]
    assert quiet("predict", tmp_path / "m.onnx", file, "--delimiter", name).stdout == \
        quiet("predict", tmp_path / "n.onnx", flower_file).stdout


def test_wrong_delimiter(flower_file, tmp_path):
    refused(1, "train", flower_file, "--target", "kind", "--delimiter", ";", "--out",
            tmp_path / "m.onnx", says="'kind'")
    assert not (tmp_path / "m.onnx").exists()


def test_header_no(flower_file, tmp_path):
    """Without a header the columns are called 0, 1, …; with `--header no` a header is a row."""
    rows = rows_of(flower_file.read_text())
    bare = write_csv(tmp_path / "bare.csv", None, rows[1:])
    for options in (["--header", "no"], []):
        result = crescent("train", bare, "--target", "3", "--epochs", "5", "--json", "--out",
                          tmp_path / "m.onnx", *options)
        assert result.status == 0, result
        assert result.json["target"] == "3"
        assert result.json["train_rows"] + result.json["test_rows"] == 90
    assert quiet("predict", tmp_path / "m.onnx", bare).stdout.count("\n") == 91
    refused(1, "predict", tmp_path / "m.onnx", flower_file, says=["'0'"])
    # The header taken as a row has a class of its own, with a single row.
    refused(1, "train", flower_file, "--target", "3", "--header", "no", "--out",
            tmp_path / "n.onnx", says=["flowers.csv:1", "'kind'"])


def test_header_yes(tmp_path):
    file = write_csv(tmp_path / "years.csv", ["1", "2", "3"],
                     [[i % 7, i * i % 11, "ab"[i % 2]] for i in range(40)])
    scores = quiet("train", file, "--target", "3", "--header", "yes", "--epochs", "5", "--json",
                   "--out", tmp_path / "m.onnx").json
    assert scores["train_rows"] + scores["test_rows"] == 40
    assert scores["classes"] == ["a", "b"] and scores["target"] == "3"


def test_na_values(tmp_path):
    rows = [[i * 37 % 101 if i % 9 else "unknown", i % 13, "yes" if i * 37 % 101 > 50 else "no"]
            for i in range(90)]
    file = write_csv(tmp_path / "data.csv", ["x", "y", "class"], rows)
    text = crescent("train", file, "--target", "class", "--json", "--out", tmp_path / "t.onnx")
    assert int(text.json["network"].split()[0]) > 50  # each of x's training cells is a text
    scores = quiet("train", file, "--target", "class", "--na-values", "unknown,-", "--json", "--out",
                   tmp_path / "m.onnx").json
    assert scores["network"].startswith("3 -> ")  # x, whether x is missing, y
    plain = [[None if cell == "unknown" else cell for cell in row] for row in rows]
    empty = write_csv(tmp_path / "empty.csv", ["x", "y", "class"], plain)
    assert quiet("predict", tmp_path / "m.onnx", empty).stdout == \
        quiet("predict", tmp_path / "m.onnx", file, "--na-values", "unknown").stdout
    refused(1, "predict", tmp_path / "m.onnx", file, says=["data.csv:2:1", "'unknown'", "'x'"])


def test_rows_without_a_label_are_left_out(tmp_path, flower_file):
    header, *rows = rows_of(flower_file.read_text())
    for row in rows[::10]:
        row[3] = ""
    file = write_csv(tmp_path / "some.csv", header, rows)
    result = train(file, tmp_path / "m.onnx")
    assert result.json["train_rows"] + result.json["test_rows"] == 81
    assert result.stderr.startswith("note: 9 rows without a value in the target column")
    evaluated = crescent("evaluate", tmp_path / "m.onnx", file, "--json")
    assert evaluated.json["rows"] == 81 and evaluated.stderr.startswith("note: 9 rows without")
    labels, classes, p = predictions(quiet("predict", tmp_path / "m.onnx", file).stdout)
    assert len(labels) == 90
    known = [n for n, row in enumerate(rows) if row[3]]
    assert math.isclose(evaluated.json["log_loss"],
                        log_loss([rows[n][3] for n in known], classes, p[known]), rel_tol=1e-12)


def test_line_ends_byte_order_mark_and_comments(flower_file, tmp_path):
    text = flower_file.read_text()
    file = tmp_path / "flowers.csv"
    expected = train(flower_file, tmp_path / "m.onnx").json["log_loss"]
    for form in (text.replace("\n", "\r\n"), text.replace("\r\n", "\n").replace("\n", "\r"),
                 "\ufeff" + text, "# measured by hand\n" + text, text.rstrip(), "\n\n" + text):
        file.write_bytes(form.encode("utf-8"))
        result = train(file, tmp_path / "n.onnx")
        assert result.status == 0 and result.json["log_loss"] == expected, (form[:40], result)
        assert (without_hash(tmp_path / "n.onnx", file)
                == without_hash(tmp_path / "m.onnx", flower_file))


def test_training_record(flower_file, tmp_path):
    """The model keeps how it was made, without anything that differs between two runs."""
    scores = train(flower_file, tmp_path / "m.onnx", "--seed", "5").json
    onnx = pytest.importorskip("onnx")
    record = {entry.key: entry.value for entry in onnx.load(tmp_path / "m.onnx").metadata_props}
    training = json.loads(record["crescent.training"])
    assert training["seed"] == 5 and training["solver"] == "adam" and training["epochs"] == 40
    assert training["held_out"]["accuracy"] == scores["accuracy"]
    assert "seconds" not in training


def test_out_may_be_a_link_and_is_replaced(flower_file, tmp_path):
    target = tmp_path / "real.onnx"
    target.write_text("old")
    link = tmp_path / "link.onnx"
    link.symlink_to(target)
    train(flower_file, link)
    assert link.is_symlink() and target.read_bytes().startswith(b"\x08\x08")
    assert quiet("predict", link, flower_file).stdout.count("\n") == 91
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.onnx", "real.onnx"]


def test_many_columns_of_one_fate_get_one_note(tmp_path):
    file = tmp_path / "wide.csv"
    rows = "".join(f"{i % 7}.5," + "0," * 8 + ("a" if i % 7 > 3 else "b") + "\n" for i in range(60))
    file.write_text("x," + "".join(f"c{k}," for k in range(8)) + "kind\n" + rows)
    result = crescent("train", file, "--target", "kind", "--epochs", "5", "--out", tmp_path / "m.onnx")
    assert result.status == 0
    assert result.stderr == ("note: 8 columns ('c0', 'c1', 'c2', …) are not used: "
                             "constant ('0' in every training row)\n")


def test_the_model_knows_its_file(flower_file, tmp_path):
    digest = hashlib.sha256(flower_file.read_bytes()).hexdigest()
    model = tmp_path / "m.onnx"
    assert train(flower_file, model).json["data_sha256"] == digest
    assert quiet("inspect", model, "--json").json["training"]["data_sha256"] == digest
    with flower_file.open() as rows:
        piped = quiet("train", "-", "--target", "kind", "--epochs", "1", "--json", "--out", model,
                      stdin=rows)
    assert "data_sha256" not in piped.json
    quiet("tune", flower_file, "--target", "kind", "--epochs", "3", "--trials", "2", "--out", model)
    assert quiet("inspect", model, "--json").json["training"]["data_sha256"] == digest
