"""train, predict and evaluate end to end on real files, and what the numbers must be worth."""

import numpy as np
import pytest
from support import close, crescent, data_file, log_loss, predictions, quiet, rows_of, write_csv

# Each: file, target, rows with a label, the least accuracy on held-out rows, further options.
# The bars leave room for another seed: iris and wine hold out 30 and 36 rows, so one row is 3 %.
FILES = {
    "iris": ("iris/iris.csv", "4", 150, 0.90, []),
    "wine": ("wine/wine.csv", "13", 178, 0.93, []),
    "penguins": ("penguins/penguins.csv", "species", 344, 0.95, []),
    "penguins_raw": ("penguins/penguins_raw.csv", "Species", 344, 0.95, []),
    "titanic": ("titanic3/titanic3.csv", "survived", 1309, 0.75,
                ["--ignore", "boat,body,name"]),
}


class Trained:
    """One real file: trained on, with its held-out scores, and its rows."""

    def __init__(self, name, folder):
        file, self.target, self.rows, self.bar, self.options = FILES[name]
        self.file = data_file(file)
        self.model = folder / f"{name}.onnx"
        self.run = self.train(self.model)
        self.scores = self.run.json
        self.table = rows_of(self.file.read_text(encoding="utf-8-sig"))
        self.header = None if self.target.isdigit() else self.table.pop(0)

    def train(self, out, *options):
        result = crescent("train", self.file, "--target", self.target, *self.options, *options,
                          "--json", "--out", out)
        assert result.status == 0, result
        return result

    @property
    def target_index(self):
        return self.header.index(self.target) if self.header else int(self.target)

    def labels(self):
        return [row[self.target_index] for row in self.table]


@pytest.fixture(scope="module", params=list(FILES))
def trained(request, tmp_path_factory):
    return Trained(request.param, tmp_path_factory.mktemp("real"))


def test_scores_hold_together(trained):
    scores = trained.scores
    confusion = np.array(scores["confusion_matrix"])
    classes = scores["classes"]
    assert classes == sorted(set(trained.labels()))
    assert confusion.shape == (len(classes), len(classes))
    assert scores["train_rows"] + scores["test_rows"] == trained.rows
    assert confusion.sum() == scores["test_rows"] == scores["rows"]
    # A fifth of every class is held out, to within one row.
    for label, held_out in zip(classes, confusion.sum(axis=1)):
        assert abs(held_out - 0.2 * trained.labels().count(label)) <= 1
    assert close(scores["accuracy"], np.trace(confusion) / confusion.sum())
    # The majority baseline knows the training rows alone; all of its answers fall into one column.
    majority = scores["baselines"]["majority"]
    held_out = confusion.sum(axis=1)[classes.index(majority["class"])]
    assert close(majority["accuracy"], held_out / confusion.sum())
    assert {"C", "accuracy", "log_loss", "intervals"} <= set(scores["baselines"]["logistic_regression"])


def test_network_is_worth_its_name(trained):
    scores = trained.scores
    majority = scores["baselines"]["majority"]
    logistic = scores["baselines"]["logistic_regression"]
    assert scores["accuracy"] >= trained.bar
    assert scores["accuracy"] > majority["accuracy"]
    assert scores["log_loss"] < majority["log_loss"]
    assert scores["accuracy"] >= logistic["accuracy"] - 0.05


def test_evaluate_is_what_predict_says(trained):
    evaluated = crescent("evaluate", trained.model, trained.file, "--json").json
    labels, classes, p = predictions(crescent("predict", trained.model, trained.file).stdout)
    truth = trained.labels()
    assert classes == evaluated["classes"]
    assert len(labels) == len(truth) == evaluated["rows"] == trained.rows
    assert np.allclose(p.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert labels == [classes[k] for k in p.argmax(axis=1)]
    # Both numbers are means over the same rows; only the order of the sums may differ.
    assert close(evaluated["log_loss"], log_loss(truth, classes, p), 1e-12)
    assert close(evaluated["accuracy"], np.mean([a == b for a, b in zip(labels, truth)]))
    confusion = np.zeros((len(classes), len(classes)), int)
    for true, predicted in zip(truth, labels):
        confusion[classes.index(true), classes.index(predicted)] += 1
    assert evaluated["confusion_matrix"] == confusion.tolist()
    share = max(truth.count(label) for label in classes) / len(truth)
    assert close(evaluated["baselines"]["majority"]["accuracy"], share)


def test_same_command_same_bytes_other_seed_other_split(trained, tmp_path):
    again = trained.train(tmp_path / "again.onnx").json
    assert (tmp_path / "again.onnx").read_bytes() == trained.model.read_bytes()
    for run in (again, trained.scores):
        assert run.pop("seconds") >= 0
        run.pop("model")
    assert again == trained.scores
    # Other held-out rows give another loss: that two splits agree in all digits is no accident.
    other = trained.train(tmp_path / "other.onnx", "--seed", "1").json
    assert (tmp_path / "other.onnx").read_bytes() != trained.model.read_bytes()
    assert other["log_loss"] != trained.scores["log_loss"]
    assert other["baselines"]["logistic_regression"] != \
        trained.scores["baselines"]["logistic_regression"]


def test_columns_are_matched_by_name(trained, tmp_path):
    if not trained.header:
        pytest.skip("without a header, columns are matched by their place")
    expected = crescent("predict", trained.model, trained.file).stdout
    order = list(range(len(trained.header)))[::-1]
    order.remove(trained.target_index)
    header = [trained.header[c] for c in order] + ["something else"]
    rows = [[row[c] for c in order] + ["new"] for row in trained.table]
    shuffled = write_csv(tmp_path / "reversed.csv", header, rows)
    assert crescent("predict", trained.model, shuffled).stdout == expected


def test_no_target_needed(trained, tmp_path):
    expected = crescent("predict", trained.model, trained.file).stdout
    header = trained.header and [name for name in trained.header if name != trained.target]
    rows = [row[:trained.target_index] + row[trained.target_index + 1:] for row in trained.table]
    file = write_csv(tmp_path / "no_target.csv", header, rows)
    assert crescent("predict", trained.model, file).stdout == expected
    # A row alone takes another order of sums than one of many: the last digits may differ.
    one = crescent("predict", trained.model, write_csv(tmp_path / "one.csv", header, rows[:1]))
    label, _, p = predictions(one.stdout)
    labels, _, expected_p = predictions(expected)
    assert label == labels[:1] and np.allclose(p, expected_p[:1], rtol=1e-11, atol=0)


def test_notes_tell_what_was_left_out(trained):
    """Penguins_raw and titanic have columns that say nothing or too much; the others have none."""
    notes = trained.run.stderr.splitlines()
    assert all(line.startswith("note: ") for line in notes)
    skipped = {column["name"]: column["reason"] for column in trained.scores["skipped_columns"]}
    assert {line.split("'")[1] for line in notes if "is not used" in line} == set(skipped)
    if trained.file.name == "penguins_raw.csv":
        assert "constant" in skipped["Stage"] and "constant" in skipped["Region"]
        assert "distinct texts" in skipped["Individual ID"]
    elif trained.file.name == "titanic3.csv":
        assert skipped["boat"] == "ignored on request"
        assert "distinct texts" in skipped["ticket"]
        # A sixth of the cabins and home towns are all they have, still too many to learn.
        assert set(skipped) == {"name", "boat", "body", "ticket", "cabin", "home.dest"}
    else:
        assert not skipped and not notes


def test_text_report_says_the_same(trained, tmp_path):
    text = crescent("train", trained.file, "--target", trained.target, *trained.options, "--out",
                    tmp_path / "model.onnx").stdout
    scores = trained.scores
    lines = {name.strip(): line.split() for line in text.splitlines()
             for name in (line.split("  ")[0],)}
    logistic, majority = (scores["baselines"][name] for name in ("logistic_regression", "majority"))
    for name, key in (("accuracy", "accuracy"), ("log loss", "log_loss")):
        cells = lines[name][len(name.split()):]
        assert [cells[0], *cells[-2:]] == [f"{one[key]:.4f}" for one in (scores, logistic, majority)]
        low, high = scores["intervals"][key]
        assert float(cells[1]) == pytest.approx(low, abs=6e-5)
        assert float(cells[3]) == pytest.approx(high, abs=6e-5)
    assert f"always '{majority['class']}'" in text
    assert scores["verdict"].split(". ")[0] in text
    assert f"model written to {tmp_path / 'model.onnx'}" in text


def test_missing_cells_and_unseen_levels(tmp_path):
    penguins = data_file("penguins/penguins.csv")
    model = tmp_path / "penguins.onnx"
    quiet("train", penguins, "--target", "species", "--out", model)
    header = "island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year".split(",")
    rows = [["Biscoe", 45.2, 17.8, 215, 5300, "male", 2009],
            [None, None, None, None, None, None, None],
            ["Atlantis", "NA", 18.0, 190, 3700, "female", 2008],
            ["Mu", 40, 18.0, 190, 3700, "FEMALE", 2008]]
    result = crescent("predict", model, write_csv(tmp_path / "new.csv", header, rows))
    assert result.status == 0
    labels, classes, p = predictions(result.stdout)
    assert len(labels) == 4 and np.isfinite(p).all()
    assert labels[0] == "Gentoo"
    notes = result.stderr.splitlines()
    assert len(notes) == 2 and all(line.startswith("note: ") for line in notes), notes
    # An empty island was never seen in training either: three rows.
    assert "3 rows" in notes[0] and "'island'" in notes[0] and "(the first: '')" in notes[0]
    assert "1 row " in notes[1] and "'sex'" in notes[1] and "'FEMALE'" in notes[1]
    # An unseen level counts as none of the known ones: which one does not matter.
    rows[2][0] = "Elsewhere"
    other = crescent("predict", model, write_csv(tmp_path / "other.csv", header, rows))
    assert other.stdout == result.stdout
