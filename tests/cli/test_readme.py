"""The README stays true: its commands run as written and say what it shows, its program is the one
in examples/. CRESCENT in the environment names the command."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = pathlib.Path(os.environ["CRESCENT"]).resolve()


def block(language):
    """The one block of code in this language."""
    found = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "README.md").read_text(),
                       flags=re.DOTALL | re.MULTILINE)
    assert len(found) == 1, language
    return found[0]


def console():
    """Each command with the lines that are shown below it."""
    for part in re.split(r"^\$ ", block("console"), flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command, [line for line in shown if line != "…"]


def same(shown, printed):
    """Word by word; numbers to 2 %: another C library moves the last digits of a training. Errors
    of rounding are only ever small."""
    if len(shown) != len(printed):
        return False
    for a, b in zip(shown, printed):
        try:
            x, y = float(a), float(b)
        except ValueError:
            if a != b:
                return False
        else:
            if abs(x - y) > 0.02 * abs(x) + 1e-12:
                return False
    return True


def words(line):
    return re.split(r"[\s,]+", line.strip())


def test_the_commands_say_what_the_readme_shows(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "crescent").symlink_to(COMMAND)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    commands = list(console())
    assert len(commands) >= 8
    for command, shown in commands:
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, env=environment, text=True,
                              capture_output=True, timeout=600)
        assert done.returncode == 0, (command, done.stderr)
        printed = iter(done.stdout.splitlines())
        for line in shown:
            assert any(same(words(line), words(other)) for other in printed), (command, line)


def test_the_program_is_the_example():
    source = (ROOT / "examples" / "train_moons.cpp").read_text()
    assert source.split("\n", 1)[1] == block("cpp")
