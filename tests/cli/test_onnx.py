"""Every model runs in ONNX Runtime on the raw columns and says what `predict` says.

The engines differ in the order of their sums and in the last digits of tanh and exp, so the
probabilities agree to a few units in the last place: 8e-16 is the largest difference measured on
the models below, BOUND leaves room for other processors.
"""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from support import crescent, data_file, flowers, predictions, quiet, refused, rows_of, write_csv

BOUND = 1e-12
MISSING = {"", "NA", "N/A", "nan", "NaN", "null", "NULL", "?"}


def schema_of(model):
    return json.loads(metadata_of(model)["crescent.schema"])


def metadata_of(model):
    return {entry.key: entry.value for entry in model.metadata_props}


def raw_inputs(schema, header, rows):
    """What a program hands to ONNX Runtime: (N, 1) tensors, NaN and "" for missing cells."""
    inputs = {}
    for column in schema["columns"]:
        cells = [row[header.index(column["name"])].strip() for row in rows]
        if column["kind"] == "numeric":
            values = [float("nan") if cell in MISSING else float(cell) for cell in cells]
            inputs[column["input"]] = np.array(values, np.float64).reshape(-1, 1)
        else:
            values = ["" if cell in MISSING else cell for cell in cells]
            inputs[column["input"]] = np.array(values, object).reshape(-1, 1)
    return inputs


def check_form(path):
    """The documented form of the file; returns it."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == 8 and model.producer_name == "crescent"
    assert {entry.domain: entry.version for entry in model.opset_import} == {"": 17, "ai.onnx.ml": 3}
    assert set(metadata_of(model)) == {"crescent.schema", "crescent.training", "crescent.baselines",
                                        "crescent.summaries"}
    for text in metadata_of(model).values():
        assert isinstance(json.loads(text), dict)
    schema = schema_of(model)
    assert schema["format"] == 1

    def form(value):
        dims = [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim]
        return value.name, value.type.tensor_type.elem_type, dims

    kinds = {"numeric": onnx.TensorProto.DOUBLE, "categorical": onnx.TensorProto.STRING}
    assert [form(value) for value in model.graph.input] == [
        (column["input"], kinds[column["kind"]], ["N", 1]) for column in schema["columns"]]
    baselines = json.loads(metadata_of(model)["crescent.baselines"])
    classes = len(baselines["class_shares"])
    assert [form(value) for value in model.graph.output] == [
        ("label", onnx.TensorProto.STRING, ["N"]),
        ("probabilities", onnx.TensorProto.DOUBLE, ["N", classes])]
    names = [node.name for node in model.graph.node]
    assert len(set(names)) == len(names)
    inner = {value.name for value in model.graph.initializer} | {
        output for node in model.graph.node for output in node.output}
    assert not inner & {value.name for value in model.graph.input}
    return model


def compare(path, file, **layout):
    """Runs both on every row of the file; returns the largest difference of a probability."""
    model = check_form(path)
    schema = schema_of(model)
    header, *rows = rows_of(file.read_text(encoding="utf-8-sig"))
    if layout.get("header") is False:
        header, rows = [str(c) for c in range(len(header))], [header] + rows
    labels, _, expected = predictions(crescent("predict", path, file).stdout)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = raw_inputs(schema, header, rows)
    label, probabilities = session.run(["label", "probabilities"], inputs)
    assert probabilities.dtype == np.float64 and probabilities.shape == expected.shape
    assert label.tolist() == labels
    # One row at a time gives the same: the number of rows is free.
    first = session.run(None, {name: value[:1] for name, value in inputs.items()})
    assert first[0].tolist() == labels[:1]
    assert np.abs(first[1] - expected[:1]).max() <= BOUND
    return np.abs(probabilities - expected).max()


def train(file, target, out, *options):
    result = crescent("train", file, "--target", target, "--out", out, *options)
    assert result.status == 0, result
    return out


@pytest.mark.parametrize("scaler", ["robust", "minmax", "none"])
def test_scalers(scaler, tmp_path):
    """spambase: most columns are mostly zeros, their quartiles equal."""
    file = data_file("spambase/spambase.data")
    model = train(file, "57", tmp_path / "m.onnx", "--scaler", scaler, "--epochs", "5")
    assert compare(model, file, header=False) <= BOUND
    clipped = [column.get("smooth_clip", False) for column in schema_of(check_form(model))["columns"]]
    assert clipped == [scaler == "robust"] * 57


def test_robust_scaler_beside_texts_and_missing_cells(tmp_path):
    file = data_file("titanic3/titanic3.csv")
    model = train(file, "survived", tmp_path / "m.onnx", "--ignore", "boat,body,name", "--scaler",
                  "robust", "--epochs", "20")
    assert compare(model, file) <= BOUND


@pytest.mark.parametrize("options", [
    [], ["--hidden", "0"], ["--hidden", "1"], ["--hidden", "9,3,4"], ["--activation", "relu"],
    ["--activation", "sigmoid"], ["--activation", "identity"], ["--ignore", "colour"],
    ["--ignore", "length,width"], ["--ignore", "0,2"]])
def test_shapes_of_networks_and_tables(flower_file, tmp_path, options):
    model = train(flower_file, "kind", tmp_path / "m.onnx", "--epochs", "30", *options)
    assert compare(model, flower_file) <= BOUND


def test_new_rows(flower_model, tmp_path):
    """Missing cells where training had none of them, unseen levels, numbers far away."""
    rows = [["", "", "", ""], ["1e6", "-1e6", "red", ""], ["0.5", "", "violet", ""],
            ["", "2", "Red", ""], ["-3", "0", "white ", ""]]
    file = write_csv(tmp_path / "new.csv", ["length", "width", "colour", "kind"], rows)
    assert compare(flower_model, file) <= BOUND


NAMES = [
    ["label", "probabilities", "probabilities_"],
    ["/x", "column /x", "column /x_"],
    ["/features", "/z1", "/probability"],
    ["W1", "b1", "W2"],
    ["Länge (mm)", "花の色", "prix €"],
    ['a "quoted" name', "two words", "a, comma"],
    ["x", "x", "x_2"],
]


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_column_names(tmp_path, names):
    file = flowers(tmp_path / "flowers.csv", header=[*names, "kind"])
    model = train(file, "kind", tmp_path / "m.onnx", "--epochs", "20", "--hidden", "4,3")
    schema = schema_of(check_form(model))
    if len(set(names)) == 3:
        assert [column["name"] for column in schema["columns"]] == names
        # A name that stands in nobody's way is the input's name as it is.
        for column in schema["columns"]:
            if column["name"] in ("Länge (mm)", "花の色", "a, comma", "x_2"):
                assert column["input"] == column["name"]
        assert compare(model, file) <= BOUND
    else:
        assert [column["name"] for column in schema["columns"]] == ["x", "x_3", "x_2"]


def test_target_may_be_called_anything(tmp_path):
    file = flowers(tmp_path / "flowers.csv", header=["length", "width", "colour", "label"])
    model = train(file, "label", tmp_path / "m.onnx", "--epochs", "20")
    assert compare(model, file) <= BOUND


def test_classes_of_any_text(tmp_path):
    labels = ("rose, red", 'the "black" tulip', "花")
    file = flowers(tmp_path / "flowers.csv", labels=labels)
    model = train(file, "kind", tmp_path / "m.onnx", "--epochs", "20")
    assert compare(model, file) <= BOUND


def test_levels_of_any_text(tmp_path):
    levels = ["a,b", 'say "yes"', "ä", " leading", "1", "1.0", "TRUE", "two\nlines"]
    rows = [[levels[i % 8], "up" if i * 7 % 5 > 2 else "down"] for i in range(80)]
    file = write_csv(tmp_path / "texts.csv", ["text", "class"], rows)
    model = train(file, "class", tmp_path / "m.onnx", "--epochs", "20")
    schema = schema_of(check_form(model))
    assert schema["columns"][0]["kind"] == "categorical"
    labels, _, expected = predictions(crescent("predict", model, file).stdout)
    session = onnxruntime.InferenceSession(str(model))
    # As Crescent reads cells: outer spaces of an unquoted cell do not belong to it.
    cells = np.array([[row[0].strip()] for row in rows], object)
    label, probabilities = session.run(None, {"text": cells})
    assert label.tolist() == labels
    assert np.abs(probabilities - expected).max() <= BOUND


def test_one_number_and_missing_cells_is_a_level(tmp_path):
    """A column that holds 1 or nothing: stored as text, both for Crescent and for others."""
    rows = [["1" if i % 3 else "", i % 7, "yes" if i % 3 else "no"] for i in range(60)]
    file = write_csv(tmp_path / "flags.csv", ["flag", "x", "class"], rows)
    model = train(file, "class", tmp_path / "m.onnx", "--epochs", "20")
    assert schema_of(check_form(model))["columns"][0]["kind"] == "categorical"
    assert compare(model, file) <= BOUND


def test_many_classes_and_columns(tmp_path):
    random = np.random.RandomState(1)
    rows = []
    for i in range(300):
        k = i % 26
        rows.append([*(f"{value:.4f}" for value in random.normal(k % 5, 1, 20) * 10.0 ** (k % 3)),
                     "abcdefghijklmnopqrstuvwxyz"[k]])
    file = write_csv(tmp_path / "many.csv", [f"x{i}" for i in range(20)] + ["letter"], rows)
    model = train(file, "letter", tmp_path / "m.onnx", "--epochs", "10")
    assert compare(model, file) <= BOUND


def test_labels_at_a_tie(tmp_path):
    """All weights zero and no training: every class equally probable, the first one is named."""
    file = flowers(tmp_path / "flowers.csv")
    model = train(file, "kind", tmp_path / "m.onnx", "--epochs", "0", "--initialisation", "zeros")
    assert compare(model, file) == 0
    labels, _, p = predictions(crescent("predict", model, file).stdout)
    assert set(labels) == {"daisy"} and np.all(p == p[0, 0])


@pytest.mark.parametrize("activation", ["leaky-relu", "elu", "selu", "gelu", "silu", "mish", "softplus"])
@pytest.mark.parametrize("precision, bound", [("float64", BOUND), ("float32", 1e-6)])
def test_every_activation_in_both_precisions(flower_file, tmp_path, activation, precision, bound):
    model = train(flower_file, "kind", tmp_path / "m.onnx", "--epochs", "20", "--activation", activation)
    quiet("export", model, "--format", "onnx", "--precision", precision, "--out", tmp_path / "e.onnx")
    assert difference(tmp_path / "e.onnx", flower_file) <= bound
    layers = quiet("inspect", tmp_path / "e.onnx", "--json").json["network"]["layers"]
    assert [layer["activation"] for layer in layers] == [activation, activation, "identity"]


def difference(path, file, header=None):
    """The largest difference of a number between ONNX Runtime and `predict`."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    names, *rows = rows_of(file.read_text(encoding="utf-8-sig"))
    if header is False:
        names, rows = [str(c) for c in range(len(names))], [names] + rows
    _, *cells = rows_of(crescent("predict", path, file).stdout)
    regression = json.loads(metadata_of(model)["crescent.schema"])["task"] == "regression"
    expected = np.array([[float(cell) for cell in (row if regression else row[1:])] for row in cells])
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = raw_inputs(schema_of(model), names, rows)
    if [value.name for value in session.get_inputs()] == ["columns"]:
        columns = [[float(row[names.index(column["name"])]) for column in schema_of(model)["columns"]]
                   for row in rows]
        inputs = {"columns": np.array(columns)}
    got = session.run(["prediction" if regression else "probabilities"], inputs)[0]
    assert got.shape == expected.shape
    return np.abs(got - expected).max()


@pytest.mark.parametrize("precision, bound", [("float64", BOUND), ("float32", 1e-6)])
def test_one_tensor(tmp_path, precision, bound):
    file = data_file("wine/wine.csv")
    train(file, "13", tmp_path / "m.onnx")
    quiet("export", tmp_path / "m.onnx", "--format", "onnx", "--onnx-inputs", "tensor", "--precision",
          precision, "--out", tmp_path / "e.onnx")
    value, = onnx.load(tmp_path / "e.onnx").graph.input
    assert [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim] == ["N", 13]
    assert difference(tmp_path / "e.onnx", file, header=False) <= bound


def test_one_tensor_cannot_hold_text(flower_model, flower_file, tmp_path):
    refused(1, "export", flower_model, "--format", "onnx", "--onnx-inputs", "tensor", "--out",
            tmp_path / "e.onnx", says="colour")
    # Told before the training, not after it.
    for command in (("train", "--epochs", "1000000"), ("tune", "--epochs", "1000000")):
        refused(1, *command, flower_file, "--target", "kind", "--onnx-inputs", "tensor", "--out",
                tmp_path / "e.onnx", says="colour")
    assert not (tmp_path / "e.onnx").exists()


def test_one_tensor_from_the_training(tmp_path):
    file = data_file("wine/wine.csv")
    train(file, "13", tmp_path / "m.onnx", "--onnx-inputs", "tensor")
    value, = onnx.load(tmp_path / "m.onnx").graph.input
    assert [dim.dim_param or dim.dim_value for dim in value.type.tensor_type.shape.dim] == ["N", 13]
    assert difference(tmp_path / "m.onnx", file, header=False) <= BOUND
    assert quiet("evaluate", tmp_path / "m.onnx", file, "--json").json["rows"] == 178


@pytest.mark.parametrize("precision, bound", [("float64", 1e-12), ("float32", 2e-6)])
def test_a_quantity(tmp_path, precision, bound):
    """`prediction` (N, 1) instead of classes; the bounds are relative to the largest value."""
    file = flowers(tmp_path / "flowers.csv", rows=150)
    result = crescent("train", file, "--target", "length", "--task", "regression", "--epochs", "30", "--out",
                      tmp_path / "m.onnx")
    assert result.status == 0, result
    quiet("export", tmp_path / "m.onnx", "--format", "onnx", "--precision", precision, "--out",
          tmp_path / "e.onnx")
    value, = onnx.load(tmp_path / "e.onnx").graph.output
    assert value.name == "prediction"
    assert difference(tmp_path / "e.onnx", file) <= 10 * bound
