"""`pack`: what it says, and that commands make of the packed file what they make of the CSV file."""

from support import flowers, quiet, refused, without_hash


def test_a_packed_file_gives_the_same_model_scores_and_predictions(tmp_path, flower_model):
    # One name in two folders: a model records the name of its data.
    for folder in ("text", "packed"):
        (tmp_path / folder).mkdir()
    csv, packed = tmp_path / "text" / "flowers", tmp_path / "packed" / "flowers"
    flowers(csv)
    said = quiet("pack", csv, "--out", packed, "--json").json
    assert (said["rows"], said["numeric_columns"]) == (90, 2)
    assert said["bytes"] == packed.stat().st_size
    for command in (["describe", "--target", "kind", "--json"],
                    ["train", "--target", "kind", "--epochs", "9", "--out", None],
                    ["evaluate", flower_model], ["predict", flower_model]):
        outcomes = []
        for data in (csv, packed):
            args = [data.parent / "model.onnx" if arg is None else arg for arg in command]
            outcomes.append(quiet(*args, data).stdout)
        if command[0] == "train":
            assert (without_hash(csv.parent / "model.onnx", csv)
                    == without_hash(packed.parent / "model.onnx", packed))
        else:
            assert outcomes[0].replace(str(csv), "") == outcomes[1].replace(str(packed), "")


def test_wrong_calls(tmp_path, flower_file):
    out = tmp_path / "flowers.crescent"
    refused(2, "pack", "-", "--out", out, says="standard input")
    assert not out.exists()
    quiet("pack", flower_file, "--out", out)
    refused(1, "pack", out, "--out", tmp_path / "again", says="is packed already")
    refused(2, "describe", out, "--delimiter", ";", says=["is packed", "crescent pack"])
    (tmp_path / "cut").write_bytes(out.read_bytes()[:-5])
    refused(1, "describe", tmp_path / "cut", says="pack it again")
