"""Writes regression.json: scikit-learn's MLPRegressor and MLPClassifier with weights, epoch by epoch;
and Huber minima by scikit-learn's HuberRegressor.

Run: python tests/golden/make_regression.py (versions: tests/requirements.txt).

scikit-learn divides a weighted loss by the sum of the weights, Crescent by the number of rows: the
weights here have mean 1. As in make_mlp.py, whose settings of the processor this script takes over,
rows keep their order and penalties go with full batches only.
"""

import json
import pathlib
import warnings

import make_mlp  # first: it fixes what NumPy may use of the processor

import numpy as np
import sklearn
from sklearn.datasets import make_friedman1
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import HuberRegressor
from sklearn.neural_network import MLPRegressor

ROWS = 90

# (outputs, weighted, epochs, MLPRegressor's parameters); None: a classifier on blobs.
CASES = [
    (1, False, 120, {**make_mlp.PLAIN, "batch_size": ROWS, "momentum": 0.9, "alpha": 0.3,
                     "learning_rate_init": 0.02, "activation": "tanh", "hidden_layer_sizes": [6]}),
    (1, True, 60, {**make_mlp.ADAM, "batch_size": ROWS, "alpha": 0.05, "activation": "relu",
                   "hidden_layer_sizes": [7, 4]}),
    (1, False, 40, {**make_mlp.ADAM, "batch_size": 32, "alpha": 0.0, "activation": "logistic",
                    "hidden_layer_sizes": [5]}),
    (3, False, 40, {**make_mlp.NESTEROV, "batch_size": 15, "alpha": 0.0, "learning_rate_init": 0.01,
                    "activation": "tanh", "hidden_layer_sizes": [6]}),
    (None, True, 60, {**make_mlp.ADAM, "batch_size": ROWS, "alpha": 0.1, "activation": "tanh",
                      "hidden_layer_sizes": [5]}),
]


def recorded(base):
    """A class that keeps the parameters that its fit starts from."""

    class Recorded(base):
        def _init_coef(self, fan_in, fan_out, dtype):
            weights, biases = super()._init_coef(fan_in, fan_out, dtype)
            if not hasattr(self, "first_"):
                self.first_ = []
            self.first_ += [weights.copy(), biases.copy()]
            return weights, biases

    return Recorded


def data(outputs):
    if outputs is None:
        return make_mlp.data("blobs")
    x, t = make_friedman1(ROWS, n_features=5, noise=0.3, random_state=4)
    t = (t - t.mean()) / t.std()
    return 2 * x - 1, np.column_stack([t, x[:, 0] * x[:, 1], t * t])[:, :outputs]


def weights_of(weighted):
    if not weighted:
        return None
    weights = np.random.RandomState(6).exponential(size=ROWS)
    return weights / weights.mean()


def study(outputs, weighted, epochs, parameters):
    x, t = data(outputs)
    weights = weights_of(weighted)
    kind = make_mlp.MLPClassifier if outputs is None else MLPRegressor
    model = recorded(kind)(max_iter=epochs, shuffle=False, random_state=17, tol=0.0,
                           n_iter_no_change=np.inf, **parameters)
    model.fit(x, t.ravel() if outputs == 1 else t, sample_weight=weights)
    return {"outputs": outputs, "parameters": parameters, "x": x.tolist(), "t": t.tolist(),
            "weights": [] if weights is None else weights.tolist(),
            "first_weights": make_mlp.flat(model.first_), "loss_curve": model.loss_curve_,
            "weights_after": make_mlp.flat(a for pair in zip(model.coefs_, model.intercepts_)
                                           for a in pair)}


def huber():
    """HuberRegressor fits a scale too; with it fixed at its own optimum the rest is our objective."""
    x, t = data(1)
    t = t.ravel() + np.where(np.arange(ROWS) % 9 == 0, 8.0, 0.0)
    model = HuberRegressor(epsilon=1.5, alpha=0.0, tol=1e-10, max_iter=10000).fit(x, t)
    return {"x": x.tolist(), "t": t.tolist(), "delta": 1.5 * model.scale_,
            "coef": model.coef_.tolist(), "intercept": float(model.intercept_)}


def main():
    warnings.simplefilter("ignore", ConvergenceWarning)
    runs = ",\n".join(json.dumps(study(*case)) for case in CASES)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("regression.json")
    path.write_text(f'{{"versions": {versions}, "disabled_cpu_features": "{make_mlp.DISABLED}",\n'
                    f'"huber": {json.dumps(huber())},\n"runs": [\n{runs}\n]}}\n')


if __name__ == "__main__":
    main()
