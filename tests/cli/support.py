"""Runs the crescent command and reads what it wrote; the tests beside this file share it.

The environment names what is tested: CRESCENT is the command, CRESCENT_DATA the folder with the
real data sets (optional), CRESCENT_SANITIZED is set where the command was built with a sanitizer.
"""

import csv
import dataclasses
import hashlib
import io
import json
import math
import os
import pathlib
import resource
import subprocess
import sys

import numpy as np
import pytest

COMMAND = os.environ["CRESCENT"]
DATA = pathlib.Path(os.environ.get("CRESCENT_DATA", "/nowhere"))
SANITIZED = bool(os.environ.get("CRESCENT_SANITIZED"))
# A hang must fail, a loaded machine or a sanitizer must not.
TIME_LIMIT = 1800 if SANITIZED else 300


@dataclasses.dataclass
class Result:
    status: int
    stdout: str
    stderr: str

    @property
    def json(self):
        return json.loads(self.stdout)


def crescent(*args, memory=None, **options):
    """Runs `crescent ARGS`; memory (bytes) limits its address space. No call may end in a signal."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run([COMMAND, *map(str, args)], capture_output=True, timeout=TIME_LIMIT,
                          preexec_fn=limit if memory else None, **options)
    result = Result(done.returncode, *(
        stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr)))
    assert result.status in (0, 1, 2), f"crescent {args} ended with {result}"
    assert "runtime error" not in result.stderr and "Sanitizer" not in result.stderr, result.stderr
    return result


def quiet(*args, **options):
    """The same; the run must succeed and say nothing on standard error."""
    result = crescent(*args, **options)
    assert (result.status, result.stderr) == (0, ""), result
    return result


def peak(*args, stdin=None):
    """Peak memory (bytes) and outcome of a call. A small process makes it: what a child has inherited before it
    becomes the command counts as the child's, and these tests may be large."""
    script = ("import resource, subprocess, sys; p = subprocess.run(sys.argv[1:], capture_output=True);"
              "print(p.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss);"
              "sys.stderr.buffer.write(p.stderr)")
    done = subprocess.run([sys.executable, "-S", "-c", script, COMMAND, *map(str, args)], capture_output=True,
                          stdin=stdin or subprocess.DEVNULL, timeout=TIME_LIMIT, text=True)
    status, kilobytes = done.stdout.split()
    return int(status), 1024 * int(kilobytes), done.stderr


def refused(status, *args, says=(), **options):
    """The same; the run must fail with this status and one line that holds every text of `says`."""
    result = crescent(*args, **options)
    assert result.status == status, result
    assert result.stdout == "", result
    lines = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1 and lines[0].startswith("crescent: "), result.stderr
    assert len(lines[0]) < 600, lines[0]
    for text in [says] if isinstance(says, str) else says:
        assert text in lines[0], (text, lines[0])
    return lines[0]


def without_hash(model, data):
    """The bytes of a model file but for the hash of the data that it was trained on."""
    digest = hashlib.sha256(data.read_bytes()).hexdigest().encode()
    assert digest in model.read_bytes()
    return model.read_bytes().replace(digest, b"")


def data_file(name):
    """A real data file; the test is skipped where it is not there."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{name} is not in {DATA}")
    return path


def rows_of(text, delimiter=","):
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def predictions(text):
    """Labels (N), classes (K) and probabilities (N, K) of what `predict` wrote."""
    header, *rows = rows_of(text)
    assert header[0] == "label" and all(name.startswith("proba_") for name in header[1:]), header
    labels = [row[0] for row in rows]
    return labels, [name[len("proba_"):] for name in header[1:]], np.array(
        [[float(cell) for cell in row[1:]] for row in rows])


def write_csv(path, header, rows, delimiter=","):
    """Cells that are None are missing."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter)
        if header:
            writer.writerow(header)
        for row in rows:
            writer.writerow(["" if cell is None else cell for cell in row])
    return path


def flowers(path, rows=90, seed=3, header=("length", "width", "colour", "kind"), labels=None):
    """A small mixed table: two columns of numbers, one of text, some cells missing, three classes
    that overlap a little."""
    random = np.random.RandomState(seed)
    labels = labels or ("rose", "tulip", "daisy")
    table = []
    for i in range(rows):
        k = i % 3
        length = f"{random.normal(3.0 * k, 1.1):.3f}"
        width = f"{random.normal(-1.5 * k, 0.9):.3f}"
        colour = ("red", "white", "yellow")[(k + (random.rand() < 0.2)) % 3]
        row = [length, width, colour, labels[k]]
        for column in range(3):
            if random.rand() < 0.05:
                row[column] = None
        table.append(row)
    return write_csv(path, header, table)


def log_loss(labels, classes, probabilities):
    """Of the true labels; clipped as every log loss is."""
    p = np.array([probabilities[n, classes.index(label)] for n, label in enumerate(labels)])
    eps = np.finfo(float).eps
    return float(-np.mean(np.log(np.clip(p, eps, 1 - eps))))


def close(a, b, relative=1e-12):
    return math.isclose(a, b, rel_tol=relative, abs_tol=1e-300)
