"""Writes mlp.json: training runs of scikit-learn's MLPClassifier, epoch by epoch, and minima.

Run: python tests/golden/make_mlp.py (versions: tests/requirements.txt).

Rows are taken in their fixed order (shuffle=False). scikit-learn gives every mini-batch the whole
penalty over the batch's rows, Crescent the batch's share of it: so alpha > 0 only with full batches.

NumPy's and OpenBLAS's processor-dependent code is switched off, before NumPy loads, so that every
machine writes the same file.
"""

import json
import os
import pathlib
import warnings

DISABLED = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
os.environ["NPY_DISABLE_CPU_FEATURES"] = DISABLED
os.environ["OPENBLAS_CORETYPE"] = "Nehalem"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.datasets import make_blobs, make_moons  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402

PLAIN = {"solver": "sgd", "nesterovs_momentum": False}
NESTEROV = {"solver": "sgd", "nesterovs_momentum": True, "momentum": 0.8}
ADAM = {"solver": "adam", "learning_rate_init": 0.01}
FULL = {"batch_size": 90}

# (data, epochs, MLPClassifier's parameters); 90 rows: 32 does not divide them, 15 does.
CASES = [
    ("moons", 150, {**PLAIN, **FULL, "momentum": 0.0, "alpha": 0.3, "learning_rate_init": 0.2,
                    "activation": "tanh", "hidden_layer_sizes": [4]}),
    ("moons", 120, {**PLAIN, **FULL, "momentum": 0.9, "alpha": 0.3, "learning_rate_init": 0.1,
                    "activation": "tanh", "hidden_layer_sizes": [6]}),
    ("blobs", 40, {**PLAIN, "batch_size": 32, "alpha": 0.0, "learning_rate_init": 0.05,
                   "activation": "identity", "hidden_layer_sizes": [4]}),
    ("blobs", 100, {**NESTEROV, **FULL, "alpha": 0.05, "learning_rate_init": 0.05,
                    "activation": "relu", "hidden_layer_sizes": [7]}),
    ("moons", 60, {**NESTEROV, "batch_size": 32, "alpha": 0.0, "learning_rate_init": 0.05,
                   "activation": "tanh", "hidden_layer_sizes": [5, 3]}),
    ("blobs", 60, {**NESTEROV, "batch_size": 15, "alpha": 0.0, "learning_rate_init": 0.2,
                   "activation": "logistic", "hidden_layer_sizes": [6]}),
    ("moons", 150, {**ADAM, **FULL, "alpha": 0.1, "activation": "logistic",
                    "hidden_layer_sizes": [5]}),
    ("blobs", 100, {**ADAM, **FULL, "alpha": 1.0, "activation": "identity",
                    "hidden_layer_sizes": []}),
    ("moons", 50, {**ADAM, "batch_size": 32, "alpha": 0.0, "activation": "relu",
                   "hidden_layer_sizes": [8, 5]}),
    ("blobs", 50, {**ADAM, "batch_size": 15, "alpha": 0.0, "activation": "tanh",
                   "hidden_layer_sizes": [4, 3, 5], "beta_1": 0.8, "beta_2": 0.99,
                   "epsilon": 1e-3}),
]

# Minima that L-BFGS finds: (data, MLPClassifier's parameters). Penalties so strong that two programs
# fall into the same one.
MINIMA = [
    ("blobs", {"alpha": 1.0, "activation": "identity", "hidden_layer_sizes": []}),
    ("moons", {"alpha": 2.0, "activation": "tanh", "hidden_layer_sizes": [5]}),
    ("blobs", {"alpha": 4.0, "activation": "logistic", "hidden_layer_sizes": [4]}),
    ("moons", {"alpha": 2.0, "activation": "tanh", "hidden_layer_sizes": [4, 3]}),
]


class RecordedClassifier(MLPClassifier):
    """Keeps the parameters that a fit starts from."""

    def _init_coef(self, fan_in, fan_out, dtype):
        weights, biases = super()._init_coef(fan_in, fan_out, dtype)
        if not hasattr(self, "first_"):
            self.first_ = []
        self.first_ += [weights.copy(), biases.copy()]
        return weights, biases


def data(name):
    if name == "moons":
        return make_moons(90, noise=0.25, random_state=3)
    return make_blobs(90, centers=4, n_features=3, center_box=(-2.0, 2.0), random_state=8)


def flat(arrays):
    return np.concatenate([a.ravel() for a in arrays]).tolist()


def fitted(x, y, epochs, parameters):
    model = RecordedClassifier(max_iter=epochs, shuffle=False, random_state=17, tol=0.0,
                               n_iter_no_change=np.inf, **parameters)
    return model.fit(x, y)


def study(name, epochs, parameters):
    x, y = data(name)
    # One fit for each stop: a longer run passes through the same states.
    stops = [1, epochs // 2, epochs]
    models = [fitted(x, y, stop, parameters) for stop in stops]
    assert models[-1].loss_curve_[: stops[1]] == models[1].loss_curve_
    states = [
        {"epochs": stop,
         "weights": flat(a for pair in zip(model.coefs_, model.intercepts_) for a in pair)}
        for stop, model in zip(stops, models)
    ]
    return {"data": name, "output": models[0].out_activation_, "parameters": parameters,
            "first_weights": flat(models[0].first_), "loss_curve": models[-1].loss_curve_,
            "states": states}


def minimum(name, parameters):
    x, y = data(name)
    model = RecordedClassifier(solver="lbfgs", max_iter=20000, max_fun=200000, random_state=17,
                               tol=1e-9, **parameters).fit(x, y)
    return {"data": name, "output": model.out_activation_, "parameters": parameters,
            "first_weights": flat(model.first_), "loss": model.loss_,
            "probabilities": model.predict_proba(x)[::10].tolist()}


def glorot():
    """First weights by seed and activation: layer 1's are the first that the stream gives."""
    x, y = data("moons")
    cases = []
    for seed, activation in ((0, "tanh"), (7, "relu"), (42, "logistic"), (1234, "identity")):
        recorded = RecordedClassifier([5, 4], activation=activation, max_iter=1, random_state=seed)
        recorded.fit(x, y)
        cases.append({"seed": seed, "activation": activation,
                      "W1": recorded.first_[0].tolist()})
    return cases


def main():
    warnings.simplefilter("ignore", ConvergenceWarning)
    sets = {name: {"x": data(name)[0].tolist(), "y": data(name)[1].tolist()}
            for name in ("moons", "blobs")}
    lines = ",\n".join(json.dumps(study(*case)) for case in CASES)
    minima = ",\n".join(json.dumps(minimum(*case)) for case in MINIMA)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("mlp.json")
    path.write_text(f'{{"versions": {versions}, "disabled_cpu_features": "{DISABLED}",\n'
                    f'"data": {json.dumps(sets)},\n"glorot": {json.dumps(glorot())},\n'
                    f'"minima": [\n{minima}\n],\n'
                    f'"runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
