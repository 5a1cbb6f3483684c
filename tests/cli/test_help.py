"""--help, --version and the completion scripts, held against each other."""

import re
import shlex
import shutil
import subprocess

import pytest
from support import flowers, quiet

COMMANDS = ["tutorial", "describe", "pack", "train", "predict", "evaluate", "cv", "sweep", "tune", "export", "inspect",
            "generate",
            "plot", "explain", "gradcheck", "engines", "playground", "completion"]
PLOTS = ["boundary", "scatter", "confusion"]
PATHS = [[]] + [[name] for name in COMMANDS] + [["plot", name] for name in PLOTS]


def help_of(path):
    return quiet(*path, "--help").stdout


def options_in(text):
    """Long options that a help text lists, one a line."""
    return set(re.findall(r"^ +(?:-\w, ?)?(--[a-z0-9-]+)", text, re.MULTILINE))


def commands_in(text):
    listed = text.partition("\nCommands:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\w+) ", listed, re.MULTILINE)


def examples_in(text):
    return re.findall(r"^  (?:eval \"\$\()?(crescent .*)$",
                      text.partition("\nExamples:\n")[2].split("\n\n")[0], re.MULTILINE)


def test_commands():
    assert commands_in(help_of([])) == COMMANDS
    assert commands_in(help_of(["plot"])) == PLOTS


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help(path):
    text = help_of(path)
    assert text == quiet(*path, "-h").stdout
    assert "--help" in options_in(text)
    assert " ".join(["Usage: crescent", *path]) in text
    examples = examples_in(text)
    assert examples, text
    for example in examples:
        words = re.sub(r"[)>#].*", "", example).split()[1:]
        command = max((path for path in PATHS if words[:len(path)] == path), key=len)
        assert command or words[0] in ("COMMAND", "--help"), example
        known = options_in(help_of(command))
        for option in (word for word in words if word.startswith("--")):
            assert option in known, (option, example)
    for line in text.splitlines():
        assert line == line.rstrip(), repr(line)


def test_examples_of_train_and_predict_run(tmp_path):
    """The first steps of `crescent --help`, as they stand there, with a file of that name."""
    flowers(tmp_path / "penguins.csv", header=("length", "width", "colour", "species"))
    for name in ("new.csv", "labelled.csv"):
        shutil.copy(tmp_path / "penguins.csv", tmp_path / name)
    ran = 0
    for example in examples_in(help_of([])):
        if "tutorial" in example or "COMMAND" in example:
            continue
        words = shlex.split(example)[1:]
        if ">" in words:
            words = words[:words.index(">")]
        quiet(*words, cwd=tmp_path)
        ran += 1
    assert ran == 5
    status = help_of([]).partition("Exit status:")[2]
    for number in "012":
        assert re.search(rf"^  {number}  ", status, re.MULTILINE)


def test_version():
    assert re.fullmatch(r"crescent \d+\.\d+\.\d+\n", quiet("--version").stdout)


# ---- completion ----

def complete(script, *words):
    """What bash offers for the last of `words`."""
    program = script + f"""
COMP_WORDS=({' '.join(map(shlex.quote, words))})
COMP_CWORD={len(words) - 1}
_crescent
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True,
                          check=True, timeout=60)
    assert done.stderr == "", done.stderr
    return [line for line in done.stdout.splitlines() if line]


@pytest.fixture(scope="module")
def bash():
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    return quiet("completion", "bash").stdout


def test_bash_reads_it(bash):
    done = subprocess.run(["bash", "-n"], input=bash, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    registered = subprocess.run(["bash", "--norc", "-c", bash + "\ncomplete -p crescent"],
                                capture_output=True, text=True, check=True).stdout
    assert "-F _crescent crescent" in registered


def test_bash_completes(bash, tmp_path, monkeypatch):
    assert complete(bash, "crescent", "tr") == ["train"]
    assert complete(bash, "crescent", "train", "--hid") == ["--hidden"]
    assert complete(bash, "crescent", "t") == ["tutorial", "train", "tune"]
    assert complete(bash, "crescent", "") == COMMANDS
    assert complete(bash, "crescent", "--v") == ["--version"]
    assert complete(bash, "crescent", "plot", "") == PLOTS
    assert complete(bash, "crescent", "plot", "boundary", "m.onnx", "--st") == ["--step"]
    assert complete(bash, "crescent", "plot", "scatter", "--st") == []
    assert set(complete(bash, "crescent", "train", "data.csv", "--s")) == {
        "--scaler", "--solver", "--seed", "--schedule", *(f"--schedule-{name}" for name in (
            "decay", "every", "factor", "patience", "threshold", "warm-up"))}
    # Files where a value or a file may stand, those with spaces in their names whole.
    for name in ("data one.csv", "data.csv", "other.txt"):
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    assert sorted(complete(bash, "crescent", "train", "da")) == ["data one.csv", "data.csv"]
    assert sorted(complete(bash, "crescent", "predict", "m.onnx", "da")) == [
        "data one.csv", "data.csv"]
    # A file that is called as a command is, behind one, is a file.
    assert complete(bash, "crescent", "train", "plot", "--see") == ["--seed"]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_bash_knows_all(bash, path):
    text = help_of(path)
    assert set(complete(bash, "crescent", *path, "--")) == options_in(text)
    if commands_in(text):
        assert complete(bash, "crescent", *path, "") == commands_in(text)


def test_zsh_script(bash):
    script = quiet("completion", "zsh").stdout
    assert script.startswith("#compdef crescent\n") and "bashcompinit" in script
    assert script.endswith(bash)  # the same words
    if not shutil.which("zsh"):
        return
    done = subprocess.run(["zsh", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def fish_words(line):
    """The words of a line in which fish's quotes hold no line break."""
    words = re.findall(r"'((?:[^'\\]|\\.)*)'|(\S+)", line)
    return [re.sub(r"\\(.)", r"\1", quoted) if not plain else plain for quoted, plain in words]


def test_fish_script():
    script = quiet("completion", "fish").stdout
    offered = {}
    for line in script.splitlines()[1:]:
        words = fish_words(line)
        assert words[:3] == ["complete", "-c", "crescent"], line
        # Every quote that opens closes again, and nothing follows the description.
        assert words[-2] == "-d" and words[-1] and line.endswith("'"), line
        condition = words[words.index("-n") + 1]
        kind = "-l" if "-l" in words else "-a"
        offered.setdefault(condition, {"-l": [], "-a": []})[kind].append(
            words[words.index(kind) + 1])
    assert len(offered) == len(PATHS)
    for path in PATHS:
        seen = ["__fish_seen_subcommand_from " + name for name in path]
        below = commands_in(help_of(path))
        unseen = ["not __fish_seen_subcommand_from " + " ".join(below)] if below else []
        words = offered["; and ".join(seen + unseen)]
        assert {"--" + name for name in words["-l"]} == options_in(help_of(path))
        assert words["-a"] == below
    if not shutil.which("fish"):
        return
    done = subprocess.run(["fish", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
