"""train on every real file, fast: what its README says is awkward must come out right.

How well networks do is tested in test_real_data.py; what `describe` says, in test_describe.py.
"""

import json

import onnx
import pytest
from support import crescent, data_file, refused, write_csv


class Model:
    """A model trained for an epoch or two, with what it says of itself."""

    def __init__(self, folder, file, target, *options, epochs=2):
        self.path = folder / "m.onnx"
        self.file = data_file(file)
        self.run = crescent("train", self.file, "--target", target, "--hidden", "4", "--epochs",
                            epochs, "--json", "--out", self.path, *options)
        assert self.run.status == 0, self.run
        self.scores = self.run.json
        metadata = {entry.key: entry.value for entry in onnx.load(self.path).metadata_props}
        self.schema = json.loads(metadata["crescent.schema"])
        self.skipped = {entry["name"]: entry["reason"] for entry in self.schema["skipped"]}
        self.columns = {column["name"]: column for column in self.schema["columns"]}

    def kinds(self):
        return {name: column["kind"] for name, column in self.columns.items()}

    def rows(self):
        return self.scores["train_rows"] + self.scores["test_rows"]


def test_adult(tmp_path):
    """No header, a space behind every comma, '?' missing, a blank last line; test labels in a dot."""
    model = Model(tmp_path, "adult/adult-train.csv", "14", epochs=1)
    assert model.rows() == 32561
    assert model.scores["classes"] == ["<=50K", ">50K"]
    kinds = model.kinds()
    assert [name for name in kinds if kinds[name] == "numeric"] == ["0", "2", "4", "10", "11", "12"]
    assert len(kinds) == 14 and not model.skipped
    # The official test rows are fit to be predicted, in another spelling of the label or not.
    predicted = crescent("predict", model.path, data_file("adult/adult-test.csv"))
    assert predicted.status == 0 and predicted.stderr == ""
    assert len(predicted.stdout.splitlines()) == 1 + 16281
    evaluated = crescent("evaluate", model.path, data_file("adult/adult-test.csv"), "--json")
    assert evaluated.status == 0 and evaluated.json["rows"] == 16281
    assert sum(evaluated.json["confusion_matrix"][1]) == 3846
    assert evaluated.stderr.splitlines() == [
        "note: the label '<=50K.' is taken for the class '<=50K'",
        "note: the label '>50K.' is taken for the class '>50K'"]


def test_bank_marketing(tmp_path):
    """Semicolons, all texts quoted, -1 and 'unknown' for a missing value."""
    file = "bank_marketing/bank-full.csv"
    plain = Model(tmp_path, file, "y", epochs=1)
    assert plain.rows() == 45211 and len(plain.columns) == 16
    assert plain.scores["classes"] == ["no", "yes"]
    assert not plain.columns["pdays"]["missing_indicator"]
    told = Model(tmp_path, file, "y", "--na-values=-1,unknown", "--ignore", "duration", epochs=1)
    assert told.columns["pdays"]["missing_indicator"]
    assert told.skipped == {"duration": "ignored on request"}
    # What a phone call's length tells, its absence must cost.
    logistic = [run.scores["baselines"]["logistic_regression"]["log_loss"] for run in (plain, told)]
    assert logistic[1] > logistic[0] + 0.03


def test_california_housing(tmp_path):
    """The target stands second to last and is a quantity; empty cells; levels like '<1H OCEAN'."""
    model = Model(tmp_path, "california_housing/housing.csv", "median_house_value")
    assert model.rows() == 20640
    assert model.columns["total_bedrooms"]["missing_indicator"]
    assert sum(column.get("missing_indicator", False) for column in model.columns.values()) == 1
    assert model.columns["ocean_proximity"]["kind"] == "categorical"
    assert "median_house_value" not in model.columns and len(model.columns) == 9


def test_california_housing_by_class(tmp_path):
    model = Model(tmp_path, "california_housing/housing.csv", "ocean_proximity", epochs=1)
    assert model.scores["classes"] == ["<1H OCEAN", "INLAND", "ISLAND", "NEAR BAY", "NEAR OCEAN"]


def test_german_credit(tmp_path):
    """13 columns of codes beside 7 of numbers, no header; labels 1 and 2 are classes."""
    model = Model(tmp_path, "german_credit/german.csv", "20")
    kinds = list(model.kinds().values())
    assert (kinds.count("categorical"), kinds.count("numeric")) == (13, 7)
    assert model.scores["classes"] == ["1", "2"]
    assert model.scores["baselines"]["majority"] == {
        **model.scores["baselines"]["majority"], "class": "1", "accuracy": 0.7}


def test_iris(tmp_path):
    """No header, no newline at the end."""
    model = Model(tmp_path, "iris/iris.csv", "4")
    assert model.rows() == 150 and list(model.columns) == ["0", "1", "2", "3"]


def test_letter(tmp_path):
    """Tabs, a header, 26 classes in the last column."""
    file = data_file("letter/letter-recognition.data")
    target = file.read_text().splitlines()[0].split("\t")[-1]
    model = Model(tmp_path, "letter/letter-recognition.data", target, epochs=1)
    assert model.rows() == 20000 and len(model.columns) == 16
    assert model.scores["classes"] == [chr(ord("A") + k) for k in range(26)]


def test_optdigits(tmp_path):
    """A comment in the first line, constant columns."""
    model = Model(tmp_path, "optdigits/optdigits.tra", "64", epochs=1)
    assert model.rows() == 2999
    assert model.scores["classes"] == [str(digit) for digit in range(10)]
    assert {"0", "39"} <= set(model.skipped)
    assert all(reason.startswith("constant") for reason in model.skipped.values())
    evaluated = crescent("evaluate", model.path, data_file("optdigits/optdigits.tes"), "--json")
    assert evaluated.status == 0 and evaluated.json["rows"] == 1797


def test_penguins(tmp_path):
    """NA is missing; the target comes first."""
    model = Model(tmp_path, "penguins/penguins.csv", "species")
    with_gaps = [name for name, column in model.columns.items() if column.get("missing_indicator")]
    assert with_gaps == ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    assert model.columns["sex"]["kind"] == "categorical"


def test_penguins_raw(tmp_path):
    """Quoted commas, dates, an id, constants, names with spaces and brackets."""
    model = Model(tmp_path, "penguins/penguins_raw.csv", "Species")
    assert model.skipped["Region"] == "constant ('Anvers' in every training row)"
    assert model.skipped["Stage"] == "constant ('Adult, 1 Egg Stage' in every training row)"
    assert model.skipped["Date Egg"].startswith("dates like '")
    assert set(model.skipped) == {"Region", "Stage", "Date Egg", "Individual ID"}
    assert model.columns["Culmen Length (mm)"]["kind"] == "numeric"
    assert model.columns["Delta 15 N (o/oo)"]["missing_indicator"]


def test_spambase(tmp_path):
    """Columns of mostly zeros have equal quartiles: the robust scale falls back on the range."""
    model = Model(tmp_path, "spambase/spambase.data", "57", "--scaler", "robust", epochs=20)
    assert model.rows() == 4601 and len(model.columns) == 57
    scales = next(constant for constant in onnx.load(model.path).graph.initializer
                  if constant.name == "/scales")
    scales = onnx.numpy_helper.to_array(scales)
    assert (scales > 0).all()
    assert model.scores["accuracy"] > 0.9


def test_telco_churn(tmp_path):
    """An id, cells of a single space in a column of numbers, a category written 0 and 1."""
    model = Model(tmp_path, "telco_churn/Telco-Customer-Churn.csv", "Churn", "--id-column",
                  "customerID", "--categorical", "SeniorCitizen", epochs=1)
    assert model.schema["id_column"] == "customerID"
    assert model.skipped == {"customerID": "it holds the ids of the rows"}
    kinds = model.kinds()
    assert kinds["TotalCharges"] == "numeric" and kinds["SeniorCitizen"] == "categorical"
    assert model.columns["TotalCharges"]["missing_indicator"]
    assert "MultipleLines" in kinds


def test_titanic(tmp_path):
    """CRLF, quoted commas, empty cells, texts of their own in nearly every row."""
    model = Model(tmp_path, "titanic3/titanic3.csv", "survived")
    assert model.rows() == 1309
    assert model.skipped["name"].startswith("an id: ")
    for name in ("ticket", "cabin", "home.dest"):
        assert "distinct texts, more than 100" in model.skipped[name]
    assert model.columns["age"]["missing_indicator"]
    # What describe warns of: the boat alone makes anyone a prophet.
    honest = Model(tmp_path, "titanic3/titanic3.csv", "survived", "--ignore", "boat,body")
    logistic = [run.scores["baselines"]["logistic_regression"]["accuracy"]
                for run in (model, honest)]
    assert logistic[0] > 0.93 > 0.85 > logistic[1]


def test_wine(tmp_path):
    """'.28' is a number; whole labels from 1 are classes; scales that differ 1000 times."""
    model = Model(tmp_path, "wine/wine.csv", "13", epochs=100)
    assert model.scores["classes"] == ["1", "2", "3"]
    assert set(model.kinds().values()) == {"numeric"} and len(model.columns) == 13
    assert model.scores["accuracy"] > 0.9
    unscaled = Model(tmp_path, "wine/wine.csv", "13", "--scaler", "none", epochs=100)
    assert unscaled.scores["log_loss"] > model.scores["log_loss"]


@pytest.mark.parametrize("labels, taken", [
    (("YES", "no."), True), (("yes ", "No"), True), (("yes", "no."), False), (("yes", "nope"), False),
    (("y", "n"), False), (("Yes", "Yes."), False)])
def test_labels_in_another_spelling(tmp_path, labels, taken):
    """Taken for the classes where the whole file is spelled so, and told; else an error."""
    rows = [[i % 13, ("yes", "no")[i % 2]] for i in range(60)]
    file = write_csv(tmp_path / "t.csv", ["x", "y"], rows)
    model = tmp_path / "m.onnx"
    assert crescent("train", file, "--target", "y", "--epochs", "1", "--out", model).status == 0
    lines = "".join(f'{x},"{labels[y == "no"]}"\n' for x, y in rows)
    (tmp_path / "o.csv").write_text("x,y\n" + lines)
    if not taken:
        refused(1, "evaluate", model, tmp_path / "o.csv", says="none of the model's classes")
        return
    result = crescent("evaluate", model, tmp_path / "o.csv", "--json")
    assert result.status == 0
    assert result.json["accuracy"] == crescent("evaluate", model, file, "--json").json["accuracy"]
    assert f"the label '{labels[0]}' is taken for the class 'yes'" in result.stderr


@pytest.mark.parametrize("cells", [["x", "y"], ["z", "y"]])
def test_a_model_wants_its_columns(tmp_path, cells):
    rows = [[i % 13, "ab"[i % 2]] for i in range(60)]
    file = write_csv(tmp_path / "t.csv", ["x", "y"], rows)
    model = tmp_path / "m.onnx"
    assert crescent("train", file, "--target", "y", "--epochs", "1", "--out", model).status == 0
    other = write_csv(tmp_path / "o.csv", cells, rows)
    if cells[0] == "x":
        assert crescent("predict", model, other).status == 0
    else:
        refused(1, "predict", model, other, says="no column 'x'")
