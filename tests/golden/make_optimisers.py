"""Writes optimisers.json: the paths of PyTorch's optimisers on Rosenbrock's valley and a small network.

Run: /usr/bin/python3 tests/golden/make_optimisers.py, with Debian 12's PyTorch (python3-torch
1.13.1+dfsg-4, which calls itself 1.13.0a0); the other scripts' environment has none.

PyTorch puts Adam's epsilon beside the corrected root, scikit-learn and Crescent beside the root as it
is. So small an epsilon as here makes both the same.

PyTorch's processor-dependent code is switched off, so that every machine writes the same file.
"""

import json
import os
import pathlib

os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["OPENBLAS_CORETYPE"] = "Nehalem"

import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch.optim import Adam, AdamW, Rprop, SGD  # noqa: E402

EPSILON = 1e-30

# name, PyTorch's class and parameters, Crescent's parameters, learning rates on valley and network.
CASES = [
    ("gd", SGD, {}, {"solver": "gd"}, 1e-3, 0.5),
    ("momentum", SGD, {"momentum": 0.8},
     {"solver": "sgd", "momentum": 0.8, "nesterovs_momentum": False}, 5e-4, 0.2),
    ("nesterov", SGD, {"momentum": 0.9, "nesterov": True},
     {"solver": "sgd", "momentum": 0.9, "nesterovs_momentum": True}, 3e-4, 0.1),
    ("adam", Adam, {"eps": EPSILON}, {"solver": "adam", "epsilon": EPSILON}, 0.02, 0.05),
    ("adam with other betas", Adam, {"eps": EPSILON, "betas": (0.8, 0.95)},
     {"solver": "adam", "epsilon": EPSILON, "beta_1": 0.8, "beta_2": 0.95}, 0.01, 0.02),
    ("adamw", AdamW, {"eps": EPSILON, "weight_decay": 0.1},
     {"solver": "adamw", "epsilon": EPSILON, "weight_decay": 0.1}, 0.02, 0.05),
    ("rprop", Rprop, {}, {"solver": "rprop"}, 0.01, 0.02),
    ("rprop with other etas", Rprop, {"etas": (0.4, 1.3), "step_sizes": (1e-3, 0.05)},
     {"solver": "rprop", "etas": [0.4, 1.3], "step_sizes": [1e-3, 0.05]}, 0.03, 0.01),
]
STOPS = [1, 2, 3, 10, 50]
FEATURES, HIDDEN, CLASSES, ROWS = 2, 4, 3, 30


def path(parameters, loss, optimiser):
    """The parameters, flat, after each of the stops."""
    states = []
    for step in range(1, STOPS[-1] + 1):
        optimiser.zero_grad()
        loss().backward()
        optimiser.step()
        if step in STOPS:
            states.append(torch.cat([p.detach().ravel() for p in parameters]).tolist())
    return states


def valley(kind, options, rate):
    w = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    return path([w], lambda: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
                kind([w], lr=rate, **options))


def network(kind, options, rate, x, y, start):
    parameters = [torch.tensor(p, requires_grad=True) for p in start]
    w1, b1, w2, b2 = parameters

    def loss():
        scores = torch.tanh(torch.tensor(x) @ w1 + b1) @ w2 + b2
        return torch.nn.functional.cross_entropy(scores, torch.tensor(y))

    return path(parameters, loss, kind(parameters, lr=rate, **options))


def main():
    random = np.random.RandomState(5)
    y = random.randint(CLASSES, size=ROWS)
    x = random.normal(size=(ROWS, FEATURES)) + np.array([[0, 1], [1, -1], [-2, 0]])[y]
    start = [random.normal(size=shape) * 0.5
             for shape in ((FEATURES, HIDDEN), (1, HIDDEN), (HIDDEN, CLASSES), (1, CLASSES))]
    lines = [
        json.dumps({"name": name, "parameters": ours,
                    "valley": {"learning_rate": slow, "states": valley(kind, options, slow)},
                    "network": {"learning_rate": fast,
                                "states": network(kind, options, fast, x, y, start)}})
        for name, kind, options, ours, slow, fast in CASES
    ]
    head = json.dumps({
        "versions": {"torch": torch.__version__, "numpy": np.__version__},
        "stops": STOPS, "hidden": HIDDEN, "x": x.tolist(), "y": y.tolist(),
        "first_weights": np.concatenate([p.ravel() for p in start]).tolist()})
    path_ = pathlib.Path(__file__).with_name("optimisers.json")
    path_.write_text(head[:-1] + ',\n"runs": [\n' + ",\n".join(lines) + "\n]}\n")


if __name__ == "__main__":
    main()
