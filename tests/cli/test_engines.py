"""crescent engines, and the engine that a training gets."""
import json

import pytest

from support import flowers, quiet, refused


def engines(*arguments):
    return json.loads(quiet("engines", "--json", *arguments).stdout)


def test_lists_what_exists_and_what_runs():
    told = engines()
    assert told["engines"] == ["reference", "fused", "gemm"]
    assert told["instruction_set"] == told["instruction_sets"][0]
    assert told["threads"] >= 1
    text = quiet("engines").stdout
    assert all(name in text for name in told["engines"] + told["instruction_sets"])


def test_chooses_by_shape_and_batch():
    """Where every processor chooses alike; the unit tests hold the choice for each instruction set."""
    assert engines("--inputs", 2, "--hidden", 3, "--batch-size", 200)["automatic"] == "fused"
    wide = engines("--inputs", 784, "--hidden", "1024,512", "--classes", 10, "--batch-size", 128)
    assert wide["automatic"] == "gemm"


def test_the_environment_names_one(monkeypatch):
    monkeypatch.setenv("CRESCENT_ENGINE", "reference")
    assert engines()["automatic"] == "reference"


def test_an_unknown_one_in_the_environment_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("CRESCENT_ENGINE", "quick")
    file = flowers(tmp_path / "flowers.csv")
    says = ["CRESCENT_ENGINE", "there is no engine 'quick'", "reference, fused, gemm"]
    refused(2, "train", file, "--target", "kind", "--out", tmp_path / "m.onnx", says=says)
    refused(2, "engines", says=says)
    assert not (tmp_path / "m.onnx").exists()


def test_engines_and_threads_give_the_same_model_but_for_rounding(tmp_path):
    """The last digits of a loss may differ between engines; threads change nothing at all."""
    file = flowers(tmp_path / "flowers.csv")

    def train(name, *options):
        model = tmp_path / f"{name}.onnx"
        told = quiet("train", file, "--target", "kind", "--epochs", 20, "--json", "--out", model, *options)
        return model.read_bytes(), json.loads(told.stdout)

    one, expected = train("one", "--engine", "fused", "--threads", 1)
    two, _ = train("two", "--engine", "fused", "--threads", 2)
    assert one == two
    for engine in ("reference", "gemm"):
        _, told = train(engine, "--engine", engine)
        assert told["log_loss"] == pytest.approx(expected["log_loss"], rel=1e-9)


def test_the_environment_limits_the_instruction_set(monkeypatch):
    sets = engines()["instruction_sets"]
    for i, name in enumerate(sets):
        monkeypatch.setenv("CRESCENT_INSTRUCTIONS", name)
        assert engines()["instruction_sets"] == sets[i:]
    monkeypatch.setenv("CRESCENT_INSTRUCTIONS", "MMX")
    refused(2, "engines", says=["'MMX' is no instruction set of this machine", sets[0]])
