"""--config and --print-config: TOML and JSON in, TOML out."""

import json

import pytest
from support import quiet, refused


def printed(*arguments):
    return quiet("train", "data.csv", *arguments, "--print-config").stdout


def test_what_is_printed_is_taken_back(flower_file, tmp_path):
    options = ("--target", "kind", "--hidden", "5,3", "--activation", "relu", "--solver", "sgd",
               "--momentum", "0.5", "--l2", "0.25", "--epochs", "20", "--ignore", "a \"b\",c",
               "--class-weight", "rose=2", "--out", tmp_path / "m.onnx")
    text = printed(*options)
    assert 'hidden = [5, 3]\n' in text and 'momentum = 0.5\n' in text and "json = false\n" in text
    assert "# schedule-every = 100\n" in text and 'solver = "sgd"\n' in text
    assert 'ignore = ["a \\"b\\"", "c"]\n' in text
    file = tmp_path / "c.toml"
    file.write_text(text)
    assert printed("--config", file) == text
    assert "epochs = 7\n" in printed("--config", file, "--epochs", "7")
    assert "epochs = 7\n" in printed(f"--config={file}", "--epochs=7")


def test_toml_and_json_train_as_the_options_do(flower_file, tmp_path):
    options = {"target": "kind", "hidden": [4], "epochs": 10, "l2": 0.5, "json": True}
    quiet("train", flower_file, "--target", "kind", "--hidden", "4", "--epochs", "10", "--l2", "0.5",
          "--out", tmp_path / "a.onnx")
    (tmp_path / "c.json").write_text(json.dumps(options))
    (tmp_path / "c.toml").write_text(
        'target = "kind" # a comment\nhidden = [4]\nepochs = 10\nl2 = 0.5\njson = true\n')
    for name in ("c.json", "c.toml"):
        scores = quiet("train", flower_file, "--config", tmp_path / name, "--out",
                       tmp_path / "b.onnx").json
        assert scores["epochs"] == 10
        assert (tmp_path / "b.onnx").read_bytes() == (tmp_path / "a.onnx").read_bytes()


@pytest.mark.parametrize("text, status, says", [
    ("target = 'kind'\nepoch = 5\n", 2, [":2:", "'epoch'", "'epochs'"]),
    ('{"target": "kind",\n\n"learning_rate": 1}', 2, [":3:", "'learning-rate'"]),
    ("config = 'x'\n", 2, ["'config'"]),
    ("target = 'kind'\n\nepochs = = 5\n", 1, [":3:"]),
    ("[train]\nepochs = 5\n", 1, [":1:", "'train'"]),
    ('{"hidden": [[1]]}', 1, [":1:", "'hidden'"]),
    ('{"epochs": 5,,}', 1, [":1:", "JSON"]),
    ("json = 5\n", 1, ["'json'", "true or false"]),
    ("epochs = 'many'\n", 2, ["--epochs"]),
    ("epochs = 1979-05-27\n", 1, ["'epochs'"]),
])
def test_mistakes(flower_file, tmp_path, text, status, says):
    file = tmp_path / "c.toml"
    file.write_text(text)
    refused(status, "train", flower_file, "--config", file, "--target", "kind", "--out",
            tmp_path / "m.onnx", says=says)


def test_a_file_that_is_not_there(flower_file, tmp_path):
    refused(1, "train", flower_file, "--config", tmp_path / "no.toml", says="no.toml")
