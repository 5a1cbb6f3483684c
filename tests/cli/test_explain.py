"""explain and gradcheck: every number recomputed in NumPy from the formulas shown beside it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support import crescent, data_file, flowers, predictions, quiet, refused

CHECK_PAGE = Path(__file__).with_name("check_page.py")
FUNCTIONS = {
    "tanh": (np.tanh, lambda a: 1 - a**2, "tanh(z{n})", " ∘ (1 - a{n}²)"),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a), "1 / (1 + e^-z{n})",
                " ∘ a{n} ∘ (1 - a{n})"),
    "relu": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(float), "max(z{n}, 0)",
             " ∘ [a{n} > 0]"),
    "identity": (lambda z: z, lambda a: np.ones_like(a), "z{n}", ""),
}


def page_faults(page):
    done = subprocess.run([sys.executable, CHECK_PAGE, page], capture_output=True, text=True,
                          check=False)
    return done.stdout + done.stderr


def check_step(step, activations):
    """Every number of the JSON object; sums of a few products leave room for 1e-13."""
    def same(actual, expected):
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-14)

    layers = [{key: np.array(value) for key, value in layer.items()} for layer in step["layers"]]
    assert len(layers) == len(activations) + 1
    a = np.array(step["x"])
    inputs = []
    for k, layer in enumerate(layers):
        inputs.append(a)
        same(layer["z"], a @ layer["W"] + layer["b"])
        f = FUNCTIONS[activations[k]][0] if k < len(activations) else lambda z: z
        same(layer["a"], f(layer["z"]))
        a = layer["a"]
    z = layers[-1]["z"]
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    y, rate = step["y"], step["learning_rate"]
    same(step["p"], p)
    same(sum(step["p"]), 1)
    same(step["loss"], -np.log(p[y]))
    delta = p - np.eye(len(p))[y]
    for k in reversed(range(len(layers))):
        layer = layers[k]
        same(layer["delta"], delta)
        same(layer["dW"], np.outer(inputs[k], delta))
        same(layer["db"], delta)
        same(layer["W_after"], layer["W"] - rate * layer["dW"])
        same(layer["b_after"], layer["b"] - rate * layer["db"])
        if k > 0:
            delta = (delta @ layer["W"].T) * FUNCTIONS[activations[k - 1]][1](inputs[k])
    a = np.array(step["x"])
    for k, layer in enumerate(layers):
        z = a @ layer["W_after"] + layer["b_after"]
        a = FUNCTIONS[activations[k]][0](z) if k < len(activations) else z
    same(step["loss_after"], np.log(np.exp(a - a.max()).sum()) + a.max() - a[y])
    assert step["loss_after"] < step["loss"]


def check_text(text, step, activations):
    """Each formula stands there, and below it the numbers the JSON object has."""
    names = [f"W{n + 1}" for n in range(len(activations) + 1)]
    formulas = {}
    for n in range(1, len(names) + 1):
        below = "x" if n == 1 else f"a{n - 1}"
        layer = step["layers"][n - 1]
        formulas[f"z{n} = {below} W{n} + b{n}"] = layer["z"]
        formulas[f"dW{n} = {below}ᵀ delta{n}"] = layer["dW"]
        formulas[f"db{n} = delta{n}"] = layer["db"]
        formulas[f"W{n} - {step['learning_rate']:g} dW{n}"] = layer["W_after"]
        formulas[f"b{n} - {step['learning_rate']:g} db{n}"] = layer["b_after"]
        if n < len(names):
            _, _, forward, slope = FUNCTIONS[activations[n - 1]]
            formulas[f"a{n} = " + forward.format(n=n)] = layer["a"]
            formulas[f"delta{n} = (delta{n + 1} W{n + 1}ᵀ)" + slope.format(n=n)] = layer["delta"]
        else:
            formulas[f"delta{n} = p - onehot(y)"] = layer["delta"]
    formulas[f"p = e^z{len(names)} / sum(e^z{len(names)})"] = step["p"]
    formulas[f"L = -log p[{step['y']}]"] = [step["loss"]]
    blocks = [block.split("\n") for block in text.split("\n\n")]
    for formula, values in formulas.items():
        rows, columns = np.atleast_2d(np.array(values)).shape
        found = [block for block in blocks
                 if block[0].startswith(f"{formula}  ({rows} x {columns})")]
        assert len(found) == 1, formula
        numbers = [float(number) for number in " ".join(found[0][1:]).split()]
        values = np.ravel(values)
        # Six digits are shown.
        np.testing.assert_allclose(numbers, values, rtol=5e-6, atol=0)
    assert f"from {step['loss']:.6g} to {step['loss_after']:.6g}" in text


@pytest.mark.parametrize("hidden, activation", [
    ("4", "tanh"), ("4", "sigmoid"), ("4", "relu"), ("4", "identity"), ("0", ""),
    ("9,3,5", "relu,tanh,sigmoid")])
def test_explain(flower_file, tmp_path, hidden, activation):
    model = tmp_path / "m.onnx"
    options = ["--activation", activation] if activation else []
    quiet("train", flower_file, "--target", "kind", "--hidden", hidden, *options, "--epochs", "20",
          "--out", model)
    before = model.read_bytes()
    activations = activation.split(",") if activation else []
    for row in (0, 7, 89):
        step = quiet("explain", model, flower_file, "--row", row, "--json").json
        check_step(step, activations)
        text = quiet("explain", model, flower_file, "--row", row).stdout
        check_text(text, step, activations)
        assert step["network"] in text
        page = tmp_path / "step.html"
        quiet("explain", model, flower_file, "--row", row, "--html", page)
        assert page_faults(page) == ""
        html = page.read_text()
        for layer in step["layers"]:  # every digit is there to hover over
            for name in ("z", "delta", "b_after"):
                for value in layer[name]:
                    assert f'title="{value!r}"'.replace('.0"', '"') in html, value
    assert model.read_bytes() == before


def test_explain_agrees_with_predict(flower_file, flower_model):
    labels, classes, p = predictions(quiet("predict", flower_model, flower_file).stdout)
    for row in range(0, 90, 11):
        step = quiet("explain", flower_model, flower_file, "--row", row, "--json").json
        np.testing.assert_allclose(step["p"], p[row], rtol=1e-11)
        right = labels[row] == classes[step["y"]]
        text = quiet("explain", flower_model, flower_file, "--row", row).stdout
        assert f"The network says '{labels[row]}' with probability {p[row].max():.4g}: " + \
            ("right" if right else "wrong") in text


def test_explain_options(flower_file, flower_model, tmp_path):
    step = quiet("explain", flower_model, flower_file, "--row", "3", "--learning-rate", "0.25",
                 "--json").json
    assert step["learning_rate"] == 0.25
    check_step(step, ["tanh"])
    page = tmp_path / "step.html"
    both = quiet("explain", flower_model, flower_file, "--row", "3", "--html", page, "--json",
                 "--learning-rate", "0.25")
    assert both.json == step and page_faults(page) == ""
    assert quiet("explain", flower_model, flower_file, "--html", page).stdout == ""


def test_explain_names_of_any_text(tmp_path):
    """Markup in names and labels stays text."""
    file = flowers(tmp_path / "a <b> & 'c'.csv", header=("<em>x</em>", "y & z", '"q"', "kind"),
                   labels=("<script>", "a & b", "{x}"))
    model = tmp_path / "m.onnx"
    quiet("train", file, "--target", "kind", "--epochs", "3", "--out", model)
    page = tmp_path / "step.html"
    for row in (0, 1):
        quiet("explain", model, file, "--row", row, "--html", page)
        assert page_faults(page) == ""
        assert "<script" not in page.read_text() and "<em>" not in page.read_text()


def test_explain_a_row_without_label(tmp_path, flower_model):
    file = tmp_path / "new.csv"
    file.write_text("length,width,colour,kind\n1,2,red,rose\n1,2,red,\n")
    refused(1, "explain", flower_model, file, "--row", "1", says=[
        f"{file}:3: ", "no value in the target column 'kind'", "choose another"])


def test_explain_real_row(tmp_path):
    iris = data_file("iris/iris.csv")
    model = tmp_path / "iris.onnx"
    quiet("train", iris, "--target", "4", "--out", model)
    step = quiet("explain", model, iris, "--row", "70", "--json").json
    assert step["class"] == "Iris-versicolor" and len(step["x"]) == 4
    check_step(step, ["tanh", "tanh"])


@pytest.mark.parametrize("options", [
    [], ["--hidden", "8,8"], ["--hidden", "1"], ["--samples", "2"], ["--l2", "0"], ["--seed", "9"],
    *(["--activation", name] for name in FUNCTIONS)])
def test_gradcheck(options):
    checked = quiet("gradcheck", *options, "--json").json
    layers = len(options[1].split(",")) + 1 if "--hidden" in options else 2
    assert [block["name"] for block in checked["blocks"]] == [
        f"{kind}{n + 1}" for n in range(layers) for kind in "Wb"]
    errors = [block["complex_step_error"] for block in checked["blocks"]]
    assert checked["largest_relative_error"] == max(errors) < 1e-10
    for block in checked["blocks"]:
        assert block["largest_gradient"] > 0
        # Two nearly equal losses are subtracted: half of the digits are lost.
        assert block["central_difference_error"] < 1e-4
    text = quiet("gradcheck", *options).stdout
    assert f"largest relative error: {max(errors):.2e}" in text
    for block in checked["blocks"]:
        line = next(line for line in text.splitlines() if line.startswith(block["name"]))
        assert line.split()[1] == f"{block['largest_gradient']:.6g}", line


def test_gradcheck_of_a_model(flower_file, flower_model):
    checked = quiet("gradcheck", flower_model, flower_file, "--json").json
    assert "on 90 rows" in checked["network"]
    assert checked["largest_relative_error"] < 1e-10


def test_gradcheck_fails_on_what_is_no_number(tmp_path):
    """Weights beyond all bounds have no gradient; that must not pass for agreement."""
    result = crescent("gradcheck", "--l2", "1e308", "--seed", "1")
    assert result.status == 1 and "not a number" in result.stderr, result


def test_explain_a_quantity(tmp_path):
    """The step's prediction is what `predict` says, and its loss is half the squared error."""
    rows = "\n".join(f"{i % 7},{i % 5},{(i % 7) * 2.5 - i % 5 + i / 100}" for i in range(120))
    file = tmp_path / "q.csv"
    file.write_text(f"a,b,y\n{rows}\n")
    model = tmp_path / "q.onnx"
    quiet("train", file, "--target", "y", "--hidden", "4", "--epochs", "20", "--out", model)
    step = quiet("explain", model, file, "--row", "3", "--json").json
    predicted = float(quiet("predict", model, file).stdout.splitlines()[4].split(",")[0])
    truth = float(rows.splitlines()[3].split(",")[2])
    assert abs(step["loss"] - (predicted - truth) ** 2 / 2) < 1e-9 * max(1, step["loss"])
