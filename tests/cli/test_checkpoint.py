"""A training that is killed goes on and ends with the same bytes; a checkpoint of something else is
refused."""

import random
import subprocess
import time

import pytest
from support import COMMAND, crescent, flowers, quiet, refused


def call(file, folder, *options):
    return ["train", str(file), "--target", "kind", "--hidden", "8", "--batch-size", "8", "--dropout",
            "0.1", "--validation-fraction", "0.2", "--out", str(folder / "m.onnx"), "--checkpoint",
            str(folder / "state"), *options]


def run_killed(arguments, seconds):
    """Whether it came to its end before that."""
    process = subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    try:
        _, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()  # SIGKILL
        process.communicate()
        return False
    assert process.returncode == 0, stderr
    return True


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return flowers(tmp_path_factory.mktemp("flowers") / "flowers.csv", rows=300)


@pytest.mark.parametrize("options", [(), ("--precision", "float32", "--schedule", "onecycle"),
                                     ("--patience", "100000", "--schedule", "plateau")])
def test_killed_and_resumed_it_ends_with_the_same_bytes(file, tmp_path, options):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    epochs = ("--epochs", "1500", *options)
    start = time.monotonic()
    quiet(*call(file, whole, *epochs))
    takes = time.monotonic() - start
    arguments = call(file, cut, *epochs, "--checkpoint-every", "0.002s")
    kills, draw = 0, random.Random(5)
    while not run_killed(arguments, draw.uniform(0.2, 0.35) * takes) and kills < 40:
        kills += 1
    if kills == 40:  # a machine so busy that no part of it ever ended
        assert run_killed(arguments, 300)
    assert kills > 0
    assert (cut / "m.onnx").read_bytes() == (whole / "m.onnx").read_bytes()
    assert not list(cut.glob("state*")), "removed once the model is written"


def test_killed_twenty_times(file, tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    whole.mkdir()
    cut.mkdir()
    quiet(*call(file, whole, "--epochs", "400"))
    arguments = call(file, cut, "--epochs", "400", "--checkpoint-every", "1")
    draw, kills = random.Random(3), 0
    while kills < 20:
        process = subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        before = sorted((p.name, p.stat().st_mtime_ns) for p in cut.glob("state.?"))
        limit = time.monotonic() + 120
        # Not before it has written a checkpoint, so that every start gets somewhere; then at random.
        while sorted((p.name, p.stat().st_mtime_ns) for p in cut.glob("state.?")) == before:
            assert time.monotonic() < limit
            if process.poll() is not None:
                break
            time.sleep(0.0005)
        time.sleep(draw.uniform(0, 0.004))
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        kills += 1
    quiet_end = crescent(*arguments)
    assert quiet_end.status == 0, quiet_end
    assert kills >= 3
    assert (cut / "m.onnx").read_bytes() == (whole / "m.onnx").read_bytes()


def test_lbfgs_goes_on(file, tmp_path):
    options = ["--solver", "lbfgs", "--epochs", "60", "--l2", "0.001", "--hidden", "8"]
    base = ["train", str(file), "--target", "kind", *options]
    quiet(*base, "--out", tmp_path / "whole.onnx")
    arguments = base + ["--out", tmp_path / "m.onnx", "--checkpoint", tmp_path / "state",
                        "--checkpoint-every", "1"]
    process = subprocess.Popen([COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL)
    while not list(tmp_path.glob("state.?")) and process.poll() is None:
        time.sleep(0.0005)
    process.kill()
    process.wait()
    assert crescent(*arguments).status == 0
    assert (tmp_path / "m.onnx").read_bytes() == (tmp_path / "whole.onnx").read_bytes()


@pytest.fixture
def interrupted(file, tmp_path):
    """A folder with the checkpoint of a training that was killed."""
    arguments = call(file, tmp_path, "--epochs", "1000000", "--checkpoint-every", "1")
    process = subprocess.Popen([COMMAND, *arguments], stdout=subprocess.DEVNULL)
    while len(list(tmp_path.glob("state.?"))) < 2:
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    process.wait()
    return tmp_path


def test_other_commands_and_other_data_are_refused(file, interrupted):
    other = flowers(interrupted / "other.csv", rows=300, seed=9)
    says = ["epochs = 1000000", "epochs = 5", "state.0 and", "remove"]
    refused(2, *call(file, interrupted, "--epochs", "5"), says=says)
    refused(2, *call(file, interrupted, "--epochs", "1000000", "--seed", "4"), says="seed = 4")
    refused(1, *call(other, interrupted, "--epochs", "1000000"), says="other data")


def test_a_damaged_file_leaves_the_other_one(file, interrupted):
    arguments = call(file, interrupted, "--epochs", "1000000", "--max-rollbacks", "0")
    newer = max(interrupted.glob("state.?"), key=lambda path: path.stat().st_mtime_ns)
    content = newer.read_bytes()
    newer.write_bytes(content[:-5])
    # The other one is whole, and of another command: this is what is told, not the damage.
    assert "another command" in refused(2, *arguments, says="max-rollbacks = 0")
    for path in interrupted.glob("state.?"):
        path.write_bytes(b"x" + path.read_bytes()[:-7])
    refused(1, *arguments, says=["state.", "begin anew"])


@pytest.mark.parametrize("every", ["0s", "-1", "1.5", "soon", "s", "nans"])
def test_how_often(file, tmp_path, every):
    refused(2, *call(file, tmp_path, "--checkpoint-every", every), says="--checkpoint-every")
