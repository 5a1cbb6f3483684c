"""Writes linear.json: scikit-learn's logistic regressions, with C given and with C chosen.

Run: python tests/golden/make_linear.py (versions: tests/requirements.txt).

The peer is LogisticRegression with solver="newton-cholesky", which reaches the optimum on every set
here. Its default solver, L-BFGS, does not on the raw scale: with tol=1e-10 it is still 4e-4 away
after 10,000 iterations on wine with C=1, and as far away as the solution is large on wine and
breast_cancer with C=1e4. For each fit the largest relative size of one more Newton step, computed
here with NumPy from the objective itself, is stored as "error": how far its own answer is
from the optimum.
"""

import json
import os
import pathlib
import warnings

# NumPy's own vector code, chosen by the processor, may differ in the last bit from machine to
# machine; switched off before NumPy loads, so that every machine draws the same points.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn import datasets  # noqa: E402
from sklearn.linear_model import LinearRegression, LogisticRegression, LogisticRegressionCV  # noqa: E402

SETTINGS = {"solver": "newton-cholesky", "max_iter": 1000}
# Closer than 1e-8 the warm starts of the cross-validation leave Newton's line search nothing but
# rounding, and scikit-learn falls back to L-BFGS.
TOL, TOL_CV = 1e-12, 1e-8
DATA = {
    "moons_0": datasets.make_moons(200, noise=0.2, random_state=0),
    "moons_3": datasets.make_moons(100, noise=0.35, random_state=3),
    "moons_7": datasets.make_moons(101, noise=0.35, random_state=7),
    "moons_10": datasets.make_moons(100, noise=0.35, random_state=10),
    "moons_42": datasets.make_moons(150, noise=0.05, random_state=42),
    "iris": datasets.load_iris(return_X_y=True),
    "wine": datasets.load_wine(return_X_y=True),
    "breast_cancer": datasets.load_breast_cancer(return_X_y=True),
}
FITS = [
    ("moons_0", 1e-4, True),
    ("moons_0", 1.0, True),
    ("moons_0", 1e4, True),
    ("moons_0", 1.0, False),
    ("moons_7", 2.7825594022071245, True),
    ("moons_42", 1e4, True),
    ("iris", 1e-2, True),
    ("iris", 1.0, True),
    ("iris", 1e4, True),
    ("iris", 3.0, False),
    ("wine", 1e-4, True),
    ("wine", 1.0, True),
    ("wine", 1e4, True),
    ("wine", 1.0, False),
    ("breast_cancer", 1e-4, True),
    ("breast_cancer", 1.0, True),
    ("breast_cancer", 1e4, True),
    ("breast_cancer", 10.0, False),
]


def remaining_error(model, x, y, C, fit_intercept):
    """One Newton step of C * sum of losses + 1/2 |W|^2 from the model, relative to its size."""
    n, k = len(x), len(model.classes_)
    a = np.hstack([x, np.ones((n, 1))]) if fit_intercept else x
    penalty = np.ones(a.shape[1])
    if fit_intercept:
        penalty[-1] = 0
    theta = model.coef_
    if fit_intercept:
        theta = np.hstack([theta, model.intercept_[:, None]])
    p = model.predict_proba(x)
    onehot = np.eye(k)[y]
    if k == 2:
        p, onehot = p[:, 1:], onehot[:, 1:]
    gradient = C * (p - onehot).T @ a + theta * penalty
    rows, d = theta.shape
    hessian = np.zeros((rows, d, rows, d))
    for r in range(rows):
        for s in range(rows):
            w = p[:, r] * ((r == s) - p[:, s])
            hessian[r, :, s, :] = C * (a.T * w) @ a
        hessian[r, :, r, :] += np.diag(penalty)
    # In units of the diagonal, so that a small coefficient of a large column counts as much.
    scale = 1 / np.sqrt(np.einsum("ijij->ij", hessian)).ravel()
    h = hessian.reshape(rows * d, rows * d) * np.outer(scale, scale)
    step = scale * np.linalg.lstsq(h, scale * gradient.ravel(), rcond=1e-15)[0]
    return float(np.max(np.abs(step)) / np.max(np.abs(theta)))


def fitted(model, x, y):
    return {
        "coef": model.coef_.tolist(),
        "intercept": model.intercept_.tolist(),
        "accuracy": model.score(x, y),
        "probabilities": model.predict_proba(x[:3]).tolist(),
    }


def fit(name, C, fit_intercept):
    x, y = DATA[name]
    model = LogisticRegression(C=C, fit_intercept=fit_intercept, tol=TOL, **SETTINGS)
    model.fit(x, y)
    error = remaining_error(model, x, y, C, fit_intercept)
    print(f"{name} C={C} error {error:.1e}")
    return {"data": name, "C": C, "fit_intercept": fit_intercept, "error": error,
            **fitted(model, x, y)}


def cross_validate(name):
    x, y = DATA[name]
    model = LogisticRegressionCV(
        Cs=10, cv=5, scoring="accuracy", l1_ratios=(0,), use_legacy_attributes=False, tol=TOL_CV,
        **SETTINGS,
    ).fit(x, y)
    error = remaining_error(model, x, y, model.C_, True)
    print(f"{name} chose C={model.C_} error {error:.1e}")
    return {"data": name, "C": float(model.C_), "Cs": list(model.Cs_), "error": error,
            "scores": model.scores_.reshape(5, 10).tolist(), **fitted(model, x, y)}


def least_squares(name, weighted=False, one_hot=False):
    """The last column of a set by the others; of one-hot columns, whose sum is 1, as well."""
    x, classes = DATA[name]
    y, x = x[:, -1], x[:, :-1]
    if one_hot:
        x = np.hstack([x, np.eye(classes.max() + 1)[classes]])
    weights = np.random.RandomState(5).randint(4, size=len(y)) * 0.5 if weighted else None
    model = LinearRegression().fit(x, y, sample_weight=weights)
    return {"x": x.tolist(), "y": y.tolist(), "weights": [] if weights is None else weights.tolist(),
            "coef": model.coef_.tolist(), "intercept": model.intercept_,
            "predicted": model.predict(x[:5]).tolist()}


def main():
    warnings.simplefilter("error", sklearn.exceptions.ConvergenceWarning)
    numbers = {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "data": {name: {"x": x.tolist(), "y": y.tolist()} for name, (x, y) in DATA.items()},
        "fits": [fit(*case) for case in FITS],
        "least_squares": [least_squares("iris"), least_squares("iris", weighted=True),
                          least_squares("iris", one_hot=True), least_squares("wine"),
                          least_squares("wine", weighted=True, one_hot=True)],
        "cross_validations": [cross_validate(name) for name in DATA],
    }
    path = pathlib.Path(__file__).with_name("linear.json")
    path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
