"""The report, cross-validation and sweeps, held against scikit-learn on what the command predicts."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics
from sklearn.model_selection import GroupKFold, StratifiedKFold, TimeSeriesSplit
from support import (crescent, data_file, flowers, predictions, quiet, refused, rows_of, write_csv)

CHECK_PAGE = pathlib.Path(__file__).with_name("check_page.py")
# Gnuplot's fonts; a sum in another order.
TINY = 1e-12


def near(a, b):
    assert a == pytest.approx(b, rel=TINY, abs=TINY), (a, b)


def check_page(folder):
    done = subprocess.run([sys.executable, CHECK_PAGE, folder / "index.html"], capture_output=True,
                          text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done


def scores_of(truth, classes, p):
    """scikit-learn's numbers for labels (N) and probabilities (N, K)."""
    y = np.array([classes.index(label) for label in truth])
    predicted = p.argmax(axis=1)
    labels = list(range(len(classes)))
    one = p[:, 1] if len(classes) == 2 else p
    return {
        "accuracy": metrics.accuracy_score(y, predicted),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, predicted),
        "log_loss": metrics.log_loss(y, p, labels=labels),
        "roc_auc": metrics.roc_auc_score(y, one, multi_class="ovr", labels=labels),
        "brier_score": metrics.brier_score_loss(y, one, labels=labels),
        "matthews_corrcoef": metrics.matthews_corrcoef(y, predicted),
        "f1_macro": metrics.f1_score(y, predicted, average="macro"),
        "f1_weighted": metrics.f1_score(y, predicted, average="weighted"),
    }


@pytest.mark.parametrize("file, target, options", [
    ("titanic3/titanic3.csv", "survived", ["--ignore", "boat,body,name"]),
    ("penguins/penguins.csv", "species", ["--ignore", "bill_length_mm"]),
    ("german_credit/german.csv", "20", []),
])
def test_numbers_are_scikit_learns(tmp_path, file, target, options):
    file = data_file(file)
    crescent("train", file, "--target", target, *options, "--epochs", "20", "--out",
             tmp_path / "m.onnx")
    result = crescent("evaluate", tmp_path / "m.onnx", file, "--json").json
    _, classes, p = predictions(crescent("predict", tmp_path / "m.onnx", file).stdout)
    table = rows_of(file.read_text(encoding="utf-8-sig"))
    if target.isdigit():
        truth = [row[int(target)] for row in table]
    else:
        truth = [row[table[0].index(target)] for row in table[1:]]
    for name, value in scores_of(truth, classes, p).items():
        near(result[name], value)
        low, high = result["intervals"][name]
        assert low <= value <= high and 0 < high - low < 0.2, name
    y = np.array([classes.index(label) for label in truth])
    support = metrics.precision_recall_fscore_support(y, p.argmax(axis=1))
    for k, one in enumerate(result["by_class"]):
        assert one["class"] == classes[k]
        near([one["precision"], one["recall"], one["f1"], one["support"]],
             [column[k] for column in support])


def test_comparisons_and_verdict(flower_file, flower_model, tmp_path):
    result = quiet("evaluate", flower_model, flower_file, "--json").json
    by = {(one["with"], one["metric"]): one for one in result["comparisons"]}
    assert len(by) == 4
    for (name, metric), one in by.items():
        near(one["difference"], result[metric] - result["baselines"][name][metric])
        low, high = one["interval"]
        assert low <= one["difference"] <= high
        assert one["real"] == (one["p_value"] < 0.05)
    assert by["majority", "accuracy"]["real"] and by["majority", "accuracy"]["p_value"] < 1e-6
    # Labels that no column tells anything about: nothing to beat the majority with.
    random = np.random.RandomState(0)
    noise = write_csv(tmp_path / "noise.csv", ["x", "y"],
                      [[random.randn(), random.choice(["a", "b"], p=[0.7, 0.3])] for _ in range(200)])
    verdict = crescent("train", noise, "--target", "y", "--epochs", "300", "--json", "--out",
                       tmp_path / "noise.onnx").json["verdict"]
    assert "not shown to beat always 'a'" in verdict and "more than chance" in verdict


def test_importance_finds_the_columns(tmp_path):
    random = np.random.RandomState(1)
    rows = []
    for _ in range(400):
        strong, weak, none = random.randn(3)
        text = random.choice(["left", "right"])
        rows.append([strong, none, text, weak,
                     int(3 * strong + 0.8 * weak + (1.5 if text == "left" else -1.5) > 0)])
    file = write_csv(tmp_path / "d.csv", ["strong", "none", "text", "weak", "y"], rows)
    result = quiet("train", file, "--target", "y", "--json", "--out", tmp_path / "m.onnx",
                   "--importance-repeats", "8").json["importance"]
    assert (result["metric"], result["rows"], result["repeats"]) == ("log_loss", 80, 8)
    assert [one["column"] for one in result["columns"]] == ["strong", "text", "weak", "none"]
    assert result["columns"][-1]["mean"] < 0.1 * result["columns"][0]["mean"]
    off = quiet("train", file, "--target", "y", "--json", "--out", tmp_path / "m.onnx",
                "--importance-repeats", "0").json
    assert "importance" not in off


def test_report_pages(flower_file, flower_model, tmp_path):
    two = flowers(tmp_path / "two.csv", labels=("yes", "no <b>", "yes"))
    runs = {
        "train": ["train", two, "--target", "kind", "--out", tmp_path / "m.onnx"],
        "evaluate": ["evaluate", flower_model, flower_file],
        "cv": ["cv", two, "--target", "kind", "--folds", "3", "--epochs", "20"],
        "sweep": ["sweep", two, "--target", "kind", "--ignore", "colour", "--epochs", "20",
                  "--vary", "hidden=1,2,8"],
    }
    for name, run in runs.items():
        folder = tmp_path / "reports" / name
        printed = quiet(*run, "--json", "--report", folder).json
        assert json.loads((folder / "report.json").read_text()) == printed
        assert sorted(path.name for path in folder.iterdir()) == ["index.html", "report.json"]
        check_page(folder)
    page = (tmp_path / "reports" / "train" / "index.html").read_text()
    assert "Reliability" in page and "ROC curve" in page and "threshold" in page
    assert "no &lt;b&gt;" in page
    refused(1, *runs["train"], "--report", two, says="cannot be made a folder")


CV_FILES = ["penguins/penguins.csv", "species"]


def cv_table(path):
    header, *rows = rows_of(path.read_text())
    return header, rows


def test_folds_are_scikit_learns(tmp_path):
    file, target = data_file(CV_FILES[0]), CV_FILES[1]
    run = ["cv", file, "--target", target, "--folds", "4", "--seed", "3", "--epochs", "15"]
    result = crescent(*run, "--json", "--predictions", tmp_path / "p.csv").json
    header, rows = cv_table(tmp_path / "p.csv")
    assert header == ["row", "fold", "true", "label", "proba_Adelie", "proba_Chinstrap",
                      "proba_Gentoo"]
    truth = [row[0] for row in rows_of(file.read_text())[1:]]
    assert [row[2] for row in rows] == truth
    fold = np.array([int(row[1]) for row in rows])
    splitter = StratifiedKFold(4, shuffle=True, random_state=3)
    for k, (_, test) in enumerate(splitter.split(truth, truth)):
        assert (np.flatnonzero(fold == k) == test).all()
    # Scores fold by fold, their mean and spread, from the written predictions alone.
    classes = header[4:]
    p = np.array([[float(cell) for cell in row[4:]] for row in rows])
    right = np.array([row[2] == row[3] for row in rows])
    accuracies = [right[fold == k].mean() for k in range(4)]
    near([one["network"]["accuracy"] for one in result["folds"]], accuracies)
    near(result["mean"]["network"]["accuracy"], np.mean(accuracies))
    near(result["standard_deviation"]["network"]["accuracy"], np.std(accuracies, ddof=1))
    for name, value in scores_of(truth, [name[6:] for name in classes], p).items():
        near(result["pooled"][name], value)
    assert crescent(*run, "--json", "--threads", "1").json == result


def test_a_fold_is_what_train_would_do(tmp_path):
    """The fold's network is that of the same rows alone: nothing of its test rows is learned."""
    file = flowers(tmp_path / "f.csv", rows=60)
    run = ["cv", file, "--target", "kind", "--folds", "3", "--epochs", "30", "--json"]
    before = quiet(*run, "--predictions", tmp_path / "a.csv").json
    _, rows = cv_table(tmp_path / "a.csv")
    # Other numbers in a test row of fold 0 change what fold 0 says of that row alone.
    victim = next(int(row[0]) for row in rows if row[1] == "0")
    header, *table = rows_of(file.read_text())
    table[victim][0] = "1000000"
    quiet(*run[:1], write_csv(tmp_path / "g.csv", header, table), *run[2:], "--predictions",
          tmp_path / "b.csv")
    _, changed = cv_table(tmp_path / "b.csv")
    for a, b in zip(rows, changed):
        if a[1] == "0":
            assert (a == b) == (int(a[0]) != victim), a
    assert before["folds"][0]["train_rows"] == 40


def test_repeats_groups_and_time(tmp_path):
    random = np.random.RandomState(2)
    rows = [[random.randn(), f"g{random.randint(12)}", f"2024-{1 + i % 12:02}-{1 + i // 12:02}"]
            for i in range(96)]
    rows = [[*row, "up" if row[0] + 0.5 * random.randn() > 0 else "down"] for row in rows]
    file = write_csv(tmp_path / "d.csv", ["x", "group", "day", "y"], rows)
    run = ["cv", file, "--target", "y", "--epochs", "5", "--hidden", "2"]

    result = quiet(*run, "--repeats", "3", "--json").json
    assert len(result["folds"]) == 15 and result["folds"][-1]["repeat"] == 2
    means = [one["network"]["log_loss"] for one in result["folds"]]
    assert len(set(means)) == 15

    quiet(*run, "--group-column", "group", "--predictions", tmp_path / "p.csv")
    fold = np.array([int(row[1]) for row in cv_table(tmp_path / "p.csv")[1]])
    groups = [row[1] for row in rows]
    for k, (_, test) in enumerate(GroupKFold(5).split(rows, groups=groups)):
        assert (np.flatnonzero(fold == k) == test).all()

    quiet(*run, "--time-column", "day", "--predictions", tmp_path / "p.csv")
    order = np.argsort([row[2] for row in rows], kind="stable")
    tested = {int(row[0]): int(row[1]) for row in cv_table(tmp_path / "p.csv")[1]}
    for k, (_, test) in enumerate(TimeSeriesSplit(5).split(rows)):
        assert {row for row, number in tested.items() if number == k} == set(order[test])
    quiet(*run, "--time-ordered", "--predictions", tmp_path / "p.csv")
    assert min(int(row[0]) for row in cv_table(tmp_path / "p.csv")[1]) == 16

    refused(2, *run, "--time-ordered", "--repeats", "2", says="cannot be repeated")
    refused(2, *run, "--time-ordered", "--group-column", "group", says="not both")
    refused(1, *run, "--group-column", "nothing", says="no column 'nothing'")
    refused(1, *run, "--folds", "80", says=["fewer than 80 rows", "fewer folds"])


def test_a_quantity(tmp_path):
    file = data_file("california_housing/housing.csv")
    header, *rows = rows_of(file.read_text())
    some = write_csv(tmp_path / "some.csv", header, rows[::40])
    run = ["cv", some, "--target", "median_house_value", "--epochs", "30", "--folds", "3"]
    result = crescent(*run, "--json", "--predictions", tmp_path / "p.csv", "--report",
                      tmp_path / "report").json
    check_page(tmp_path / "report")
    header, rows = cv_table(tmp_path / "p.csv")
    assert header == ["row", "fold", "true", "prediction"]
    y, p = (np.array([float(row[k]) for row in rows]) for k in (2, 3))
    near(result["pooled"]["r2"], metrics.r2_score(y, p))
    near(result["pooled"]["mean_absolute_error"], metrics.mean_absolute_error(y, p))
    near(result["pooled"]["median_absolute_error"], metrics.median_absolute_error(y, p))
    assert result["mean"]["linear_regression"]["r2"] > 0.5
    assert abs(result["mean"]["mean"]["r2"]) < 0.1
    assert "linear regression" in result["verdict"]


def test_a_rare_class_is_named(tmp_path):
    file = flowers(tmp_path / "f.csv", rows=30)
    file.write_text(file.read_text() + "1,2,red,orchid\n")
    refused(1, "cv", file, "--target", "kind", says=["f.csv:32:", "'orchid'", "without any row"])


def test_sweep_is_train_again_and_again(tmp_path):
    file = flowers(tmp_path / "f.csv")
    base = [file, "--target", "kind", "--epochs", "20", "--seed", "4"]
    result = quiet("sweep", *base, "--vary", "hidden=2;5,3;0", "--vary", "learning-rate=0.01,0.1",
                   "--json").json
    assert len(result["trainings"]) == 6
    for one in result["trainings"]:
        options = [word for name, value in one["options"].items() for word in (f"--{name}", value)]
        alone = quiet("train", *base, *options, "--json", "--out", tmp_path / "m.onnx").json
        for key in ("accuracy", "log_loss", "roc_auc", "train_loss", "network"):
            assert one[key] == alone[key], (key, options)
    losses = [one["log_loss"] for one in result["trainings"]]
    assert result["metric"] == "log_loss" and result["best"] == int(np.argmin(losses))
    text = quiet("sweep", *base, "--vary", "hidden=2,3", "--metric", "accuracy").stdout
    assert "best by accuracy on 18 held-out rows: --hidden" in text


def test_sweep_says_what_is_wrong(flower_file):
    base = ["sweep", flower_file, "--target", "kind"]
    refused(2, *base, "--vary", "hiden=1,2", says=["'--hiden' is no option of training"])
    refused(2, *base, "--vary", "hidden", says="NAME=VALUE")
    refused(2, *base, "--vary", "hidden=1,,2", says="empty value")
    refused(2, *base, "--vary", "hidden=1,x", says="--hidden")
    refused(2, *base, "--vary", "hidden=1", "--vary", "hidden=2", says="twice")
    refused(2, *base, "--vary", "hidden=1,2", "--metric", "r2", says="does not suit")


def drift_of(model, file):
    result = crescent("evaluate", model, file, "--json", "--importance-repeats", "0")
    assert result.status == 0, result
    return {one["column"]: one for one in result.json["drift"]}


def test_drift(tmp_path):
    random = np.random.RandomState(5)

    def table(rows, shift, shares, missing):
        return [[f"{random.randn() + shift:.4f}", random.choice(["a", "b", "c"], p=shares),
                 None if random.rand() < missing else random.randint(5), random.randint(2)]
                for _ in range(rows)]

    header = ["number", "text", "whole", "y"]
    train, same, other = table(600, 0, [.5, .3, .2], .1), table(400, 0, [.5, .3, .2], .1), \
        table(400, 1, [.2, .3, .5], .3)
    other[0][1] = "new"
    files = [write_csv(tmp_path / f"{name}.csv", header, rows)
             for name, rows in (("train", train), ("same", same), ("other", other))]
    model = tmp_path / "m.onnx"
    # Of the training file, the rows that were trained on are not known: half of it is enough.
    run = quiet("train", files[0], "--target", "y", "--epochs", "1", "--test-fraction", "0.003",
                "--json", "--out", model).json
    assert run["test_rows"] == 2

    still, moved = drift_of(model, files[1]), drift_of(model, files[2])
    assert set(still) == set(moved) == {"number", "text", "whole"}
    assert not any(one["moved"] for one in still.values())
    assert all(one["moved"] and one["psi"] > 0.1 for one in moved.values()), moved
    assert "missing" in moved["whole"]["words"] and "not seen in training" in moved["text"]["words"]
    # Two rows were held out, and a hundredth of the quantiles' step is not known.
    ks = stats.ks_2samp(*([float(row[0]) for row in rows] for rows in (train, other)))
    assert abs(moved["number"]["statistic"] - ks.statistic) < 0.015
    counts = [[sum(row[1] == text for row in rows) for text in "abc"] for rows in (train, other)]
    chi2 = stats.chi2_contingency(counts, correction=False)
    assert moved["text"]["statistic"] == pytest.approx(chi2.statistic, rel=0.05)
    text = crescent("evaluate", model, files[2]).stdout
    assert "3 of 3 columns have moved since training" in text and "number: median" in text
    text = crescent("evaluate", model, files[1], "--report", tmp_path / "report").stdout
    assert "None of the 3 columns has moved" in text
    check_page(tmp_path / "report")


TUNE = ["--target", "kind", "--trials", "7", "--epochs", "18", "--folds", "2", "--json"]


def test_tune_finds_a_winner_and_measures_it_fairly(tmp_path):
    file = flowers(tmp_path / "f.csv", rows=120)
    result = quiet("tune", file, *TUNE, "--out", tmp_path / "best.onnx", "--report",
                   tmp_path / "report").json
    check_page(tmp_path / "report")
    assert [one["epochs"] for one in result["trials"]] == [18] + [6] * 2 + [2] * 4
    assert sorted(one["trial"] for one in result["trials"]) == list(range(7))
    assert result["winner"]["trial"] == result["trials"][0]["trial"]
    assert next(one for one in result["trials"] if one["trial"] == 0)["options"] == {}
    assert result["train_rows"] == 96 and result["test_rows"] == 24
    # The winner is what train makes of the same options and split, the score the held-out rows'.
    options = [word for name, value in result["winner"]["options"].items()
               for word in (f"--{name}", value)]
    alone = quiet("train", file, "--target", "kind", "--epochs", "18", *options, "--json", "--out",
                  tmp_path / "alone.onnx").json
    for key in ("accuracy", "log_loss", "network"):
        assert alone[key] == (result["winner"]["network"] if key == "network" else result[key])
    assert quiet("predict", tmp_path / "best.onnx", file).stdout == \
        quiet("predict", tmp_path / "alone.onnx", file).stdout


def test_tune_keeps_what_is_given(tmp_path):
    file = flowers(tmp_path / "f.csv")
    result = quiet("tune", file, *TUNE, "--hidden", "3", "--solver", "lbfgs").json
    names = {name for one in result["trials"] for name in one["options"]}
    assert names <= {"activation", "l2"} and "l2" in names
    assert "-> 3 " in result["winner"]["network"]


def test_tune_goes_on_where_it_was_stopped(tmp_path):
    file = flowers(tmp_path / "f.csv")
    study, whole = tmp_path / "study.jsonl", tmp_path / "whole.jsonl"
    expected = quiet("tune", file, *TUNE, "--study", whole, "--threads", "1").json
    lines = whole.read_text().splitlines(keepends=True)
    assert len(lines) == 1 + 7 + 3 + 1
    # Stopped at any byte: in the first line, between lines, in the middle of one.
    text = whole.read_text()
    for cut in (5, len(lines[0]), len(lines[0]) + 9, len(text) - 12, len(text)):
        study.write_text(text[:cut])
        result = quiet("tune", file, *TUNE, "--study", study).json
        assert result == expected, cut
        assert sorted(study.read_text().splitlines()) == sorted(text.splitlines())
    assert quiet("tune", file, *TUNE).json == expected
    refused(1, "tune", file, *TUNE, "--seed", "9", "--study", study, says="another search")
    other = tmp_path / "notes.txt"
    other.write_text("my notes")
    refused(1, "tune", file, *TUNE, "--study", other, says="is no file of a search")
    assert other.read_text() == "my notes"
    study.write_text(lines[0] + "rubbish\n")
    refused(1, "tune", file, *TUNE, "--study", study, says="study.jsonl:2:")
