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
    ("[#train]\nepochs = 5\n", 1, ["c.toml", "TOML"]),
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


def test_sweep_takes_back_what_it_prints(flower_file, tmp_path):
    options = ("--target", "kind", "--vary", "hidden=2;3,2", "--vary", "l2=0,1", "--epochs", "5")
    text = quiet("sweep", flower_file, *options, "--print-config").stdout
    assert 'vary = ["hidden=2;3,2", "l2=0,1"]\n' in text
    file = tmp_path / "c.toml"
    file.write_text(text)
    assert quiet("sweep", flower_file, "--config", file, "--print-config").stdout == text
    assert (quiet("sweep", flower_file, "--config", file, "--json").stdout
            == quiet("sweep", flower_file, *options, "--json").stdout)


def test_cv_from_a_file(flower_file, tmp_path):
    (tmp_path / "c.json").write_text(
        json.dumps({"target": "kind", "folds": 3, "hidden": [4], "epochs": 10, "json": True}))
    assert (quiet("cv", flower_file, "--config", tmp_path / "c.json").json
            == quiet("cv", flower_file, "--target", "kind", "--folds", "3", "--hidden", "4",
                     "--epochs", "10", "--json").json)


def test_tune_searches_what_the_file_leaves_open(flower_file, tmp_path):
    given = ("--target", "kind", "--trials", "4", "--epochs", "9", "--hidden", "5")
    text = quiet("tune", flower_file, *given, "--print-config").stdout
    assert "hidden = [5]\n" in text and "# l2 = " in text and "# dropout = " in text
    (tmp_path / "c.toml").write_text(text)
    tuned = quiet("tune", flower_file, "--config", tmp_path / "c.toml", "--json").json
    assert tuned == quiet("tune", flower_file, *given, "--json").json
    drawn = [trial["options"] for trial in tuned["trials"] if trial["options"]]
    assert drawn and all("l2" in options and "hidden" not in options for options in drawn)


def test_a_study_does_not_mind_where_its_options_stand(flower_file, tmp_path):
    given = ("--target", "kind", "--trials", "3", "--epochs", "9")
    quiet("tune", flower_file, *given, "--study", tmp_path / "s.jsonl", "--json")
    (tmp_path / "c.toml").write_text("target = 'kind'\ntrials = 3\nepochs = 9\n")
    before = (tmp_path / "s.jsonl").read_bytes()
    quiet("tune", flower_file, "--config", tmp_path / "c.toml", "--study", tmp_path / "s.jsonl", "--json")
    assert (tmp_path / "s.jsonl").read_bytes() == before
