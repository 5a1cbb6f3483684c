"""Writes preprocess.json: network inputs that scikit-learn makes of two small tables.

Run: python tests/golden/make_preprocess.py (versions: tests/requirements.txt).

The tables imitate penguins.csv and titanic3.csv. Numbers: SimpleImputer(median, add_indicator),
StandardScaler,
RobustScaler (quartiles of the values that are there; where they are equal, half the range, as RealMLP
has it; then z / sqrt(1 + (z / 3)^2)) or MinMaxScaler on the value. Texts: OneHotEncoder(handle_unknown="ignore"), a missing cell being the
level "". Fitted on some rows, applied to all: the others hold unseen levels and new gaps.
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

PENGUINS = """\
species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year
Adelie,Torgersen,39.1,18.7,181,3750,male,2007
Adelie,Torgersen,40.3,18,195,3250,female,2007
Adelie,Torgersen,NA,NA,NA,NA,NA,2007
Gentoo,Biscoe,46.1,13.2,211,4500,female,2007
Gentoo,Biscoe,50,16.3,230,5700,male,2007
Gentoo,Biscoe,47.3,15.3,222,5250,NA,2008
Chinstrap,Dream,46.5,17.9,192,3500,female,2007
Chinstrap,Dream,51.3,19.2,193,3650,male,2009
Adelie,Biscoe,35.9,19.2,189,3800,female,2008
Gentoo,Biscoe,44.5,14.3,216,4100,NA,NA
Chinstrap,Anvers,58,17.8,181,3700,female,2007
"""

TITANIC = """\
pclass,survived,sex,age,sibsp,fare,cabin,embarked
1,1,female,29,0,211.3375,"B5, deck B",S
1,1,male,0.9167,1,151.5500,,S
1,0,female,,1,151.55,"C22, deck C",C
3,0,male,39.5,0,7.2292,,Q
3,0,male,,0,7.75,,
2,1,female,24,2,+65,"B5, deck B",S
2,0,male,1e1,1,.5,,S
3,1,"male",22,0,7.8958,F2,Q
1,0,female,63,,,,X
"""

MOSTLY_ZEROS = """\
zeros,some,y
0,1,a
0,,b
0,2,a
0,2,b
0,2,a
7.5,2,b
0,2,a
0,1000,b
0,,a
-3,-4,b
1e6,3,a
,2,b
"""


def cells_of(text):
    """Rows of cells; a quoted cell of these tables holds one comma."""
    rows = []
    for line in text.splitlines():
        line = line.replace(", deck", "; deck").replace('"', "")
        rows.append([cell.replace("; deck", ", deck") for cell in line.split(",")])
    return rows[0], [["" if cell == "NA" else cell for cell in row] for row in rows[1:]]


def is_number(cell):
    try:
        float(cell)
    except ValueError:
        return False
    return True


def scaled(values, imputed, train, scaler):
    if scaler == "none":
        return imputed
    if scaler == "minmax":
        return MinMaxScaler().fit(imputed[train]).transform(imputed)
    if scaler == "standard":
        return StandardScaler().fit(imputed[train]).transform(imputed)
    robust = RobustScaler().fit(values[train])
    q25, q75 = np.nanpercentile(values[train], [25, 75])
    if q25 == q75:
        robust.scale_ = np.array([np.nanmax(values[train]) - np.nanmin(values[train])]) / 2
    z = robust.transform(imputed)
    return z / np.sqrt(1 + (z / 3) ** 2)


def numeric_features(name, cells, train, scaler):
    x = np.array([[float(cell or "nan")] for cell in cells])
    imputer = SimpleImputer(strategy="median", add_indicator=True).fit(x[train])
    features = imputer.transform(x)
    features[:, :1] = scaled(x, features[:, :1], train, scaler)
    return [name, name + " is missing"][: features.shape[1]], features


def categorical_features(name, cells, train, _):
    x = np.array([[cell] for cell in cells], dtype=object)
    encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(x[train])
    names = [name + ("=" + level if level else " is missing") for level in encoder.categories_[0]]
    return names, encoder.transform(x)


def case(text, target, train, scaler):
    header, rows = cells_of(text)
    names, blocks = [], []
    for c, name in enumerate(header):
        if name == target:
            continue
        cells = [row[c] for row in rows]
        numeric = all(is_number(cell) for cell in cells if cell)
        column = (numeric_features if numeric else categorical_features)(
            name, cells, train, scaler)
        names += column[0]
        blocks.append(column[1])
    return {"csv": text, "target": target, "train": train, "scaler": scaler, "feature_names": names,
            "x": np.hstack(blocks).tolist()}


def main():
    cases = [case(*table, scaler) for scaler in ("standard", "robust", "minmax", "none")
             for table in ((PENGUINS, "species", list(range(9))),
                           (TITANIC, "survived", list(range(8))),
                           (MOSTLY_ZEROS, "y", list(range(9))))]
    lines = ",\n".join(json.dumps(one) for one in cases)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("preprocess.json")
    path.write_text(f'{{"versions": {versions}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
