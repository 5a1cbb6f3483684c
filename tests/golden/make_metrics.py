"""Writes metrics.json: scikit-learn's accuracy, log loss and confusion matrix of random classes.

Run: python tests/golden/make_metrics.py (versions: tests/requirements.txt).
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

CASES = [  # name, rows, classes, seed
    ("two classes", 40, 2, 0),
    ("three classes", 75, 3, 1),
    ("ten classes", 200, 10, 2),
    ("one row", 1, 3, 3),
]


def score(name, y, p, classes):
    labels = list(range(classes))
    predicted = np.argmax(p, axis=1)
    return {
        "name": name,
        "classes": classes,
        "y": y.tolist(),
        "probabilities": p.tolist(),
        "argmax": predicted.tolist(),
        "accuracy": metrics.accuracy_score(y, predicted),
        "log_loss": metrics.log_loss(y, p, labels=labels),
        "confusion_matrix": metrics.confusion_matrix(y, predicted, labels=labels).tolist(),
    }


def drawn(name, rows, classes, seed):
    random = np.random.RandomState(seed)
    y = random.randint(classes, size=rows)
    # Logits that lean to the true class, so that the confusion matrix is neither full nor empty.
    z = 2 * random.randn(rows, classes) + 1.5 * np.eye(classes)[y]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    return score(name, y, p / p.sum(axis=1, keepdims=True), classes)


def edges():
    y = np.array([0, 1, 2, 2, 1])
    p = np.array([
        [1.0, 0.0, 0.0],  # certain and right: clipped to 1 - eps
        [1.0, 0.0, 0.0],  # certain and wrong: clipped to eps
        [0.25, 0.5, 0.25],
        [0.4, 0.2, 0.4],  # a tie: the first is predicted
        [1e-300, 1e-20, 1.0],  # below eps, yet not 0
    ])
    return score("zeros and ones", y, p, 3)


def unnormalised():
    y = np.array([0, 1, 1])
    p = np.array([[0.5, 0.25], [0.1, 0.3], [0.9, 0.8]])
    return score("rows that do not sum to 1", y, p, 2)


def main():
    # log_loss warns that the rows of `unnormalised` do not sum to one: that is the point.
    warnings.filterwarnings("ignore", message="The y_prob values do not sum to one")
    numbers = {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "cases": [*(drawn(*case) for case in CASES), edges(), unnormalised()],
    }
    path = pathlib.Path(__file__).with_name("metrics.json")
    path.write_text(json.dumps(numbers, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
