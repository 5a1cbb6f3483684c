"""How a training is steered and what it tells: validation, early stopping, schedules, losses, weights,
divergence, the log, Ctrl-C."""

import json
import os
import signal
import subprocess
import time

import numpy as np
import pytest
from support import COMMAND, crescent, flowers, predictions, quiet, refused, write_csv

SMALL = ("--hidden", "6", "--epochs", "30")


def train(file, out, *options, target="kind"):
    presets = () if "--epochs" in options else ("--epochs", "30")
    result = crescent("train", file, "--target", target, "--hidden", "6", *presets, "--json", "--out",
                      out, *options)
    assert result.status == 0, result
    return result.json


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(scope="module")
def quantities(tmp_path_factory):
    random = np.random.RandomState(4)
    x = random.normal(size=(120, 3))
    y = 30 + 5 * x[:, 0] - 2 * x[:, 1] ** 2 + random.normal(size=120)
    rows = [[*(f"{v:.4f}" for v in row), f"{t:.4f}"] for row, t in zip(x, y)]
    return write_csv(tmp_path_factory.mktemp("numbers") / "q.csv", ["a", "b", "c", "y"], rows)


def test_patience_takes_a_tenth_of_the_training_rows(flower_file, tmp_path):
    plain = train(flower_file, tmp_path / "a.onnx")
    assert "validation_rows" not in plain and plain["train_rows"] == 72
    scores = train(flower_file, tmp_path / "b.onnx", "--patience", "3", "--epochs", "500",
                   "--learning-rate", "0.1", "--l2", "0", "--log-json", tmp_path / "log")
    assert scores["validation_rows"] == 8 and scores["train_rows"] == 64
    assert scores["end"] == "patience"
    epochs = [line for line in lines_of(tmp_path / "log") if line["event"] == "epoch"]
    losses = [line["validation_loss"] for line in epochs]
    best = losses.index(min(losses))
    assert scores["best_epoch"] == best and scores["validation_loss"] == losses[best]
    assert scores["epochs"] == len(losses) == best + 4 < 500
    assert lines_of(tmp_path / "log")[-1]["end"] == "patience"


def test_a_validation_file_judges_and_is_not_learned_from(flower_file, tmp_path):
    held_out = flowers(tmp_path / "valid.csv", rows=30, seed=8)
    scores = train(flower_file, tmp_path / "a.onnx", "--valid", held_out, "--monitor", "metric")
    assert scores["validation_rows"] == 30 and scores["train_rows"] == 72
    accuracy = quiet("evaluate", tmp_path / "a.onnx", held_out, "--json").json["accuracy"]
    assert scores["validation_metric"] == pytest.approx(accuracy, abs=1e-12)
    one_class = write_csv(tmp_path / "one.csv", ["length", "width", "colour", "kind"],
                          [[1, 2, "red", "rose"]] * 3)
    train(flower_file, tmp_path / "b.onnx", "--valid", one_class)
    other = write_csv(tmp_path / "other.csv", ["length", "width", "colour", "kind"],
                      [[1, 2, "red", "cactus"]] * 3)
    refused(1, "train", flower_file, "--target", "kind", "--valid", other, "--out",
            tmp_path / "c.onnx", says=["other.csv", "cactus"])


@pytest.mark.parametrize("options", [
    ("--schedule", "onecycle", "--schedule-warm-up", "0.2"),
    ("--schedule", "plateau", "--schedule-patience", "1", "--schedule-threshold", "0.5"),
    ("--schedule", "step", "--schedule-every", "5"),
    ("--schedule", "invscaling", "--schedule-decay", "0.1"),
    ("--solver", "sgd", "--momentum", "0.5", "--nesterov", "no"),
    ("--l1", "0.1"), ("--dropout", "0.2"), ("--label-smoothing", "0.1"),
    ("--class-weight", "rose=3,tulip=0.5"),
])
def test_each_option_has_an_effect(flower_file, tmp_path, options):
    train(flower_file, tmp_path / "a.onnx", *options)
    extra = ("--solver", "sgd") if "sgd" in options else ()
    train(flower_file, tmp_path / "b.onnx", *extra)
    a, b = (quiet("predict", tmp_path / name, flower_file).stdout for name in ("a.onnx", "b.onnx"))
    assert a != b


def test_classes_that_are_balanced_stay_as_they_are(flower_file, tmp_path):
    for name, options in (("a.onnx", ()), ("b.onnx", ("--class-weight", "balanced"))):
        assert train(flower_file, tmp_path / name, *options)["train_rows"] == 72  # 24 of each class
    a, b = (predictions(quiet("predict", tmp_path / name, flower_file).stdout) for name in ("a.onnx", "b.onnx"))
    assert a[:2] == b[:2]
    assert np.abs(a[2] - b[2]).max() <= 1e-9  # rounding alone, which 30 epochs let grow


def test_balanced_classes_raise_the_rare_ones(tmp_path):
    random = np.random.RandomState(1)
    rows = [[f"{random.normal(1.5 * rare):.3f}", "rare" if rare else "common"]
            for rare in (np.arange(300) % 10 == 0)]
    file = write_csv(tmp_path / "d.csv", ["x", "class"], rows)
    found = []
    for options in ((), ("--class-weight", "balanced"), ("--class-weight", "rare=9")):
        scores = train(file, tmp_path / "m.onnx", *options, target="class")
        matrix = scores["confusion_matrix"]
        found.append(sum(row[scores["classes"].index("rare")] for row in matrix))
    assert found[1] > found[0] and found[1] == found[2]  # 9 commons for each rare one


def test_learning_rates_in_the_log(flower_file, tmp_path):
    train(flower_file, tmp_path / "a.onnx", "--schedule", "step", "--schedule-every", "10",
          "--schedule-factor", "0.1", "--learning-rate", "0.5", "--log-json", tmp_path / "log")
    rates = [line["learning_rate"] for line in lines_of(tmp_path / "log")[:-1]]
    assert rates == pytest.approx([0.5] * 10 + [0.05] * 10 + [0.005] * 10)


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber"])
def test_losses_of_a_quantity(quantities, tmp_path, loss):
    result = crescent("train", quantities, "--target", "y", *SMALL, "--loss", loss, "--patience",
                      "10", "--log-json", tmp_path / "log", "--json", "--out", tmp_path / "m.onnx")
    epochs = [line for line in lines_of(tmp_path / "log") if line["event"] == "epoch"]
    assert epochs[-1]["validation_metric"] > 0.5, result


@pytest.mark.parametrize("options, says", [
    (("--schedule-every", "5"), ["--schedule-every", "--schedule cosine"]),
    (("--momentum", "0.5"), ["--momentum", "adam"]),
    (("--huber-delta", "2"), ["--huber-delta", "huber"]),
    (("--loss", "huber"), ["--loss huber", "classes"]),
    (("--class-weight", "rose"), ["--class-weight", "'rose'"]),
    (("--class-weight", "lily=2"), ["'lily'", "rose"]),
    (("--valid", "x.csv", "--validation-fraction", "0.1"), ["--valid", "give one"]),
    (("--validation-fraction", "1"), ["--validation-fraction", "below 1"]),
    (("--patience", "3", "--validation-fraction", "0"), ["--validation-fraction"]),
    (("--dropout", "1"), ["dropout"]),
    (("--solver", "lbfgs", "--dropout", "0.1"), ["dropout", "lbfgs"]),
    (("--label-smoothing", "-1"), ["label_smoothing"]),
])
def test_options_that_do_not_apply(flower_file, tmp_path, options, says):
    refused(2, "train", flower_file, "--target", "kind", "--out", tmp_path / "m.onnx", *options,
            says=says)
    assert list(tmp_path.iterdir()) == []


def test_divergence_goes_back_and_says_so(flower_file, tmp_path):
    call = ("train", flower_file, "--target", "kind", *SMALL, "--solver", "gd", "--l2", "180",
            "--activation", "identity", "--out", tmp_path / "m.onnx", "--log-json", tmp_path / "log")
    # The penalty alone multiplies a weight by 1 - 180 / 72 = -1.5 in an epoch, at half the rate by
    # -0.25.
    result = crescent(*call, "--learning-rate", "1")
    assert result.status == 0, result
    assert result.stderr.startswith("note: the training diverged in epoch"), result.stderr
    assert "half the learning rate" in result.stderr and "lower the learning rate" in result.stderr
    events = [line["event"] for line in lines_of(tmp_path / "log")]
    assert events.count("rolled_back") == result.stderr.count("note: the training diverged") > 0
    assert events.count("epoch") == 30
    refused(1, *call, "--learning-rate", "1e9", "--max-rollbacks", "0", says="diverged")


def test_log_that_cannot_be_written(flower_file, tmp_path):
    refused(1, "train", flower_file, "--target", "kind", "--out", tmp_path / "m.onnx", "--log-json",
            tmp_path / "no" / "log", says="log")


def test_ctrl_c_writes_the_model_so_far(flower_file, tmp_path):
    out, log = tmp_path / "m.onnx", tmp_path / "log"
    process = subprocess.Popen(
        [COMMAND, "train", flower_file, "--target", "kind", "--epochs", "100000000", "--log-json",
         log, "--validation-fraction", "0.2", "--out", out, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not log.exists() or log.read_text().count("\n") < 20:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr
    scores = json.loads(stdout)
    assert scores["end"] == "told" and scores["epochs"] >= 20
    assert crescent("predict", out, flower_file).stdout.count("\n") == 91
    assert lines_of(log)[-1]["event"] == "end"
