"""`predict` on files that are larger than what it keeps of them, and what it writes beside the predictions."""

import json
import os

import numpy as np
import pytest

from support import SANITIZED, crescent, peak, quiet, refused, rows_of, write_csv

ROWS = 150_000  # three parts


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A model of numbers, texts and an id, and many rows for it."""
    folder = tmp_path_factory.mktemp("predict")
    random = np.random.RandomState(0)
    header = ["number", "city", "size", "y"]
    cities = np.array(["Bonn", "Köln", "10"])
    rows = []
    for n in range(600):
        size = random.normal()
        city = random.randint(3)
        rows.append([f"A{n}", cities[city], f"{size:.3f}", "yes" if size + city > 1 else "no"])
    write_csv(folder / "train.csv", header, rows)
    trained = crescent("train", folder / "train.csv", "--target", "y", "--id-column", "number", "--epochs", 30,
                       "--out", folder / "m.onnx")
    assert trained.status == 0, trained
    size, city = random.normal(size=ROWS), random.randint(3, size=ROWS)
    rows = [[f"B{n}", cities[city[n]], f"{size[n]:.3f}"] for n in range(ROWS)]
    write_csv(folder / "many.csv", header[:3], rows)
    return folder, header[:3], rows


def test_parts_are_predicted_like_the_whole(shop):
    folder, header, rows = shop
    whole = rows_of(quiet("predict", folder / "m.onnx", folder / "many.csv").stdout)
    assert whole[0] == ["number", "label", "proba_no", "proba_yes"]
    assert [row[0] for row in whole[1:]] == [row[0] for row in rows]
    # A file in which every cell of "city" is a number.
    numbers = [row for row in rows[:5000] if row[1] == "10"]
    write_csv(folder / "numbers.csv", header, numbers)
    some = rows_of(quiet("predict", folder / "m.onnx", folder / "numbers.csv").stdout)
    by_id = {row[0]: row for row in whole[1:]}
    assert some[1:] == [by_id[row[0]] for row in numbers]


def test_json_and_an_id_column_asked_for(shop):
    folder, header, rows = shop
    write_csv(folder / "few.csv", header, rows[:20])
    model, few = folder / "m.onnx", folder / "few.csv"
    csv_rows = rows_of(quiet("predict", model, few).stdout)
    classes = ["no", "yes"]
    lines = [json.loads(line) for line in quiet("predict", model, few, "--json").stdout.splitlines()]
    assert [[line["number"], line["label"]] for line in lines] == [row[:2] for row in csv_rows[1:]]
    assert [[line["probabilities"][c] for c in classes] for line in lines] == [
        [float(cell) for cell in row[2:]] for row in csv_rows[1:]]
    by_city = rows_of(quiet("predict", model, few, "--id-column", "city").stdout)
    assert [row[0] for row in by_city] == ["city"] + [row[1] for row in rows[:20]]


def test_unseen_levels_of_all_parts_are_counted_together(shop):
    folder, header, rows = shop
    odd = [row.copy() for row in rows]
    for n in (3, 70_000, ROWS - 1):
        odd[n][1] = f"Ulm{n}"
    write_csv(folder / "odd.csv", header, odd)
    told = crescent("predict", folder / "m.onnx", folder / "odd.csv", "--out", folder / "odd.out.csv")
    assert told.status == 0
    assert "3 rows with a value of 'city'" in told.stderr and "'Ulm3'" in told.stderr
    assert told.stderr.count("Ulm") == 1


def test_an_error_far_down_leaves_the_old_file(shop):
    folder, header, rows = shop
    bad = [row.copy() for row in rows]
    bad[140_000][2] = "large"
    write_csv(folder / "bad.csv", header, bad)
    out = folder / "out.csv"
    out.write_text("what was there")
    refused(1, "predict", folder / "m.onnx", folder / "bad.csv", "--out", out, says=("bad.csv:140002", "large", "size"))
    assert out.read_text() == "what was there"
    assert not [name for name in os.listdir(folder) if name.startswith("out.csv.") or name.startswith(".out")]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer's own memory is larger")
def test_memory_does_not_grow_with_the_file(shop, tmp_path):
    """Peak memory at 8 times the rows, from a pipe, from a file and from a packed file."""
    folder, _, _ = shop
    text = (folder / "many.csv").read_bytes()
    head, body = text.split(b"\n", 1)
    long = tmp_path / "long.csv"
    with open(long, "wb") as file:
        file.write(head + b"\n")
        for _ in range(8):
            file.write(body)

    def predicted(data, stdin=None):
        status, most, said = peak("predict", folder / "m.onnx", data, "--out", tmp_path / "p.csv", stdin=stdin)
        assert (status, said) == (0, "")
        return most

    short = predicted(folder / "many.csv")
    assert predicted(long) < 1.2 * short
    with open(long, "rb") as file:
        assert predicted("-", stdin=file) < 1.2 * short
    predictions = (tmp_path / "p.csv").read_bytes()
    assert predictions.count(b"\n") == 8 * ROWS + 1
    # The ids, which are texts, would be most of a packed file's memory.
    without_ids = tmp_path / "without_ids.csv"
    without_ids.write_bytes(b"\n".join(line.split(b",", 1)[1] for line in long.read_bytes().splitlines()) + b"\n")
    quiet("pack", without_ids, "--out", tmp_path / "long.crescent")
    assert predicted(tmp_path / "long.crescent") < 1.2 * short
    assert [line.split(b",", 1)[1] for line in predictions.splitlines()] == (
        tmp_path / "p.csv").read_bytes().splitlines()
