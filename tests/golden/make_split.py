"""Writes split.json: rows that scikit-learn's splitters choose.

Run: python tests/golden/make_split.py (versions: tests/requirements.txt).
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.model_selection import (GroupKFold, KFold, ShuffleSplit, StratifiedKFold,
                                     StratifiedShuffleSplit, TimeSeriesSplit)

# Rows of each class. Equal classes and odd fractions leave ties, broken by random draws; class 2 of
# the last has no row at all.
BALANCES = [
    [50, 50],
    [7, 7, 7],
    [30, 5, 2],
    [3, 3, 3, 3, 3, 3, 3],
    [71, 59, 48],
    [2, 98],
    [11, 13, 0, 17, 11],
]
FRACTIONS = [0.1, 0.2, 0.25, 1 / 3, 0.5]
SEEDS = [0, 42, 2**32 - 1]
FOLDS = [2, 3, 5, 10]


def labels(balance, order):
    """The classes' labels, mixed so that rows of a class do not lie together."""
    y = np.repeat(np.arange(len(balance)), balance)
    return np.random.RandomState(order).permutation(y)


def split(y, fraction, seed):
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=fraction, random_state=seed)
    train, test = next(splitter.split(y, y))
    return {"test_fraction": fraction, "seed": seed, "train": train.tolist(), "test": test.tolist()}


def random_split(rows, fraction, seed):
    splitter = ShuffleSplit(n_splits=1, test_size=fraction, random_state=seed)
    train, test = next(splitter.split(np.zeros(rows)))
    return {"rows": rows, "test_fraction": fraction, "seed": seed, "train": train.tolist(),
            "test": test.tolist()}


def fold_of_row(splitter, y, groups=None):
    result = np.empty(len(y), int)
    for fold, (_, test) in enumerate(splitter.split(y, y, groups)):
        result[test] = fold
    return result.tolist()


def folds(y, n_splits):
    """Of the labels as classes, and as groups."""
    def shuffled(splitter, groups=None):
        return [fold_of_row(splitter(n_splits, shuffle=True, random_state=seed), y, groups)
                for seed in SEEDS]

    result = {"n_splits": n_splits, "folds": fold_of_row(StratifiedKFold(n_splits), y),
              "shuffled": shuffled(StratifiedKFold), "random": shuffled(KFold),
              "time": [[len(train), len(test)] for train, test in TimeSeriesSplit(n_splits).split(y)]}
    groups = y + 3 * (np.arange(len(y)) % 4)  # more of them, of different size
    if len(set(groups)) >= n_splits:
        result["groups"] = groups.tolist()
        result["grouped"] = fold_of_row(GroupKFold(n_splits), y, groups)
        result["grouped_shuffled"] = shuffled(GroupKFold, groups)
    return result


def main():
    warnings.simplefilter("ignore")  # a class with fewer rows than folds is meant
    cases = []
    for order, balance in enumerate(BALANCES):
        y = labels(balance, order)
        present = sum(count > 0 for count in balance)
        # Smaller test parts could not hold a row of each class: scikit-learn refuses.
        fractions = [f for f in FRACTIONS if np.ceil(f * len(y)) >= present]
        cases.append({
            "y": y.tolist(),
            "splits": [split(y, f, seed) for f in fractions for seed in SEEDS],
            "folds": [folds(y, n) for n in FOLDS if n <= max(balance)],
        })
    lines = ",\n".join(json.dumps(case) for case in cases)
    random_splits = ",\n".join(json.dumps(random_split(rows, f, seed)) for rows in (2, 7, 150)
                               for f in FRACTIONS for seed in SEEDS)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("split.json")
    path.write_text(f'{{"versions": {versions}, "seeds": {SEEDS}, "cases": [\n{lines}\n],\n"random_splits": [\n{random_splits}\n]}}\n')


if __name__ == "__main__":
    main()
