"""Data files other than a plain CSV file by its name."""
import gzip
import struct
import subprocess

import numpy as np
from support import COMMAND, TIME_LIMIT, crescent, quiet, refused

SHORT = ("--hidden", "4", "--epochs", "3")


def table(rows=60):
    random = np.random.RandomState(0)
    y = np.arange(rows) % 2
    return random.standard_normal((rows, 3)) + y[:, None], y


def write_csv(path):
    x, y = table()
    lines = [",".join(f"{value:.3f}" for value in row) + f",{'ab'[k]}\n" for row, k in zip(x, y)]
    path.write_text("p,q,r,y\n" + "".join(lines))
    return path


def train(tmp_path, data, name, **options):
    quiet("train", data, *SHORT, "--target", "y", "--out", tmp_path / name, **options)
    return (tmp_path / name).read_bytes()


def test_compressed_is_the_same_data(tmp_path):
    data = write_csv(tmp_path / "d.csv")
    packed = tmp_path / "packed.csv"  # the name says nothing
    packed.write_bytes(gzip.compress(data.read_bytes()))
    model = tmp_path / "m.onnx"
    quiet("train", data, *SHORT, "--target", "y", "--out", model)
    assert quiet("predict", model, packed).stdout == quiet("predict", model, data).stdout


def test_a_compressed_file_that_breaks_off(tmp_path):
    data = tmp_path / "d.csv.gz"
    data.write_bytes(gzip.compress(write_csv(tmp_path / "d.csv").read_bytes())[:-20])
    refused(1, "train", data, "--target", "y", "--out", tmp_path / "m.onnx", says=("d.csv.gz", "breaks off"))


def test_standard_input(tmp_path):
    data = write_csv(tmp_path / "d.csv")
    model = tmp_path / "m.onnx"
    quiet("train", data, *SHORT, "--target", "y", "--out", model)
    done = subprocess.run([COMMAND, "predict", str(model), "-"], input=data.read_bytes(), capture_output=True,
                          timeout=TIME_LIMIT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == quiet("predict", model, data).stdout


def test_arrays_with_labels_of_their_own(tmp_path):
    x, y = table()
    images = np.clip(x.round() + 8, 0, 255).astype(np.uint8)
    np.save(tmp_path / "x.npy", images)
    (tmp_path / "x.idx").write_bytes(b"\0\0\x08\x03" + struct.pack(">3I", len(x), 3, 1) + images.tobytes())
    (tmp_path / "y.gz").write_bytes(gzip.compress(b"\0\0\x08\x01" + struct.pack(">I", len(y)) + y.astype(np.uint8).tobytes()))
    results = []
    for data in ("x.npy", "x.idx"):
        model = tmp_path / "m.onnx"
        quiet("train", tmp_path / data, "--labels", tmp_path / "y.gz", *SHORT, "--out", model)
        results.append(quiet("evaluate", model, tmp_path / data, "--labels", tmp_path / "y.gz", "--json").json)
    assert results[0] == results[1]
    refused(1, "evaluate", model, tmp_path / "x.npy", "--labels", tmp_path / "x.npy", says="a file of labels has one")


def test_target_may_only_be_left_out_with_labels(tmp_path):
    refused(2, "train", write_csv(tmp_path / "d.csv"), "--out", tmp_path / "m.onnx", says="--target")


def test_what_is_odd_is_told(tmp_path):
    data = tmp_path / "d.csv"
    data.write_bytes(b"x,x,y\n" + b"".join(b"%d,%d,%s\n" % (i, i * i % 7, b"caf\xe9" if i % 2 else b"tea") for i in range(20)))
    result = crescent("train", data, "--target", "y", "--out", tmp_path / "m.onnx")
    assert "'x_2'" in result.stderr
    assert "line 3 holds bytes that are not UTF-8" in result.stderr
