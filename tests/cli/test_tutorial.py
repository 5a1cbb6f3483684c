"""The tutorial: its numbers, its pictures, its page; one full run with the default settings."""

import json
import math
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from support import crescent, quiet

CHECK_PAGE = Path(__file__).with_name("check_page.py")
PICTURES = {
    "moons", "logistic_regression", "sigmoid", "activations", "biases", "loss", "boundary",
    "hidden_units", "hidden_sizes", "hidden_curve", "variants", "single_output", "blobs", "spiral",
    "spiral_four_layers", "twins"}
SIZES = [1, 2, 3, 4, 5, 20, 50]


def check_page(folder):
    page = folder / "index.html"
    done = subprocess.run([sys.executable, CHECK_PAGE, page], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    html = page.read_text(encoding="utf-8")
    # Self-contained: the only addresses are names of XML namespaces, which nobody fetches.
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    assert addresses <= {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg",
                         "http://www.w3.org/1999/xlink", "http://www.w3.org/1998/Math/MathML"}, \
        addresses
    return html


def check_pictures(folder):
    assert {path.stem for path in folder.glob("*.svg")} == PICTURES
    assert {path.stem for path in folder.glob("*.png")} == PICTURES
    for name in PICTURES:
        png = (folder / f"{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG\r\n\x1a\n") and png.endswith(b"IEND\xaeB`\x82")
        width, height = (int.from_bytes(png[at:at + 4], "big") for at in (16, 20))
        assert width >= 400 and height >= 300 and len(png) > 5000, (name, width, height, len(png))
        svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
        assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>"), name
        assert len(svg) > 3000 and "http://www.w3.org/2000/svg" in svg, name
    assert {path.name for path in folder.iterdir()} == {"tutorial.json", "index.html"} | {
        f"{name}.{ending}" for name in PICTURES for ending in ("svg", "png")}


def without_seconds(value):
    """The object less what differs between two runs of one command."""
    if isinstance(value, dict):
        return {key: without_seconds(entry) for key, entry in value.items() if key != "seconds"}
    if isinstance(value, list):
        return [without_seconds(entry) for entry in value]
    return value


def finite(value):
    if isinstance(value, dict):
        return all(finite(entry) for entry in value.values())
    if isinstance(value, list):
        return all(finite(entry) for entry in value)
    return value is not None and (not isinstance(value, float) or math.isfinite(value))


def forward(weights, x):
    z = np.tanh(np.array(x) @ weights["W1"] + weights["b1"]) @ weights["W2"] + weights["b2"]
    p = np.exp(z - z.max())
    return p / p.sum()


# ---- short runs ----

@pytest.fixture(scope="module")
def short(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial") / "new" / "folder"
    return quiet("tutorial", "--passes", "300", "--out", folder), folder


def test_short_run(short):
    result, folder = short
    check_pictures(folder)
    html = check_page(folder)
    numbers = json.loads((folder / "tutorial.json").read_text(encoding="utf-8"))
    assert finite(numbers)
    assert numbers["settings"] == {"seed": 0, "samples": 200, "noise": 0.2, "hidden": 3,
                                   "passes": 300, "learning_rate": 0.01, "l2": 0.01}
    lines = result.stdout.splitlines()
    assert lines[0] == "Loss after iteration 0: 0.432387"
    assert sum(line.startswith("Loss after iteration") for line in lines) == 1
    assert str(folder / "index.html") in lines[-1]
    for size in numbers["hidden_sizes"]:
        assert any(re.match(rf"hidden +{size['hidden']}: loss {size['loss']:f}, accuracy "
                            rf"{size['accuracy']:.3f}, on fresh points {size['test_accuracy']:.3f}$",
                            line) for line in lines), size
    assert "0.432387" in html


def test_json_prints_the_same_object_alone(short, tmp_path):
    """Into a folder with old files: those of the same name are replaced, others left alone."""
    (tmp_path / "index.html").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    result = quiet("tutorial", "--passes", "300", "--out", tmp_path, "--json")
    assert result.json == json.loads((tmp_path / "tutorial.json").read_text(encoding="utf-8"))
    numbers = json.loads((short[1] / "tutorial.json").read_text(encoding="utf-8"))
    assert without_seconds(result.json) == without_seconds(numbers)
    # Same seed, same bits: the pictures too.
    for name in sorted(PICTURES):
        assert (tmp_path / f"{name}.svg").read_bytes() == \
            (short[1] / f"{name}.svg").read_bytes(), name
    check_page(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not list(tmp_path.glob("*.tmp*"))


def test_the_numbers_belong_together(short):
    numbers = json.loads((short[1] / "tutorial.json").read_text(encoding="utf-8"))
    example, weights = numbers["example"], numbers["initial_weights"]
    p = forward(weights, example["x"])
    np.testing.assert_allclose(example["p"], p, rtol=1e-13)
    assert example["loss"] == pytest.approx(-math.log(p[example["y"]]), rel=1e-13)
    delta3 = p - np.eye(2)[example["y"]]
    np.testing.assert_allclose(example["delta3"], delta3, rtol=1e-13)
    np.testing.assert_allclose(example["dW2"], np.outer(example["a1"], delta3), rtol=1e-13)
    np.testing.assert_allclose(
        example["delta2"], delta3 @ np.transpose(weights["W2"]) * (1 - np.square(example["a1"])),
        rtol=1e-12)
    np.testing.assert_allclose(example["dW1"], np.outer(example["x"], example["delta2"]),
                               rtol=1e-13)
    assert numbers["gradient_check"]["largest_relative_error"] < 1e-12
    assert [size["hidden"] for size in numbers["hidden_sizes"]] == SIZES
    rows = numbers["data"]["first_rows"]
    assert len(rows) == 5 and [rows[0]["x1"], rows[0]["x2"]] == example["x"]


@pytest.mark.parametrize("options", [
    ["--hidden", "1", "--samples", "20", "--passes", "30"],
    ["--hidden", "50", "--passes", "50", "--noise", "0"], ["--seed", "7", "--passes", "1"],
    ["--samples", "333", "--noise", "1.5", "--hidden", "7", "--seed", "4294967295", "--passes",
     "12"]], ids=" ".join)
def test_other_settings(tmp_path, options):
    result = quiet("tutorial", *options, "--out", tmp_path)
    assert result.stdout.startswith("Loss after iteration 0: ")
    check_pictures(tmp_path)
    check_page(tmp_path)
    settings = json.loads((tmp_path / "tutorial.json").read_text())["settings"]
    for name, value in zip(options[::2], options[1::2]):
        assert settings[name[2:]] == float(value)


def test_the_pages_commands_run(short, tmp_path):
    """What the last chapter tells the reader to type."""
    html = (short[1] / "index.html").read_text(encoding="utf-8")
    last = html[html.index('<section id="next"'):]
    blocks = re.findall(r'<pre class="terminal">(.*?)</pre>', last, flags=re.DOTALL)
    commands = [re.sub(r"<i>.*?</i>", "", line).split() for block in blocks
                for line in block.splitlines()]
    assert len(commands) >= 12 and all(command[0] == "crescent" for command in commands)
    tutorial_help = quiet("tutorial", "--help").stdout
    for command in commands:
        if command[1] == "tutorial":  # minutes, all together; test_other_settings runs the like
            assert f"{command[2]} " in tutorial_help
        else:
            quiet(*command[1:], cwd=tmp_path)


# ---- the default run ----

@pytest.fixture(scope="session")
def full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    start = time.monotonic()
    result = crescent("tutorial", "--out", folder)
    numbers = json.loads((folder / "tutorial.json").read_text(encoding="utf-8"))
    return result, folder, numbers, time.monotonic() - start


def test_full_run_is_exact(full):
    """The bar: as NumPy until rounding errors decide the path, in its range from there on."""
    result, folder, numbers, seconds = full
    assert (result.status, result.stderr) == (0, "")
    losses = {entry["iteration"]: entry["loss"] for entry in numbers["losses"]}
    assert list(losses) == list(range(0, 20000, 1000))
    assert abs(losses[0] - 0.43238663152549239) <= 1e-9
    assert abs(losses[1000] - 0.068946538119840681) <= 1e-9
    assert numbers["accuracy"] == 0.975
    assert 0.0700 <= numbers["final_loss"] <= 0.0715
    logistic = numbers["logistic_regression"]
    assert logistic["C"] == pytest.approx(2.7825594, rel=1e-4)
    assert logistic["coef"] == pytest.approx([1.11875864, -4.00399551], rel=1e-4)
    assert logistic["intercept"] == pytest.approx(0.51100179, rel=1e-4)
    assert logistic["accuracy"] == 0.85
    assert 0 < numbers["seconds"]["network"] < numbers["seconds"]["total"] < seconds


def test_full_run_prints_the_losses(full):
    result, _, numbers, _ = full
    lines = [line for line in result.stdout.splitlines() if line.startswith("Loss")]
    assert lines == [f"Loss after iteration {entry['iteration']}: {entry['loss']:f}"
                     for entry in numbers["losses"]]
    assert lines[:2] == ["Loss after iteration 0: 0.432387", "Loss after iteration 1000: 0.068947"]


def test_full_run_weights_give_the_accuracy(full):
    _, _, numbers, _ = full
    for row in numbers["data"]["first_rows"]:
        assert forward(numbers["weights"], [row["x1"], row["x2"]]).argmax() == row["y"]
    assert np.shape(numbers["weights"]["W1"]) == (2, 3)
    assert np.shape(numbers["weights"]["W2"]) == (3, 2)
    assert np.shape(numbers["weights"]["b2"]) == (2,)


def test_overfitting_is_visible(full):
    sizes = {size["hidden"]: size for size in full[2]["hidden_sizes"]}
    assert list(sizes) == SIZES
    best = max(size["test_accuracy"] for size in sizes.values())
    assert best in (sizes[3]["test_accuracy"], sizes[4]["test_accuracy"])
    assert sizes[50]["test_accuracy"] < best and sizes[20]["test_accuracy"] < best
    # On the training points every step up fits at least as well. With 2 units rounding decides
    # where the training ends, so they are left out.
    accuracies = [sizes[hidden]["accuracy"] for hidden in SIZES if hidden != 2]
    assert accuracies == sorted(accuracies) and sizes[3]["accuracy"] < sizes[50]["accuracy"]
    assert sizes[50]["loss"] < sizes[3]["loss"] and sizes[50]["test_loss"] > sizes[3]["test_loss"]


def test_twins_part(full):
    twins = full[2]["twins"]
    spread = {entry["iteration"]: entry["spread"] for entry in twins["losses"]}
    assert spread[0] < 1e-15
    assert spread[1000] < 1e-12
    assert 1e-6 < twins["final_spread"] < 0.01
    assert twins["stable"]["final_spread"] < 1e-9
    assert all(0.06 < loss < 0.08 for loss in twins["finals"])


def test_full_run_page(full):
    _, folder, numbers, _ = full
    assert finite(without_seconds(numbers))
    check_pictures(folder)
    html = check_page(folder)
    for number in ("0.432387", "0.068947", "97.5"):
        assert number in html
    # Sentences that hold for this run alone: annealing helps, rounding decides, size costs.
    for sentence in ("annealed one ends lower", "So overfitting starts beyond 3", "stay above 2",
                     "nothing is left to differ", "the loss goes <em>up</em>"):
        assert sentence in html, sentence
    assert (folder / "index.html").stat().st_size > 100_000
