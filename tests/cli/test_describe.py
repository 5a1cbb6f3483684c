"""describe: what it says of the traps of every real file, and of tables made for one warning each."""

import collections
import csv
import io

import pytest
from support import crescent, data_file, quiet, refused, write_csv


def described(file, *options):
    return quiet("describe", file, *options, "--json").json


def warnings_of(report, kind):
    return [warning for warning in report["warnings"] if warning["kind"] == kind]


def columns_of(report, kind):
    return sorted(name for warning in warnings_of(report, kind) for name in warning["columns"])


def column(report, name):
    return next(column for column in report["columns"] if column["name"] == name)


# What each README says is awkward: kind of warning, columns that must be named (all of them), a text.
TRAPS = {
    "adult": ("adult/adult-train.csv", "14", [
        ("duplicates", [], "24 rows repeat"), ("rare", ["13"], "'Holand-Netherlands'"),
        ("placeholder", ["10"], "99999")]),
    "bank_marketing": ("bank_marketing/bank-full.csv", "y", [
        ("leak", ["duration"], "alone"), ("imbalance", ["y"], "88 %"),
        ("placeholder", ["contact", "education", "job", "pdays", "poutcome"], "'unknown'"),
        ("skewed", ["pdays", "previous"], "robust")]),
    "california_housing": ("california_housing/housing.csv", "median_house_value", [
        ("capped", ["housing_median_age", "median_house_value"], "500001"),
        ("rare", ["ocean_proximity"], "'ISLAND'")]),
    "german_credit": ("german_credit/german.csv", "20", [("imbalance", ["20"], "70 %")]),
    "iris": ("iris/iris.csv", "4", [
        ("duplicates", [], "3 rows repeat"), ("sorted", ["4"], "sorted by")]),
    "letter": ("letter/letter-recognition.data", None, [("duplicates", [], "1332 rows repeat")]),
    "optdigits": ("optdigits/optdigits.tra", "64", [("constant", ["0", "8", "39"], "not used")]),
    "penguins": ("penguins/penguins.csv", "species", [("sorted", ["species"], "sorted by")]),
    "penguins_raw": ("penguins/penguins_raw.csv", "Species", [
        ("constant", ["Region", "Stage"], "not used"), ("date", ["Date Egg"], "2007-11-11"),
        ("levels", ["Individual ID"], "190"), ("missing", ["Comments"], "84 %")]),
    "spambase": ("spambase/spambase.data", "57", [
        ("duplicates", [], "391 rows repeat"), ("skewed", None, "robust")]),
    "telco_churn": ("telco_churn/Telco-Customer-Churn.csv", "Churn", [
        ("id", ["customerID"], "7043 different texts")]),
    "titanic3": ("titanic3/titanic3.csv", "survived", [
        ("leak", ["boat", "body"], "'boat' tells 'survived' almost alone"),
        ("id", ["name"], "1307"), ("levels", ["cabin", "home.dest", "ticket"], "different texts"),
        ("missing", ["body", "boat", "cabin"], "%")]),
    "wine": ("wine/wine.csv", "13", [("scales", ["12", "7"], "scaler")]),
}


@pytest.mark.parametrize("name", list(TRAPS))
def test_traps_of_real_files(name):
    file, target, traps = TRAPS[name]
    file = data_file(file)
    if target is None:
        target = file.read_text().splitlines()[0].split("\t")[-1]
    report = described(file, "--target", target)
    for kind, columns, text in traps:
        found = warnings_of(report, kind)
        assert found, (kind, report["warnings"])
        assert any(text in warning["text"] for warning in found), (text, found)
        if columns is not None:
            assert columns_of(report, kind) == sorted(columns), found


QUIET = {"leak": ["adult", "german_credit", "letter", "optdigits", "penguins", "spambase",
                  "telco_churn", "california_housing"],
         "mixed": list(TRAPS), "contradictions": ["iris", "wine", "penguins"],
         "capped": [name for name in TRAPS if name != "california_housing"]}


@pytest.mark.parametrize("kind", list(QUIET))
def test_no_false_alarms(kind):
    for name in QUIET[kind]:
        file, target, _ = TRAPS[name]
        file = data_file(file)
        if target is None:
            target = file.read_text().splitlines()[0].split("\t")[-1]
        assert not warnings_of(described(file, "--target", target), kind), name


def test_types_of_real_columns():
    telco = described(data_file("telco_churn/Telco-Customer-Churn.csv"))
    assert column(telco, "SeniorCitizen")["type"] == "boolean"
    assert column(telco, "Partner")["type"] == "boolean"
    assert column(telco, "TotalCharges")["type"] == "numeric"
    assert column(telco, "TotalCharges")["missing"] == 11  # cells of a single space
    assert column(telco, "Contract")["type"] == "categorical"
    housing = described(data_file("california_housing/housing.csv"))
    assert column(housing, "total_bedrooms")["missing"] == 207
    assert column(housing, "longitude")["type"] == "numeric"
    wine = described(data_file("wine/wine.csv"), "--target", "13")
    assert [level["text"] for level in wine["target"]["classes"]] == ["1", "2", "3"]


@pytest.mark.parametrize("file", ["titanic3/titanic3.csv", "penguins/penguins_raw.csv"])
def test_counts_are_those_of_the_file(file):
    """Missing cells, different values, ranges and most frequent texts, counted here by hand."""
    file = data_file(file)
    header, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    rows = [row for row in rows if row]
    report = described(file)
    assert (report["rows"], report["header"]) == (len(rows), True)
    missing = {"", "NA", "N/A", "nan", "NaN", "null", "NULL", "?"}
    for c, found in enumerate(report["columns"]):
        cells = [row[c].strip() for row in rows]
        present = [cell for cell in cells if cell not in missing]
        assert found["name"] == header[c]
        assert found["missing"] == len(cells) - len(present)
        if "min" in found:
            numbers = [float(cell) for cell in present]
            assert found["distinct"] == len(set(numbers))
            assert (found["min"], found["max"]) == (min(numbers), max(numbers))
            ordered = sorted(numbers)
            middle = len(ordered) // 2
            assert found["median"] == (ordered[middle] + ordered[~middle]) / 2
            assert abs(found["mean"] - sum(numbers) / len(numbers)) < 1e-9 * abs(found["mean"])
        else:
            counts = collections.Counter(present)
            assert found["distinct"] == len(counts)
            top = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))[:5]
            assert [(level["text"], level["count"]) for level in found["top"]] == top
    assert report["missing"] == sum(found["missing"] for found in report["columns"])


def table(path, rows=200, **columns):
    """y is 'a' or 'b' by no rule that a column could know; x is a number; more by name."""
    names = [*columns, "x", "y"]
    return write_csv(path / "t.csv", names, [
        [make(i) for make in columns.values()] + [(i * i * 7919) % 1009 / 7, "ab"[(i * 31 // 7) % 2]]
        for i in range(rows)])


def test_duplicates_straddle_the_split(tmp_path):
    rows = [[i % 50, i % 25, "ab"[i % 50 % 2]] for i in range(100)]
    file = write_csv(tmp_path / "t.csv", ["u", "v", "y"], rows)
    (found,) = warnings_of(described(file, "--target", "y"), "duplicates")
    assert found["text"].startswith("50 rows repeat an earlier one; ")
    # Every row is there twice; a held-out row is safe only if its copy is held out as well.
    count, total = (int(word) for word in found["text"].split("; ")[1].split()[:3:2])
    assert total == 20 and 0 < count <= 20


def test_ids_hide_no_duplicates(tmp_path):
    file = table(tmp_path, key=lambda i: f"k{i}", u=lambda i: i % 3)
    rows = list(csv.reader(open(file)))
    rows += [["new", *rows[1][1:]]]
    write_csv(file, rows[0], rows[1:])
    (found,) = warnings_of(described(file), "duplicates")
    assert "1 row repeats an earlier one but for its id" in found["text"]


def test_mixed_types_name_the_line(tmp_path):
    file = table(tmp_path, z=lambda i: "n.k." if i in (70, 90) else i % 60)
    (found,) = warnings_of(described(file), "mixed")
    assert found["columns"] == ["z"]
    assert "2 rows of text; the first is 'n.k.' on line 72" in found["text"]


@pytest.mark.parametrize("value", [-1, 999, -99, 9999])
def test_placeholder_numbers(tmp_path, value):
    file = table(tmp_path, z=lambda i: value if i % 9 == 0 else 1 + i % 60)
    (found,) = warnings_of(described(file), "placeholder")
    assert found["columns"] == ["z"] and f"--na-values {value}" in found["text"]
    assert not warnings_of(described(file, "--na-values", str(value)), "placeholder")


def test_numbers_that_are_no_placeholders(tmp_path):
    file = table(tmp_path, minus=lambda i: -1 if i % 9 == 0 else i % 60 - 30,
                 plus=lambda i: 99 if i % 9 == 0 else 40 + i % 58)
    assert not warnings_of(described(file), "placeholder")


def test_leaks_of_a_quantity(tmp_path):
    rows = [[i % 97, (i * 31) % 89, i % 97 * 3.5 + (i * 7) % 3] for i in range(400)]
    file = write_csv(tmp_path / "t.csv", ["twin", "other", "y"], rows)
    (found,) = warnings_of(described(file, "--target", "y"), "leak")
    assert found["columns"] == ["twin"]
    assert "R² 0.9" in found["text"] or "R² 1" in found["text"]


def test_contradictions_and_order(tmp_path):
    rows = [[i % 10, "b" if i >= 50 else "a"] for i in range(100)]
    report = described(write_csv(tmp_path / "t.csv", ["x", "y"], rows), "--target", "y")
    assert "100 rows have a row with the same inputs" in warnings_of(report, "contradictions")[0]["text"]
    assert "1 changes" in warnings_of(report, "sorted")[0]["text"]


def test_a_clean_table_has_no_warning(tmp_path):
    report = described(table(tmp_path, z=lambda i: (i * 37) % 101 / 8), "--target", "y")
    assert report["warnings"] == []
    text = quiet("describe", tmp_path / "t.csv").stdout
    assert "nothing to warn of" in text


def test_text_is_an_aligned_table():
    text = quiet("describe", data_file("titanic3/titanic3.csv"), "--target", "survived").stdout
    lines = text.splitlines()
    assert "1309 rows, 14 columns, with a header; 3855 missing cells (21 %)" in lines[0]
    assert lines[1] == "target 'survived': 2 classes: '0' 62 %, '1' 38 %"
    header = next(line for line in lines if line.startswith("column "))
    rows = lines[lines.index(header) + 1:][:14]
    start = header.index("values")
    assert all(line[start - 2:start] == "  " and line[start] != " " for line in rows)
    assert [line.split()[0] for line in rows][:3] == ["pclass", "survived", "name"]


def test_table_of_few_rows_or_cells(tmp_path):
    for header, rows in ((["x"], [["1"]]), (["x", "y"], [["", ""]]), (["x", "y"], [["1", "a"]])):
        report = described(write_csv(tmp_path / "t.csv", header, rows), "--header", "yes")
        assert report["rows"] == 1 and len(report["columns"]) == len(header)


def test_wrong_calls(tmp_path):
    file = table(tmp_path)
    refused(1, "describe", file, "--target", "z", says="no column 'z'")
    refused(1, "describe", file, "--target", "x", "--task", "classification", says="different")
    refused(2, "describe", file, "--task", "clustering")
    refused(2, "describe", file, "--test-fraction", "1.5")
    refused(1, "describe", tmp_path / "none.csv", says="none.csv")
