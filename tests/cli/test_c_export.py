"""The C header of a model, compiled and run: it says what `predict` says.

In float64 only the order of sums and the last digits of exp and tanh differ. In float32 weights and
activations have 24 bits: 1e-6 is the promise, tested on every real data set (the largest difference
measured is 6e-7); with sums in float32 too it is 1e-5.
"""

import re
import shutil
import subprocess

import numpy as np
import onnx
import onnxruntime
import pytest
from support import crescent, data_file, flowers, predictions, quiet, refused, rows_of, write_csv
from test_onnx import raw_inputs, schema_of

BOUNDS = {"float32": 1e-6, "float64": 1e-12}
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
CLANG = shutil.which("clang") or shutil.which("clang-14")
COMPILERS = {
    "gcc": ["gcc", "-std=c99"],
    "clang": CLANG and [CLANG, "-std=c99"],
    "g++": ["g++", "-x", "c++"],
    "clang++": CLANG and [CLANG, "-x", "c++"],
}

# Reads the number of rows, then every cell with its length before it, and writes each row's class
# and probabilities.
PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#include "model.h"
int main(void)
{
  int rows, n, c, k, length;
  char *cells[M_COLUMNS];
  m_real p[M_OUTPUTS];
  if (m_self_test() != 0) return 3;
  if (scanf("%d", &rows) != 1) return 4;
  for (n = 0; n < rows; ++n) {
    for (c = 0; c < M_COLUMNS; ++c) {
      if (scanf("%d", &length) != 1 || getchar() != ':') return 5;
      cells[c] = (char *)malloc((size_t)length + 1);
      if (fread(cells[c], 1, (size_t)length, stdin) != (size_t)length) return 6;
      cells[c][length] = 0;
    }
    k = m_predict_row((const char *const *)cells, p);
    printf("%d", k);
    for (c = 0; c < M_OUTPUTS && k >= 0; ++c) printf(",%.17g", (double)p[c]);
    printf("\n");
    for (c = 0; c < M_COLUMNS; ++c) free(cells[c]);
  }
  return 0;
}
"""


def compiled(folder, model, *options, program=PROGRAM, compiler=("cc", "-std=c99", "-O1")):
    """The program around the model's header."""
    folder.mkdir(exist_ok=True)
    quiet("export", model, "--format", "c", "--out", folder / "model.h", "--prefix", "m", *options)
    (folder / "main.c").write_text(program)
    subprocess.run([*compiler, *WARNINGS, "main.c", "-o", "main", "-lm"], cwd=folder, check=True)
    return folder / "main"


def answers(program, rows):
    """Classes (N) and probabilities of the program for rows of cells."""
    cells = b"".join(b"%d:%s" % (len(cell.encode()), cell.encode()) for row in rows for cell in row)
    done = subprocess.run([program], input=b"%d\n" % len(rows) + cells, capture_output=True)
    assert done.returncode == 0, done
    lines = [line.split(",") for line in done.stdout.decode().splitlines()]
    return [int(line[0]) for line in lines], np.array(
        [[float(cell) for cell in line[1:]] for line in lines])


def columns_of(model):
    return [column["name"] for column in schema_of(onnx.load(model))["columns"]]


def awkward(table, schema):
    """Rows with missing cells, unseen levels and numbers in other spellings among them."""
    kinds = [column["kind"] for column in schema["columns"]]
    changed = []
    for n, row in enumerate(table):
        row = list(row)
        for c, kind in enumerate(kinds):
            if (3 * n + 7 * c) % 11 == 0:
                row[c] = ("", "NA", "?", "nan")[(n + c) % 4]
            elif kind == "categorical" and (5 * n + c) % 13 == 0:
                row[c] = "never seen"
            elif kind == "numeric" and (n + c) % 5 == 0 and row[c] not in ("", "NA", "?", "nan"):
                row[c] = f"{float(row[c]):+.17e}"
        changed.append(row)
    return table + changed


# Each: file, target, options of train; fast trainings, for the numbers of which any weights will do.
REAL = {
    "adult": ("adult/adult-test.csv", "14", ["--epochs", "2"]),
    "bank_marketing": ("bank_marketing/bank-full.csv", "y", ["--epochs", "1"]),
    "california_housing": ("california_housing/housing.csv", "ocean_proximity", ["--epochs", "2"]),
    "german_credit": ("german_credit/german.csv", "20", ["--activation", "relu"]),
    "iris": ("iris/iris.csv", "4", []),
    "letter": ("letter/letter-recognition.data", None, ["--epochs", "2"]),
    "optdigits": ("optdigits/optdigits.tes", "64", ["--epochs", "10"]),
    "penguins": ("penguins/penguins.csv", "species", ["--activation", "sigmoid"]),
    "penguins_raw": ("penguins/penguins_raw.csv", "Species", []),
    "spambase": ("spambase/spambase.data", "57", ["--epochs", "5", "--scaler", "robust"]),
    "telco_churn": ("telco_churn/Telco-Customer-Churn.csv", "Churn", ["--epochs", "4"]),
    "titanic": ("titanic3/titanic3.csv", "survived", ["--ignore", "boat,body,name", "--scaler", "robust"]),
    "wine": ("wine/wine.csv", "13", []),
}


@pytest.fixture(scope="module", params=list(REAL))
def real(request, tmp_path_factory):
    """A model of a real file, and rows of cells with what `predict` says of them."""
    file, target, options = REAL[request.param]
    file = data_file(file)
    folder = tmp_path_factory.mktemp(request.param)
    text = file.read_text(encoding="utf-8-sig")
    first = [line for line in text.splitlines() if not line.startswith("#")]
    delimiter = max(",;\t", key=first[0].count)
    table = rows_of("\n".join(first[:400]) + "\n", delimiter)
    if target is None:  # the last column, whatever its name
        target = table[0][-1]
    result = crescent("train", file, "--target", target, "--hidden", "7,5", *options, "--out",
                      folder / "model.onnx")
    assert result.status == 0, result
    header = table.pop(0) if target in table[0] else [str(c) for c in range(len(table[0]))]
    names = columns_of(folder / "model.onnx")
    rows = [[row[header.index(name)].strip() for name in names] for row in table if row]
    rows = awkward(rows, schema_of(onnx.load(folder / "model.onnx")))
    new = write_csv(folder / "new.csv", names, rows)
    predicted = crescent("predict", folder / "model.onnx", new, "--header", "yes")
    assert predicted.status == 0, predicted
    return folder, rows, predictions(predicted.stdout)


@pytest.mark.parametrize("precision", [*BOUNDS, "float only"])
def test_real_files(real, precision):
    folder, rows, (labels, classes, expected) = real
    bound = BOUNDS.get(precision, 1e-5)
    flags = ["-DM_FLOAT_ONLY"] if precision == "float only" else []
    program = compiled(folder / precision, folder / "model.onnx", "--precision",
                       precision if precision in BOUNDS else "float32",
                       compiler=("cc", "-std=c99", "-O1", *flags))
    best, p = answers(program, rows)
    assert p.shape == expected.shape
    difference = np.abs(p - expected).max()
    print(f"{folder.name} {precision}: {difference:.2e}")
    assert difference <= bound
    top = np.sort(expected, axis=1)
    clear = top[:, -1] - top[:, -2] > 1e-5
    assert clear.mean() > 0.9
    assert [classes[k] for k in np.array(best)[clear]] == list(np.array(labels)[clear])


def test_int8_weights_are_rounded_as_documented(real):
    """Beside NumPy, which rounds the weights in the ONNX file, and ONNX Runtime, which runs it."""
    folder, rows, (labels, _, expected) = real
    model = onnx.load(folder / "model.onnx")
    for tensor in model.graph.initializer:
        if re.fullmatch(r"W\d+", tensor.name):
            W = onnx.numpy_helper.to_array(tensor)
            scale = np.abs(W).max(axis=0) / 127
            rounded = np.round(W / np.where(scale > 0, scale, 1)) * scale
            tensor.CopyFrom(onnx.numpy_helper.from_array(rounded, tensor.name))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    schema = schema_of(model)
    names = [column["name"] for column in schema["columns"]]
    _, reference = session.run(["label", "probabilities"], raw_inputs(schema, names, rows))
    program = compiled(folder / "int8", folder / "model.onnx", "--quantize", "int8", "--precision",
                       "float64")
    _, p = answers(program, rows)
    assert np.abs(p - reference).max() <= 1e-9
    assert np.abs(p - expected).max() > 1e-5  # it did round


@pytest.mark.parametrize("compiler", list(COMPILERS))
@pytest.mark.parametrize("options", [
    ["--precision", "float32"], ["--precision", "float64"], ["--quantize", "int8"],
    ["--quantize", "int8", "--precision", "float64"]], ids=" ".join)
def test_compiles_without_a_warning(flower_model, tmp_path, compiler, options):
    if not COMPILERS[compiler] or not shutil.which(COMPILERS[compiler][0]):
        pytest.skip(f"{compiler} is not there")
    # Nothing but the self-test is called: functions and tables that nobody needs must not warn.
    program = '#include "model.h"\nint main(void) { return m_self_test(); }\n'
    done = compiled(tmp_path / "c", flower_model, *options, program=program,
                    compiler=COMPILERS[compiler])
    assert subprocess.run([done]).returncode == 0
    # The header by itself, as an editor would check it.
    subprocess.run([*COMPILERS[compiler], "-x", "c" if "c99" in "".join(COMPILERS[compiler])
                    else "c++", *WARNINGS, "-fsyntax-only", "model.h"], cwd=tmp_path / "c",
                   check=True)


def test_self_test_finds_a_damaged_weight(flower_model, tmp_path):
    program = '#include "model.h"\nint main(void) { return m_self_test(); }\n'
    compiled(tmp_path / "c", flower_model, program=program)
    header = tmp_path / "c" / "model.h"
    text = header.read_text()
    weights = text.index("W1[] = {")
    first = re.search(r"-?\d+\.\d+(e-?\d+)?f", text[weights:]).group()
    header.write_text(text[:weights] + text[weights:].replace(first, "1.5f", 1))
    subprocess.run(["cc", "main.c", "-o", "main", "-lm"], cwd=tmp_path / "c", check=True)
    assert subprocess.run([tmp_path / "c" / "main"]).returncode != 0


NUMBERS = r"""
#include <locale.h>
#include <stdio.h>
#include "model.h"
int main(int argc, char **argv)
{
  int i;
  double value;
  if (!setlocale(LC_ALL, "")) return 3;
  for (i = 1; i < argc; ++i) {
    if (m_read_number(argv[i], strlen(argv[i]), &value)) printf("%a\n", value);
    else printf("no\n");
  }
  return 0;
}
"""


def test_numbers_are_read_as_python_reads_them(flower_model, tmp_path):
    random = np.random.RandomState(5)
    texts = ["0", "-0", "1", "+1.5", ".5", "5.", "-.25e1", "1e22", "1E-22", "123456789012345678901234",
             "0.000000000000000000000000000012345", "1e308", "1.7976931348623157e308", "1e-320", "5e-324",
             "1e-400", "000000000000000000000000001", "1e0000000005", "0e999999999", "1" + "0" * 300]
    texts += [f"{float(value)!r}" for value in random.normal(0, 1, 50) * 10.0 ** random.randint(-30, 30, 50)]
    texts += [f"{value:.6f}" for value in random.normal(0, 1000, 50)]
    refused_texts = ["", ".", "-", "e5", "1e", "1e+", "1.2.3", "0x10", "inf", "nan", "1,5", "1 2", "--1",
                     "+-1", "1e999", "1e99999999999", "12a", "1_000", "1f"]
    program = compiled(tmp_path / "c", flower_model, program=NUMBERS)
    done = subprocess.run([program, *texts, *refused_texts], capture_output=True, text=True, check=True,
                          env={"LC_ALL": "C.UTF-8"})
    lines = done.stdout.splitlines()
    for text, line in zip(texts, lines):
        assert line != "no", text
        value = float.fromhex(line)
        digits = len(text.lower().split("e")[0].strip("+-0").replace(".", ""))
        if digits <= 15 and abs(float(text)) < 1e22 and (float(text) == 0 or abs(float(text)) > 1e-7):
            assert value == float(text), text
        assert abs(value - float(text)) <= 4e-15 * abs(float(text)) + 1e-323, text
    assert lines[len(texts):] == ["no"] * len(refused_texts)


def test_another_locale_reads_the_same_point(flower_model, tmp_path):
    have = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    comma = [name for name in have if name.startswith(("de_", "fr_", "pl_"))]
    if not comma:
        pytest.skip("no locale with a decimal comma is installed")
    program = compiled(tmp_path / "c", flower_model, program=NUMBERS)
    done = subprocess.run([program, "1.5", "1,5"], capture_output=True, text=True, check=True,
                          env={"LC_ALL": comma[0]})
    assert done.stdout.splitlines() == [(1.5).hex().replace("8000000000000", "8"), "no"]


def test_a_cell_that_is_no_number(flower_model, tmp_path):
    program = compiled(tmp_path / "c", flower_model)
    names = columns_of(flower_model)
    assert names == ["length", "width", "colour"]
    best, _ = answers(program, [["red", "1", "red"]])
    assert best == [-1]
    assert answers(program, [["1", "1,5", "red"]])[0] == [-2]
    assert answers(program, [["1", "1e39", "red"]])[0] == [-2]  # beyond float32 once scaled
    blanks, plain = answers(program, [[" 1\t", "-2 ", "  red "], ["1", "-2", "red"]])[1]
    assert (blanks == plain).all()


NUMERIC = r"""
#include <stdio.h>
#include "model.h"
int main(void)
{
  double value;
  m_real x[M_COLUMNS], p[M_OUTPUTS];
  int c = 0, k;
  while (scanf("%lf", &value) == 1) {
    x[c++] = (m_real)value;
    if (c < M_COLUMNS) continue;
    k = m_predict(x, p);
    printf("%d", k);
    for (c = 0; c < M_OUTPUTS && k >= 0; ++c) printf(",%.17g", (double)p[c]);
    printf("\n");
    c = 0;
  }
  return 0;
}
"""


@pytest.mark.parametrize("precision", list(BOUNDS))
def test_numbers_without_text(tmp_path, precision):
    """`_predict` takes numbers, NaN for missing; a model with text columns has no such function."""
    file = flowers(tmp_path / "flowers.csv")
    model = tmp_path / "m.onnx"
    crescent("train", file, "--target", "kind", "--ignore", "colour", "--epochs", "30", "--out", model)
    program = compiled(tmp_path / "c", model, "--precision", precision, program=NUMERIC)
    dtype = np.float32 if precision == "float32" else np.float64
    x = np.random.RandomState(2).normal(0, 3, (50, 2)).astype(dtype)
    x[3, 0] = x[7, 1] = np.nan
    text = " ".join("nan" if np.isnan(value) else repr(float(value)) for value in x.ravel())
    done = subprocess.run([program], input=text, capture_output=True, text=True, check=True)
    p = np.array([[float(cell) for cell in line.split(",")[1:]] for line in done.stdout.splitlines()])
    rows = [[None if np.isnan(value) else repr(float(value)) for value in row] for row in x]
    new = write_csv(tmp_path / "new.csv", ["length", "width"], rows)
    _, _, expected = predictions(crescent("predict", model, new).stdout)
    assert np.abs(p - expected).max() <= BOUNDS[precision]
    infinite = subprocess.run([program], input="1 inf", capture_output=True, text=True, check=True)
    assert infinite.stdout == "-2\n"


def test_texts_of_any_kind(tmp_path):
    """Quotes, trigraphs, line ends, ends of comments, letters outside ASCII: in names, levels and
    classes; and two classes that only differ in what an identifier cannot hold."""
    levels = ['say "yes"', "a ??/ b", "ä", " leading", "1.0", "*/ int x; /*", "back\\slash", "花%d"]
    labels = ["a*/b", "a?/b", "??=", "c\n d"]
    rows = [[levels[i % 8], i % 5, labels[i * 3 % 4]] for i in range(80)]
    file = write_csv(tmp_path / "texts.csv", ['te"xt*/', "Länge ??/", "*/ class"], rows)
    model = tmp_path / "m.onnx"
    quiet("train", file, "--target", "*/ class", "--epochs", "20", "--out", model)
    program = compiled(tmp_path / "c", model)
    cells = [[row[0], str(row[1])] for row in rows]
    # Unquoted outer blanks are no part of a cell for the reader; the header finds the level.
    labels_predicted, classes, expected = predictions(crescent("predict", model, file).stdout)
    best, p = answers(program, [[cell.strip() if cell != " leading" else cell for cell in row]
                                for row in cells])
    keep = [n for n, row in enumerate(rows) if row[0] != " leading"]
    assert np.abs(p - expected)[keep].max() <= BOUNDS["float32"]
    header = (tmp_path / "c" / "model.h").read_text()
    assert "M_CLASS_A__B," in header and "M_CLASS_A__B_2" in header


def test_cost_of_rounding_is_told(flower_model, flower_file, tmp_path):
    out = tmp_path / "q.h"
    text = quiet("export", flower_model, "--quantize", "int8", "--out", out).stdout
    assert "int8 weights move an answer" in text and f"written to {out}" in text
    told = quiet("export", flower_model, "--quantize", "int8", "--out", out, "--data", flower_file,
                 "--json")
    cost = told.json["quantization"]
    assert 0 < cost["largest_difference"] < 0.1
    evaluated = crescent("evaluate", flower_model, flower_file, "--json").json
    assert cost["data"]["rows"] == evaluated["rows"]
    assert cost["data"]["model"] == {key: evaluated[key] for key in ("accuracy", "log_loss")}
    assert cost["data"]["int8"]["log_loss"] != evaluated["log_loss"]
    assert abs(cost["data"]["int8"]["log_loss"] - evaluated["log_loss"]) < 0.05
    sizes = told.json["constant_bytes"], quiet(
        "export", flower_model, "--out", out, "--json").json["constant_bytes"]
    assert sizes[0] < sizes[1]


def test_prefix_is_the_file_s_name(flower_model, tmp_path):
    quiet("export", flower_model, "--out", tmp_path / "my-flowers 2.h")
    assert "int my_flowers_2_predict_row(" in (tmp_path / "my-flowers 2.h").read_text()
    text = crescent("export", flower_model, "--out", "-")
    assert "int flowers_predict_row(" in text.stdout and "bytes of constants" in text.stderr
    again = crescent("export", flower_model, "--out", "-")
    assert again.stdout == text.stdout


def test_mistakes(flower_model, flower_file, tmp_path):
    out = tmp_path / "m.h"
    for prefix in ("1x", "_x", "a-b", "ä"):
        refused(2, "export", flower_model, "--out", out, "--prefix", prefix, says=prefix)
    refused(2, "export", flower_model, "--out", out, "--data", flower_file, says="--quantize")
    refused(2, "export", flower_model, "--out", "-", "--json", says="--out")
    refused(2, "export", flower_model, "--out", out, "--format", "pascal", says="pascal")
    refused(1, "export", tmp_path / "none.onnx", "--out", out, says="none.onnx")
    refused(1, "export", flower_model, "--out", tmp_path / "no" / "m.h", says="no")
    assert not out.exists()


def test_a_quantity(tmp_path):
    """The answer is a value: no classes, and 0 is returned."""
    file = flowers(tmp_path / "flowers.csv", rows=150)
    model = tmp_path / "m.onnx"
    crescent("train", file, "--target", "length", "--task", "regression", "--epochs", "30", "--activation", "gelu",
             "--out", model)
    names = columns_of(model)
    header, *table = rows_of(file.read_text())
    rows = [[row[header.index(name)] for name in names] for row in table]
    _, *expected = rows_of(crescent("predict", model, file).stdout)
    for precision, bound in BOUNDS.items():
        best, values = answers(compiled(tmp_path / precision, model, "--precision", precision), rows)
        assert set(best) == {0}
        assert np.abs(values - np.array(expected, float)).max() <= 10 * bound
    assert "_classes" not in (tmp_path / "float32" / "model.h").read_text().replace("m_classes; best", "")
    told = quiet("export", model, "--quantize", "int8", "--out", tmp_path / "q.h", "--data", file, "--json")
    assert 0 < told.json["quantization"]["data"]["mean_difference"] < 0.1
