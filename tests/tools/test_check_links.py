"""tools/check_links.py fails on every kind of dead link that it is there to find."""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_links.py"

MATHS = """# Mathematics

## Symbols

## Adam

In the code: [src/adam.cpp](../src/adam.cpp).
"""


def run(root):
    return subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True,
                          check=False)


@pytest.fixture
def project(tmp_path):
    for folder in ("docs", "src"):
        (tmp_path / folder).mkdir()
    (tmp_path / "docs/maths.md").write_text(MATHS)
    (tmp_path / "src/adam.cpp").write_text('// Derived in docs/maths.md, "Adam".\n')
    return tmp_path


def test_accepts_links_that_hold(project):
    done = run(project)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file, text, says", [
    ("docs/maths.md", MATHS.replace("adam.cpp", "gone.cpp"), "gone.cpp"),
    ("docs/maths.md", MATHS.replace("In the code", "There"), "Adam"),
    ("docs/maths.md", MATHS.replace("## Adam", "## AdamW"), "AdamW"),
    ("docs/maths.md", MATHS + "\n## Rprop\n\nSigns alone.\n", "Rprop"),
    ("docs/maths.md", "# Mathematics\n", "names no file"),
    ("src/adam.cpp", "// nothing\n", "src/adam.cpp"),
    ("src/rprop.cpp", '// docs/maths.md, "Rprop"\n', "src/rprop.cpp"),
    ("docs/tour.md", "[nowhere](gone.md)\n", "gone.md"),
    ("docs/tour.md", "[nowhere](maths.md#sgd)\n", "#sgd"),
])
def test_finds_a_dead_link(project, file, text, says):
    (project / file).write_text(text)
    done = run(project)
    assert done.returncode == 1 and says in done.stdout, done.stdout + done.stderr


def test_the_project_itself():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
