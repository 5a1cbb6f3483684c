"""`train --memory`: on packed files larger than what the program may use."""

import json
import signal
import subprocess
import time

import numpy as np
import pytest

from packed_format import write_packed
from support import COMMAND, SANITIZED, crescent, flowers, peak, quiet, refused, write_csv

FEATURES = 20


def block(random, rows):
    """Numbers and classes: a plane tells them apart, one label in ten is the wrong one."""
    x = random.normal(size=(rows, FEATURES))
    right = x @ np.linspace(-1, 1, FEATURES) > 0
    return x, right ^ (random.uniform(size=rows) < 0.1)


@pytest.fixture(scope="module")
def planes(tmp_path_factory):
    """A packed file of 30,000 rows, and the same as CSV."""
    folder = tmp_path_factory.mktemp("streamed")
    names = [f"x{i}" for i in range(FEATURES)] + ["y"]
    x, y = block(np.random.RandomState(1), 30_000)
    write_packed(folder / "planes.crescent", names, [(x, y)], ["no", "yes"])
    write_csv(folder / "planes.csv", names,
              [[repr(float(v)) for v in row] + [["no", "yes"][k]] for row, k in zip(x, y.astype(int))])
    return folder


def test_the_format_is_as_described(planes):
    """What the command packs of the CSV file is what was written by the description."""
    quiet("pack", planes / "planes.csv", "--out", planes / "again.crescent")
    described = [quiet("describe", planes / name, "--target", "y", "--json").stdout.replace(name, "")
                 for name in ("planes.crescent", "again.crescent")]
    assert described[0] == described[1]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer takes memory of its own")
def test_a_file_four_times_the_memory_is_trained_on_within_it(tmp_path):
    memory = 80_000_000
    random = np.random.RandomState(0)
    rows, parts = 4 * memory // (8 * FEATURES + 1) // 64 + 1, 64
    file = write_packed(tmp_path / "large.crescent", [f"x{i}" for i in range(FEATURES)] + ["y"],
                        (block(random, rows) for _ in range(parts)), ["no", "yes"])
    assert file.stat().st_size > 4 * memory
    status, most, said = peak("train", file, "--target", "y", "--memory", "80MB", "--epochs", 2, "--hidden", "8",
                              "--batch-size", 256, "--validation-fraction", 0.02, "--out", tmp_path / "m.onnx",
                              "--report", tmp_path / "report")
    assert status == 0, said
    assert most <= memory, f"{most / 1e6:.1f} MB"
    assert "are held out, as many as --memory holds" in said
    report = json.loads((tmp_path / "report" / "report.json").read_text())
    # All rows but the held-out ones: none is lost, however little memory there is.
    assert report["train_rows"] + report["test_rows"] + report["validation_rows"] == rows * parts
    assert report["accuracy"] > 0.89  # 0.9 at best
    # And what was trained predicts a file of any size in as little.
    status, most, said = peak("predict", tmp_path / "m.onnx", file, "--out", tmp_path / "p.csv")
    assert (status, said) == (0, "") and most <= memory, f"{most / 1e6:.1f} MB"


def test_scores_are_those_of_training_in_memory(planes):
    options = ["--target", "y", "--hidden", "8", "--epochs", 15, "--json"]
    whole = quiet("train", planes / "planes.csv", *options, "--out", planes / "whole.onnx").json
    parts = quiet("train", planes / "planes.crescent", *options, "--memory", "1GB", "--out", planes / "parts.onnx").json
    assert parts["train_rows"] == whole["train_rows"] == 24_000
    assert parts["test_rows"] == 6000
    for scores in (whole, parts):
        assert scores["accuracy"] == pytest.approx(0.9, abs=0.015)
    assert set(parts) == set(whole)
    # The two columns with the largest weights, of equal size.
    for scores in (whole, parts):
        assert {c["column"] for c in scores["importance"]["columns"][:2]} == {"x0", f"x{FEATURES - 1}"}


def test_same_command_same_bytes_for_any_number_of_threads(planes):
    models = []
    for threads in (1, 1, 3):
        crescent("train", planes / "planes.crescent", "--target", "y", "--memory", "70MB", "--epochs", 2, "--threads",
                 threads, "--out", planes / "m.onnx")
        models.append((planes / "m.onnx").read_bytes())
    assert models[0] == models[1] == models[2]


def test_goes_on_after_it_was_killed(planes):
    command = [COMMAND, "train", planes / "planes.crescent", "--target", "y", "--memory", "70MB", "--epochs", "12",
               "--hidden", "32", "--out"]
    subprocess.run([*map(str, command), planes / "whole.onnx"], check=True, capture_output=True)
    going_on = [*map(str, command), planes / "killed.onnx", "--checkpoint", planes / "state", "--checkpoint-every",
                "0.02s"]
    kills = 0
    for _ in range(4):
        process = subprocess.Popen(going_on, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.time() + 60
        while process.poll() is None and not list(planes.glob("state.?")) and time.time() < deadline:
            time.sleep(0.005)
        time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills > 0
    subprocess.run(going_on, check=True, capture_output=True)
    assert (planes / "killed.onnx").read_bytes() == (planes / "whole.onnx").read_bytes()


def test_columns_of_every_kind(tmp_path):
    """Texts, missing cells, a class that is rare, weights, an id, validation rows from a file."""
    csv = flowers(tmp_path / "flowers.csv", rows=900)
    quiet("pack", csv, "--out", tmp_path / "flowers.crescent")
    options = ["--target", "kind", "--epochs", 30, "--patience", 5, "--json", "--out", tmp_path / "m.onnx"]
    whole = quiet("train", csv, *options).json
    parts = quiet("train", tmp_path / "flowers.crescent", *options, "--memory", "200MB").json
    assert abs(parts["accuracy"] - whole["accuracy"]) < 0.08
    assert parts["train_rows"] + parts["validation_rows"] + parts["test_rows"] == 900
    for more in (["--class-weight", "balanced"], ["--valid", csv], ["--ignore", "length", "--scaler", "robust"],
                 ["--precision", "float32", "--solver", "sgd"], ["--target", "length", "--loss", "huber"]):
        target = [] if "--target" in more else ["--target", "kind"]
        done = crescent("train", tmp_path / "flowers.crescent", "--memory", "200MB", "--epochs", 3, "--out",
                        tmp_path / "m.onnx", *target, *more)
        assert done.status == 0, done
        assert quiet("predict", tmp_path / "m.onnx", csv).stdout.count("\n") == 901


def test_wrong_calls(tmp_path, planes):
    file, out = planes / "planes.crescent", ["--target", "y", "--out", tmp_path / "m.onnx"]
    refused(2, "train", planes / "planes.csv", *out, "--memory", "1GB", says="crescent pack")
    refused(2, "train", "-", *out, "--memory", "1GB", says="crescent pack")
    for solver in ("gd", "rprop", "lbfgs"):
        refused(2, "train", file, *out, "--memory", "1GB", "--solver", solver, says=[solver, "choose sgd"])
    for text in ("much", "-1GB", "0", "12XB", "nan"):
        refused(2, "train", file, *out, f"--memory={text}", says=["--memory", "512MB"])
    said = refused(2, "train", file, *out, "--memory", "1MB", says="at least ")
    least = said.split("at least ")[1].split("MB")[0]
    assert crescent("train", file, *out, "--epochs", 1, "--memory", f"{least}MB").status == 0
    text = flowers(tmp_path / "flowers.csv")
    quiet("pack", text, "--out", tmp_path / "flowers.crescent")
    refused(1, "train", tmp_path / "flowers.crescent", "--target", "kind", "--out", tmp_path / "m.onnx", "--memory",
            "1GB", "--onnx-inputs", "tensor", "--epochs", 1_000_000, says="colour")
    (tmp_path / "cut").write_bytes(file.read_bytes()[:-5])
    refused(1, "train", tmp_path / "cut", *out, "--memory", "1GB", says="pack it again")
    refused(1, "train", file, "--target", "z", "--out", tmp_path / "m.onnx", "--memory", "1GB", says="no column 'z'")
