"""Bad input: one clear line on standard error, the documented status, nothing written."""

import os
import pathlib
import random
import shutil
import subprocess

import numpy as np
import pytest
from support import COMMAND, SANITIZED, TIME_LIMIT, crescent, flowers, refused, write_csv

OLD = b"what stood here before"


@pytest.fixture
def folder(tmp_path):
    """An empty folder but for old.onnx, which every failing run has to leave alone."""
    (tmp_path / "old.onnx").write_bytes(OLD)
    yield tmp_path
    assert (tmp_path / "old.onnx").read_bytes() == OLD
    assert not [path for path in tmp_path.iterdir() if ".tmp" in path.name]


def refuse_train(folder, status, file, *options, says, target="kind"):
    """Both ways round: onto an old file and into a new one."""
    message = refused(status, "train", file, "--target", target, *options, "--out",
                      folder / "old.onnx", says=says)
    refused(status, "train", file, "--target", target, *options, "--out", folder / "new.onnx",
            says=says)
    assert not (folder / "new.onnx").exists()
    return message


def table(folder, text, name="table.csv"):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return file


GOOD = "x,y,kind\n" + "".join(f"{i * 7 % 11},{i * 3 % 5},{'ab'[i % 2]}\n" for i in range(20))


# ---- files that cannot be read ----

def test_no_such_file(folder, flower_model):
    file = folder / "nowhere.csv"
    says = [f"{file}: ", "No such file"]
    refuse_train(folder, 1, file, says=says)
    refused(1, "predict", flower_model, file, says=says)
    refused(1, "predict", file, flower_model, says=says)


def test_directory(folder, flower_model, flower_file):
    says = [f"{folder}: ", "is a directory"]
    refuse_train(folder, 1, folder, says=says)
    refused(1, "predict", flower_model, folder, says=says)
    refused(1, "predict", folder, flower_file, says=says)
    refused(1, "predict", flower_model, flower_file, "--out", folder, says=says)
    refused(1, "train", flower_file, "--target", "kind", "--out", folder, says=says)
    refused(1, "generate", "moons", "--out", folder, says=says)


def test_unreadable(folder, flower_model, flower_file):
    """A file that opens and then fails to be read, for root too."""
    file = pathlib.Path("/proc/self/mem")
    if not file.exists():
        pytest.skip("there is no /proc/self/mem here")
    says = ["/proc/self/mem: cannot be read"]
    refuse_train(folder, 1, file, says=says)
    refused(1, "predict", flower_model, file, says=says)
    refused(1, "evaluate", file, flower_file, says=says)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_no_permission(folder, flower_model, flower_file):
    file = table(folder, GOOD)
    file.chmod(0)
    refuse_train(folder, 1, file, says=[f"{file}: ", "Permission denied"])
    closed = folder / "closed"
    closed.mkdir(mode=0o500)
    refused(1, "predict", flower_model, flower_file, "--out", closed / "p.csv",
            says=[f"{closed / 'p.csv'}: ", "Permission denied"])


# ---- tables that are none ----

@pytest.mark.parametrize("content, says", [
    ("", ["is empty", "at least one row"]),
    ("\n\n  \n", ["is empty"]),
    ("\ufeff", ["is empty"]),
    ("length,width,colour,kind\n", ["has a header but no row below it"]),
    (b"a,b\n1,\x002\n", [":2: ", "NUL byte"]),
    (b"\xff\xfea\x00,\x00", ["UTF-16", "save it as UTF-8"]),
    (b"\x1f\x8b\x08\x00\x00\x00", ["gzip file that breaks off", "copy or download it again"]),
    (b"PK\x03\x04\x14\x00\x06\x00", ["spreadsheet", "save the table as CSV"]),
    ("x,kind\n1,a\n2,\"b\n3,a\n", [":3:2: ", "never closed"]),
    ("x,kind\n1,\"a\"b\n", [":2:2: ", "text follows the closing quote"]),
], ids=["nothing", "blank lines", "mark alone", "header alone", "nul", "utf-16", "gzip", "zip",
        "open quote", "text after quote"])
def test_no_table(folder, flower_model, content, says):
    file = table(folder, content)
    says = [str(file), *says]
    refuse_train(folder, 1, file, says=says)
    refused(1, "predict", flower_model, file, says=says)
    refused(1, "evaluate", flower_model, file, says=says)


@pytest.mark.parametrize("row, says", [
    ("1,2\n", [":22:3: ", "expected 3 cells as in line 1, found 2", "add the missing cells"]),
    ("1,2,a,4\n", [":22:4: ", "expected 3 cells as in line 1, found 4", "put quotes"]),
])
def test_ragged_row(folder, row, says):
    file = table(folder, GOOD + row)
    refuse_train(folder, 1, file, says=[str(file) + says[0], *says[1:]])


def test_bytes_at_random(folder, flower_model):
    noise = random.Random(5)
    for length in (1, 10, 1000, 100000):
        file = table(folder, noise.randbytes(length))
        result = crescent("train", file, "--target", "0", "--out", folder / "old.onnx")
        assert result.status == 1 and result.stderr.startswith(f"crescent: {file}"), result
        assert crescent("predict", flower_model, file).status == 1


# ---- columns and labels ----

def test_no_such_column(folder, flower_file):
    message = refuse_train(folder, 1, flower_file, target="knid", says=[
        str(flower_file), "no column 'knid'", "did you mean 'kind'?",
        "length, width, colour, kind"])
    assert message.count("kind") == 2
    refuse_train(folder, 1, flower_file, "--ignore", "color", says="did you mean 'colour'?")
    refuse_train(folder, 1, flower_file, "--ignore", "17", says="no column '17'")
    headerless = table(folder, "1,2,a\n3,4,b\n", "bare.csv")
    refuse_train(folder, 1, headerless, target="kind", says=["no header", "0 to 2"])


@pytest.mark.parametrize("content, says", [
    ("x,kind\n1,a\n2,a\n3,a\n", ["'kind' holds only 'a'", "at least two classes"]),
    ("x,kind\n1,\n2,NA\n", ["'kind' holds no label at all"]),
    ("x,kind\n1,a\n", ["only 'a'"]),
    ("x,y,kind\n" + "1,2,a\n1,2,b\n" * 9, ["x: constant ('1' in every training row)",
                                           "y: constant"]),
    ("x,kind\n" + "NA,a\n,b\n" * 9, ["no column but the target", "x: no value"]),
    (GOOD + "1,2,c\n", [":22:3: ", "the only row of the class 'c'"]),
    ("x,kind\n" + "".join(f"{i % 3},id{i}\n" for i in range(120)), ["these are no classes"]),
    ("kind\n" + "a\nb\n" * 5, ["no column but the target", "add columns"]),
    ("x,kind\n1,a\n2,b\n3,a\n4,b\n", ["too few for 2 classes", "another test fraction"]),
    ("x,gr\udcfcn,kind\n" + "1,2,a\n2,1,b\n" * 9, ["column 1", "not UTF-8", "iconv"]),
    ("x,y,kind\n" + "1,\udcfc,a\n2,1,b\n" * 9, ["column 1", "not UTF-8", "iconv"]),
    ("x,y,kind\n" + "1,1,\udcfc\n2,1,b\n" * 9, ["column 2", "not UTF-8", "iconv"]),
], ids=["one class", "no label", "one row", "constant columns", "missing column", "single row",
        "identifiers", "target alone", "few rows", "name in Latin-1", "text in Latin-1",
        "class in Latin-1"])
def test_nothing_to_learn(folder, content, says):
    file = table(folder, content.encode("utf-8", "surrogateescape"))
    refuse_train(folder, 1, file, says=[str(file), *says])


def test_rows_that_do_not_fit_the_model(folder, flower_model):
    def check(content, *says, commands=("predict", "evaluate")):
        file = table(folder, content)
        for command in commands:
            refused(1, command, flower_model, file, says=[str(file) + says[0], *says[1:]])
        refused(1, "predict", flower_model, file, "--out", folder / "old.onnx")
        refused(1, "predict", flower_model, file, "--out", folder / "new.csv")
        assert not (folder / "new.csv").exists()

    check("length,width,colour,kind\n1,2,red,rose\n3,wide,red,rose\n",
          ":3:2: ", "'wide' is no number", "'width'", "correct the cell or leave it empty")
    check("length,widht,colour,kind\n1,2,red,rose\n", ": ", "no column 'width'",
          "did you mean 'widht'?")
    file = table(folder, "length,width,colour,kind\n1,2,red,rose\n1,2,red,oak\n")
    refused(1, "evaluate", flower_model, file, says=[
        f"{file}:3:4: ", "'oak'", "none of the model's classes", "'daisy', 'rose', 'tulip'"])
    file = table(folder, "length,width,colour,kind\n1,2,red,\n1,2,red,NA\n")
    refused(1, "evaluate", flower_model, file, says=["no row has a value in the target"])
    file = table(folder, "length,width,colour\n1,2,red\n")
    refused(1, "evaluate", flower_model, file, says=["no column 'kind'"])


def test_numbers_out_of_all_bounds(folder):
    """A cell that overflows is refused; never is a probability NaN."""
    file = table(folder, "x,y,kind\n" + "".join(
        f"{i * 7 % 11 / 100},{i * 3 % 5},{'ab'[i % 2]}\n" for i in range(30)))
    for activation in ("tanh", "relu", "identity"):
        model = folder / f"{activation}.onnx"
        assert crescent("train", file, "--target", "kind", "--activation", activation, "--epochs",
                        "5", "--out", model).status == 0
        new = table(folder, "x,y\n0.05,2\n1e308,2\n", "new.csv")
        refused(1, "predict", model, new, says=[f"{new}:3:1: ", "'1e308'", "'x'", "too far"])
        new = table(folder, "x,y\n0.05,2\n-1e306,1e308\n", "new.csv")
        result = crescent("predict", model, new)
        assert result.status == 1 or "nan" not in result.stdout, result


# ---- models that are none ----

def test_damaged_models(folder, flower_model, flower_file):
    """Cut off anywhere, or with bits turned: a clear error, or a model that works."""
    good = flower_model.read_bytes()
    bad = folder / "bad.onnx"
    for length in range(0, len(good), 97):
        bad.write_bytes(good[:length])
        refused(1, "predict", bad, flower_file, says=[f"{bad}: is not a"])
    lottery = random.Random(11)
    refusals = 0
    for _ in range(300):
        damaged = bytearray(good)
        for _ in range(lottery.choice([1, 1, 1, 3, 30])):
            damaged[lottery.randrange(len(good))] ^= 1 << lottery.randrange(8)
        bad.write_bytes(damaged)
        result = crescent("predict", bad, flower_file)
        if result.status == 0:
            assert result.stdout.count("\n") == 91 and "nan" not in result.stdout
        else:
            assert result.status == 1 and result.stdout == "", result
            assert result.stderr.count("crescent: ") == 1, result
            refusals += 1
    # Of this many some must hit the structure, some a number's last digits.
    assert 30 < refusals < 290


def test_inflated_models(folder, flower_model, flower_file):
    """Runs of bytes repeated, removed or overwritten: lengths and dimensions go wild."""
    good = flower_model.read_bytes()
    bad = folder / "bad.onnx"
    lottery = random.Random(12)
    for _ in range(100):
        at, length = lottery.randrange(len(good)), lottery.randrange(1, 60)
        piece = lottery.choice([b"", good[at:at + length] * 2, b"\xff" * length, b"\x00" * length])
        bad.write_bytes(good[:at] + piece + good[at + length:])
        result = crescent("predict", bad, flower_file, memory=None if SANITIZED else 2 << 30)
        assert result.status in (0, 1), result
        assert "memory" not in result.stderr, result


def test_foreign_models(folder, flower_file):
    onnx = pytest.importorskip("onnx")
    helper = onnx.helper
    x, y = (helper.make_tensor_value_info(name, onnx.TensorProto.DOUBLE, ["N", 2]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "other", [x], [y])
    foreign = folder / "foreign.onnx"
    onnx.save(helper.make_model(graph), foreign)
    refused(1, "predict", foreign, flower_file, says=[
        str(foreign), "not a model that Crescent can read", "crescent train"])
    table(folder, random.Random(1).randbytes(5000), "noise.onnx")
    for other in (folder / "noise.onnx", flower_file, pathlib.Path(COMMAND)):
        for command in ("predict", "evaluate", "explain"):
            refused(1, command, other, flower_file, says=[f"{other}: is not a"])


def test_altered_models(folder, flower_model, flower_file):
    """A valid file whose parts do not belong together."""
    onnx = pytest.importorskip("onnx")

    def check(change, *says, command="predict"):
        model = onnx.load(flower_model)
        change(model)
        bad = folder / "bad.onnx"
        onnx.save(model, bad)
        refused(1, command, bad, flower_file, says=[str(bad), *says])

    def set_metadata(model, key, old, new):
        for entry in model.metadata_props:
            if entry.key == key:
                assert old in entry.value
                entry.value = entry.value.replace(old, new)

    def drop_metadata(model, key):
        kept = [entry for entry in model.metadata_props if entry.key != key]
        del model.metadata_props[:]
        model.metadata_props.extend(kept)

    def tensor(model, name):
        return next(t for t in model.graph.initializer if t.name == name)

    def set_tensor(model, name, values):
        values = np.asarray(values, np.float64)
        tensor(model, name).CopyFrom(onnx.numpy_helper.from_array(values, name))

    check(lambda m: set_metadata(m, "crescent.schema", '"format":1', '"format":2'),
          "written by a newer version")
    check(lambda m: set_metadata(m, "crescent.schema", '"columns"', '"rows"'), "schema is damaged")
    check(lambda m: set_metadata(m, "crescent.schema", '{', '{{'), "schema is damaged")
    check(lambda m: drop_metadata(m, "crescent.schema"), "no 'crescent.schema'")
    check(lambda m: set_tensor(m, "W1", np.ones((3, 5))), "layers do not fit together")
    check(lambda m: set_tensor(m, "b1", np.ones(6)), "holds 6 numbers, not 5")
    check(lambda m: set_tensor(m, "W2", np.full((5, 3), np.nan)), "not finite")
    check(lambda m: set_tensor(m, "/scales", [0.0, 1.0]), "scale")
    check(lambda m: set_tensor(m, "/scales", [1.0, -1.0]), "scale")
    check(lambda m: m.graph.initializer.remove(tensor(m, "W2")), "'W2' is missing")


# ---- wrong calls ----

@pytest.mark.parametrize("arguments, says", [
    ([], ["subcommand is required"]),
    (["trian"], ["'trian' is no command", "train"]),
    (["plot", "line"], ["'line' is no command of 'crescent plot'", "boundary"]),
    (["--frobnicate"], ["'--frobnicate' is no option"]),
    (["train"], ["data is required", "crescent train --help"]),
    (["train", "DATA", "--learning_rate", "1"], ["no option of 'crescent train'", "'--learning-rate'"]),
    (["train", "DATA", "--out", "OUT"], ["--target is required"]),
    (["train", "DATA", "--target", "kind"], ["--out is required"]),
    (["predict", "DATA"], ["data is required", "crescent predict --help"]),
    (["predict", "MODEL", "DATA", "DATA"], ["not expected"]),
    (["predict", "MODEL", "DATA", "-x"], ["not expected"]),
    (["generate", "stars"], ["stars", "moons"]),
    (["generate", "moons", "--classes", "3"], ["moons always has 2 classes"]),
    (["generate", "moons", "--samples", "0"], ["--samples"]),
    (["generate", "moons", "--samples", "1"], ["1 samples are too few"]),
    (["generate", "blobs", "--classes", "-1"], ["number of classes"]),
    (["generate", "moons", "--noise", "-1"], ["noise is -1"]),
    (["generate", "spiral", "--noise", "nan"], ["noise is nan"]),
    (["generate", "moons", "--seed", "-1"], ["--seed"]),
    (["generate", "moons", "--seed", "99999999999"], ["--seed"]),
    (["generate", "moons", "--samples", "99999999999999999999999999"], ["--samples"]),
    (["generate", "moons", "--samples", "1000000000000"], ["--samples"]),
    (["tutorial", "--samples", "1000000000000"], ["--samples must be from 20 to 100000"]),
    (["tutorial", "--samples", "19"], ["--samples"]),
    (["tutorial", "--noise", "nan"], ["--noise"]),
    (["tutorial", "--hidden", "0"], ["--hidden"]),
    (["tutorial", "--passes", "0"], ["--passes"]),
    (["completion"], ["shell is required"]),
    (["completion", "csh"], ["csh", "bash"]),
    (["gradcheck", "--l2", "nan"], ["--l2", "'nan'"]),
    (["gradcheck", "--hidden", "0"], ["--hidden"]),
    (["gradcheck", "--activation", "softmax"], ["--activation", "tanh"]),
    (["gradcheck", "--engine", "steam"], ["--engine", "reference"]),
    (["gradcheck", "MODEL"], ["name a CSV file"]),
    (["explain", "MODEL", "DATA", "--row", "90"], ["--row 90", "90 rows, 0 to 89"]),
    (["explain", "MODEL", "DATA", "--row", "-1"], ["--row", "-1"]),
    (["explain", "MODEL", "DATA", "--row", "one"], ["--row", "one"]),
    (["explain", "MODEL", "DATA", "--learning-rate", "inf"], ["--learning-rate", "'inf'"]),
    (["plot", "boundary", "MODEL", "DATA", "--out", "b.jpg"], ["must end in .png or .svg"]),
    (["plot", "boundary", "MODEL", "DATA", "--step", "0", "--out", "b.png"], ["--step", "'0'"]),
    (["plot", "boundary", "MODEL", "DATA", "--step", "nan", "--out", "b.png"], ["--step"]),
    (["plot", "boundary", "MODEL", "DATA", "--padding", "-1", "--out", "b.png"], ["--padding"]),
    (["evaluate", "MODEL", "DATA", "--delimiter", "x"], ["--delimiter"]),
    (["evaluate", "MODEL", "DATA", "--header", "maybe"], ["--header"]),
], ids=lambda value: " ".join(value)[:50] if value and isinstance(value, list) else None)
def test_wrong_calls(folder, flower_model, flower_file, arguments, says):
    names = {"DATA": flower_file, "MODEL": flower_model, "OUT": folder / "new.onnx"}
    refused(2, *(names.get(argument, argument) for argument in arguments), says=says, cwd=folder)
    assert [path.name for path in folder.iterdir()] == ["old.onnx"]


@pytest.mark.parametrize("options, says", [
    (["--activation", "softmax"], ["--activation", "softmax", "tanh"]),
    (["--activation", "tanh,relu,tanh"], ["3 functions for 2 hidden layers"]),
    (["--solver", "magic"], ["--solver", "magic", "adam"]),
    (["--schedule", "linear"], ["--schedule", "linear", "cosine"]),
    (["--initialisation", "ones"], ["--initialisation", "glorot"]),
    *((["--test-fraction", value], ["test fraction", "between 0 and 1"])
      for value in ("0", "1", "2", "-0.5", "nan", "inf")),
    (["--test-fraction", "half"], ["--test-fraction", "half"]),
    *((["--learning-rate", value], ["--learning-rate", f"'{value}'", "above 0"])
      for value in ("0", "-1", "nan", "inf", "1e999", "fast")),
    *((["--l2", value], ["--l2", f"'{value}'"]) for value in ("-1", "nan", "inf")),
    *((["--epochs", value], ["--epochs", value]) for value in ("-1", "1.5", "many")),
    *((["--batch-size", value], ["--batch-size", value]) for value in ("0", "-3", "x")),
    *((["--batch-size", "8", "--solver", name], ["--batch-size", name, "all rows"])
      for name in ("gd", "rprop", "lbfgs")),
    *((["--schedule", "step", "--solver", name], ["schedule", name]) for name in ("rprop", "lbfgs")),
    (["--learning-rate", "0.1", "--solver", "lbfgs"], ["--learning-rate", "lbfgs"]),
    (["--precision", "float32", "--solver", "lbfgs"], ["precision", "lbfgs"]),
    (["--precision", "half"], ["--precision", "half", "float32"]),
    (["--weight-decay", "-1"], ["--weight-decay", "'-1'"]),
    (["--weight-decay", "0.1"], ["--weight-decay", "adamw"]),
    *((["--hidden", value], ["--hidden", value]) for value in ("-1", "a", "1.5", "1000000")),
    (["--hidden", "0,3"], ["at least one unit"]),
    (["--hidden", "3,0"], ["at least one unit"]),
    (["--hidden", ""], ["--hidden"]),
    *((["--seed", value], ["--seed"]) for value in ("-1", "x", "4294967296")),
    (["--seed", "1", "--seed", "2"], ["--seed"]),
    (["--ignore", "kind"], ["'kind' is the target"]),
], ids=lambda value: " ".join(value) if value and value[0].startswith("--") else None)
def test_wrong_options_of_train(folder, flower_file, options, says):
    refuse_train(folder, 2, flower_file, *options, says=says)


# ---- runs that fail ----

@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_divergence(folder, flower_file, activation):
    refuse_train(folder, 1, flower_file, "--activation", activation, "--learning-rate", "1e6",
                 "--solver", "gd", "--epochs", "100",
                 says=["diverged in epoch", "lower the learning rate"])


def test_out_into_nowhere(folder, flower_file, flower_model):
    nowhere = folder / "nowhere" / "m.onnx"
    refused(1, "train", flower_file, "--target", "kind", "--out", nowhere,
            says=[f"{nowhere.parent}: ", "no such folder", "make it first"])
    refused(1, "predict", flower_model, flower_file, "--out", nowhere,
            says=[f"{nowhere}: cannot be written", "No such file"])
    refused(1, "generate", "moons", "--out", nowhere, says=[f"{nowhere}: cannot be written"])
    refused(1, "plot", "scatter", flower_file, "--target", "kind", "--out",
            folder / "nowhere" / "p.png", says="cannot be written")
    refused(1, "explain", flower_model, flower_file, "--html", nowhere, says="cannot be written")
    refused(1, "tutorial", "--passes", "1", "--out", folder / "old.onnx",
            says=[f"{folder / 'old.onnx'}: ", "folder"])
    assert not nowhere.parent.exists()


def test_read_only_place(folder, flower_file, flower_model):
    """/proc takes no new files, from root neither."""
    if not pathlib.Path("/proc/self").exists():
        pytest.skip("there is no /proc here")
    refused(1, "train", flower_file, "--target", "kind", "--out", "/proc/m.onnx",
            says="/proc/m.onnx: cannot be written")
    refused(1, "predict", flower_model, flower_file, "--out", "/proc/p.csv",
            says="/proc/p.csv: cannot be written")


def test_full_disk(folder, flower_file, flower_model):
    if not pathlib.Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    full = "No space left"
    refused(1, "train", flower_file, "--target", "kind", "--out", "/dev/full",
            says=["/dev/full: cannot be written", full])
    refused(1, "predict", flower_model, flower_file, "--out", "/dev/full", says=["/dev/full", full])
    refused(1, "generate", "moons", "--out", "/dev/full", says=["/dev/full", full])
    for arguments in (
            ["train", flower_file, "--target", "kind", "--out", folder / "new.onnx"],
            ["predict", flower_model, flower_file], ["evaluate", flower_model, flower_file],
            ["evaluate", flower_model, flower_file, "--json"], ["explain", flower_model, flower_file],
            ["generate", "moons", "--samples", "5"], ["generate", "moons", "--samples", "50000"],
            ["gradcheck"], ["completion", "bash"], ["--help"], ["train", "--help"], ["--version"]):
        with open("/dev/full", "wb") as stdout:
            done = subprocess.run([COMMAND, *map(str, arguments)], stdout=stdout,
                                  stderr=subprocess.PIPE, timeout=TIME_LIMIT, check=False)
        assert done.returncode == 1, (arguments, done)
        lines = done.stderr.decode().splitlines()
        assert len(lines) == 1 and lines[0].startswith("crescent: "), (arguments, lines)


@pytest.mark.skipif(SANITIZED, reason="a sanitizer needs more address space than the limit")
def test_too_little_memory(folder, flower_file):
    """What does not fit into memory is told, not aborted."""
    limit = 1 << 30
    says = "not enough memory"
    refused(1, "generate", "moons", "--samples", "100000000", "--out", folder / "old.onnx",
            memory=limit, says=says)
    refused(1, "train", flower_file, "--target", "kind", "--hidden", "100000,100000", "--out",
            folder / "old.onnx", memory=limit, says=says)


def test_messages_stay_one_line(folder):
    """Line breaks and control characters of cells and names do not reach the terminal."""
    file = table(folder, 'x,"ki\nnd"\n1,"a\x1b[31m\nb"\n2,c\n')
    message = refuse_train(folder, 1, file, target="k", says="ki nd")
    assert "\x1b" not in message
    refuse_train(folder, 1, file, target="ki\nnd", says="only row of the class 'a [31m b'")


def test_failing_run_keeps_the_links_target(folder, flower_file):
    link = folder / "link.onnx"
    link.symlink_to(folder / "old.onnx")
    refused(1, "train", flower_file, "--target", "nothing", "--out", link)
    assert link.is_symlink()


def test_gnuplot_is_missing(folder, flower_file, flower_model):
    environment = {**os.environ, "CRESCENT_GNUPLOT": str(folder / "no-gnuplot")}
    refused(1, "plot", "scatter", flower_file, "--target", "kind", "--out", folder / "p.png",
            says="gnuplot", env=environment)
    refused(1, "tutorial", "--out", folder / "tutorial", says="gnuplot", env=environment)
    assert not (folder / "p.png").exists() and not (folder / "tutorial").exists()


def test_boundary_needs_two_numbers(folder, flower_file, flower_model):
    refused(1, "plot", "boundary", flower_model, flower_file, "--out", folder / "b.png", says=[
        str(flower_model), "two numeric columns", "--ignore"])
    refused(1, "plot", "scatter", flower_file, "--target", "kind", "--x", "colour", "--y", "width",
            "--out", folder / "s.png", says=["'colour' holds text"])
    assert sorted(path.name for path in folder.iterdir()) == ["old.onnx"]
