"""Writes metrics.json: scikit-learn's and SciPy's numbers for random predictions.

Run: python tests/golden/make_metrics.py (versions: tests/requirements.txt).
"""

import json
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import calibration, metrics

CASES = [  # name, rows, classes, seed, weights
    ("two classes", 40, 2, 0, False),
    ("two classes, weights", 60, 2, 4, True),
    ("three classes", 75, 3, 1, False),
    ("three classes, weights", 75, 3, 5, True),
    ("ten classes", 200, 10, 2, False),
    ("one row", 1, 3, 3, False),
]


def number(value):
    """JSON has no NaN."""
    return None if np.isnan(value) else float(value)


def rank_scores(y, p, w):
    """One class against the rest, of those that occur; class 1 alone of two."""
    one_of = [1] if p.shape[1] == 2 else range(p.shape[1])
    present = [k for k in one_of if 0 < np.sum(y == k) < len(y)]
    area = [metrics.roc_auc_score(y == k, p[:, k], sample_weight=w) for k in present]
    # scikit-learn's average precision of a class without rows is 0, with a warning; here it is left
    # out of the mean. A class that all rows have is 1.
    occur = [k for k in one_of if np.any(y == k)]
    precision = [metrics.average_precision_score(y == k, p[:, k], sample_weight=w) for k in occur]
    return (np.mean(area) if area else np.nan), (np.mean(precision) if precision else np.nan)


def calibration_error(y, p, w, bins=15):
    """Guo et al. 2017, written down from the paper."""
    w = np.ones(len(y)) if w is None else w
    confidence, right = p.max(axis=1), p.argmax(axis=1) == y
    error = 0
    for b in range(bins):
        low, high = b / bins, (b + 1) / bins
        rows = (confidence > low) & (confidence <= high) | ((b == 0) & (confidence == 0))
        if w[rows].sum() > 0:
            gap = np.average(right[rows], weights=w[rows]) - np.average(confidence[rows],
                                                                       weights=w[rows])
            error += w[rows].sum() / w.sum() * abs(gap)
    return error


def brier(y, p, w, classes):
    if classes == 2:
        return metrics.brier_score_loss(y, p[:, 1], sample_weight=w, pos_label=1, labels=[0, 1])
    return metrics.brier_score_loss(y, p, sample_weight=w, labels=list(range(classes)))


def corners(x, y):
    """Without the points on a straight line between their neighbours."""
    turn = np.diff(x)[:-1] * np.diff(y)[1:] - np.diff(y)[:-1] * np.diff(x)[1:]
    keep = np.r_[True, np.abs(turn) > 1e-12, True]
    return x[keep], y[keep]


def averages(y, predicted, w, how, labels=None):
    return list(metrics.precision_recall_fscore_support(
        y, predicted, average=how, sample_weight=w, zero_division=0, labels=labels))


def score(name, y, p, w=None):
    classes = p.shape[1]
    labels = list(range(classes))
    predicted = np.argmax(p, axis=1)
    sums_to_one = np.allclose(p.sum(axis=1), 1)
    area, precision = rank_scores(y, p, w)
    each = averages(y, predicted, w, None, labels)
    macro, weighted = (averages(y, predicted, w, how) for how in ("macro", "weighted"))
    result = {
        "name": name,
        "classes": classes,
        "y": y.tolist(),
        "probabilities": p.tolist(),
        "weights": [] if w is None else w.tolist(),
        "argmax": predicted.tolist(),
        "accuracy": metrics.accuracy_score(y, predicted, sample_weight=w),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, predicted, sample_weight=w),
        "log_loss": metrics.log_loss(y, p, labels=labels, sample_weight=w),
        "roc_auc": number(area),
        "average_precision": number(precision),
        "brier_score": brier(y, p, w, classes) if sums_to_one else None,
        "expected_calibration_error": calibration_error(y, p, w),
        "matthews_corrcoef": metrics.matthews_corrcoef(y, predicted, sample_weight=w),
        **{f"{what}_{how}": values[i] for how, values in (("macro", macro), ("weighted", weighted))
           for i, what in enumerate(("precision", "recall", "f1"))},
        "each": np.transpose(each[:3]).ravel().tolist(),
        "confusion_matrix": metrics.confusion_matrix(y, predicted, labels=labels,
                                                     sample_weight=w).tolist(),
    }
    if classes == 2 and w is None and sums_to_one:
        observed, mean = calibration.calibration_curve(y, p[:, 1], n_bins=10)
        false_rate, true_rate = corners(*metrics.roc_curve(y, p[:, 1], drop_intermediate=False)[:2])
        result["reliability"] = {"predicted": mean.tolist(), "observed": observed.tolist()}
        result["roc_curve"] = {"false_positive_rate": false_rate.tolist(),
                               "true_positive_rate": true_rate.tolist()}
        result["thresholds"] = [
            [*averages(y, (p[:, 1] >= t / 20).astype(int), None, "binary")[:3],
             metrics.accuracy_score(y, p[:, 1] >= t / 20)] for t in range(21)]
    return result


def drawn(name, rows, classes, seed, weighted):
    random = np.random.RandomState(seed)
    y = random.randint(classes, size=rows)
    # Logits that lean to the true class, so that the confusion matrix is neither full nor empty.
    z = 2 * random.randn(rows, classes) + 1.5 * np.eye(classes)[y]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    w = random.randint(4, size=rows) * 0.5 + random.rand(rows) * (random.rand(rows) < 0.5)
    return score(name, y, p / p.sum(axis=1, keepdims=True), w if weighted else None)


def edges():
    y = np.array([0, 1, 2, 2, 1])
    p = np.array([
        [1.0, 0.0, 0.0],  # certain and right: clipped to 1 - eps
        [1.0, 0.0, 0.0],  # certain and wrong: clipped to eps
        [0.25, 0.5, 0.25],
        [0.4, 0.2, 0.4],  # a tie: the first is predicted
        [1e-300, 1e-20, 1.0],  # below eps, yet not 0
    ])
    return score("zeros and ones", y, p)


def unnormalised():
    y = np.array([0, 1, 1])
    p = np.array([[0.5, 0.25], [0.1, 0.3], [0.9, 0.8]])
    return score("rows that do not sum to 1", y, p)


def ties():
    """Probabilities of few values: many rows share a threshold, and some lie on the edge of a bin."""
    random = np.random.RandomState(8)
    p = random.randint(11, size=80) / 10
    y = (random.rand(80) < 0.2 + 0.6 * p).astype(int)
    return score("ties", y, np.column_stack([1 - p, p]))


def absent():
    """Class 3 has no row and is never predicted; class 2 has none and is predicted; class 1 has rows
    and is never predicted."""
    y = np.array([0, 0, 1, 0, 1, 0])
    p = np.array([[.7, .1, .1, .1], [.2, .1, .6, .1], [.4, .3, .2, .1], [.3, .2, .4, .1],
                  [.5, .3, .1, .1], [.9, .04, .03, .03]])
    return score("absent classes", y, p)


def values(name, rows, seed, weighted, constant=False):
    random = np.random.RandomState(seed)
    y = np.full(rows, 2.5) if constant else 100 * random.randn(rows) + 7
    predicted = y + 30 * random.standard_t(3, size=rows)
    w = random.randint(3, size=rows) * 0.5 if weighted else None
    return {
        "name": name, "y": y.tolist(), "predicted": predicted.tolist(),
        "weights": [] if w is None else w.tolist(),
        "r2": metrics.r2_score(y, predicted, sample_weight=w) if rows > 1 else None,
        "root_mean_squared_error": metrics.root_mean_squared_error(y, predicted, sample_weight=w),
        "mean_absolute_error": metrics.mean_absolute_error(y, predicted, sample_weight=w),
        "median_absolute_error": metrics.median_absolute_error(y, predicted, sample_weight=w),
    }


def mid_p(b, c):
    """Fagerland, Lydersen and Laake 2013, equation 4."""
    n = b + c
    if b == c:
        return 1 - stats.binom.pmf(b, n, 0.5) / 2
    return 2 * stats.binom.cdf(min(b, c), n, 0.5) - stats.binom.pmf(min(b, c), n, 0.5)


def resampled(differences, share):
    """Nadeau and Bengio 2003, section 3."""
    d = np.array(differences)
    error = np.sqrt((1 / len(d) + share) * d.var(ddof=1))
    low, high = stats.t.interval(0.95, len(d) - 1, d.mean(), error)
    return {"differences": d.tolist(), "share": share, "value": d.mean(), "low": low, "high": high,
            "p_value": 2 * stats.t.sf(abs(d.mean() / error), len(d) - 1)}


def tests():
    random = np.random.RandomState(11)
    wilson = [(right, rows, confidence) for right, rows in ((0, 7), (7, 7), (45, 60), (997, 1000))
              for confidence in (0.9, 0.95)]
    return {
        "mcnemar": [[b, c, mid_p(b, c)] for b, c in
                    ((0, 1), (3, 3), (5, 14), (21, 9), (40, 70), (0, 12), (300, 240))],
        "wilson": [[right, rows, confidence, *stats.binomtest(right, rows).proportion_ci(
            confidence, method="wilson")] for right, rows, confidence in wilson],
        "resampled": [resampled(random.randn(n) * 0.02 + 0.01, share)
                      for n, share in ((2, 1.0), (5, 0.25), (10, 1 / 9), (50, 0.25))],
    }


def main():
    # log_loss warns that some rows do not sum to one: that is the point; so do absent classes.
    warnings.filterwarnings("ignore")
    numbers = {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__,
                     "scipy": scipy.__version__},
        "cases": [*(drawn(*case) for case in CASES), edges(), unnormalised(), ties(), absent()],
        "values": [values("values", 101, 0, False), values("even", 40, 1, False),
                   values("weights", 60, 2, True), values("one row", 1, 3, False),
                   values("all equal", 12, 4, False, constant=True)],
        "tests": tests(),
    }
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
