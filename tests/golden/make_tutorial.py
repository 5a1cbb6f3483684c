"""Writes tutorial.json: the tutorial's network trained by NumPy, with twins that show its spread.

Run: python tests/golden/make_tutorial.py (versions: tests/requirements.txt); about two minutes.

The tutorial's step is so long that some runs amplify rounding errors until these decide the path.
Each run is therefore repeated with twins, whose first weights differ by one part in 1e15: what the
twins do not agree on is no property of the mathematics, and nobody can be asked to reproduce it.

NumPy may compute elementary functions with its own vector code, and OpenBLAS products with
different kernels, both chosen by the processor. They are fixed here, before NumPy loads, so that
every machine writes the same file.
"""

import json
import os
import pathlib

DISABLED = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
os.environ["NPY_DISABLE_CPU_FEATURES"] = DISABLED
os.environ["OPENBLAS_CORETYPE"] = "Nehalem"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn import datasets  # noqa: E402

REG_LAMBDA = 0.01
EVERY = 1000  # passes between two reported losses
MIDDLE = 1500  # passes before the state at which a gradient is recorded: amid the default's unrest
TWINS = 8
# The tests allow 20 times the spread of the twins, but 1e-9 at least: below this spread, of losses
# and weights, a run is stable and held to 1e-9 throughout.
STABLE = 1e-9 / 20

DEFAULT = {"name": "default", "data": "moons", "seed": 0, "samples": 200, "noise": 0.2,
           "hidden": 3, "classes": 2, "passes": 20000, "epsilon": 0.01, "stable": False}
BLOBS = {"data": "blobs", "noise": 1.5, "hidden": 5, "classes": 3, "epsilon": 0.001,
         "passes": 3000, "stable": True}
RUNS = [DEFAULT] + [
    {**DEFAULT, "stable": True, **changes}
    for changes in (
        {"name": "hidden_1", "hidden": 1, "passes": 5000},
        {"name": "hidden_5", "hidden": 5, "passes": 5000},
        {"name": "hidden_20", "hidden": 20, "passes": 5000},
        {"name": "hidden_50", "hidden": 50, "passes": 2000},
        {"name": "seed_7", "seed": 7},
        {"name": "seed_1234", "seed": 1234, "passes": 10000},
        {"name": "seed_42", "seed": 42, "passes": 5000, "stable": False},
        {"name": "low_noise", "noise": 0.1, "passes": 5000},
        {"name": "high_noise", "seed": 7, "noise": 0.3, "passes": 5000},
        {"name": "half_the_samples", "seed": 11, "samples": 100, "noise": 0.25, "passes": 5000},
        {"name": "odd_samples", "seed": 5, "samples": 51, "noise": 0.15, "hidden": 6,
         "passes": 5000},
        {"name": "more_samples", "seed": 2, "samples": 301, "noise": 0.1, "hidden": 4,
         "passes": 3000},
        {**BLOBS, "name": "blobs", "seed": 0, "samples": 200},
        {**BLOBS, "name": "odd_blobs", "seed": 3, "samples": 143, "noise": 2.0},
    )
]


def draw_data(run):
    """The data, from the global stream: as in the tutorial, seeded once before."""
    np.random.seed(run["seed"])
    if run["data"] == "moons":
        return datasets.make_moons(run["samples"], noise=run["noise"])
    return datasets.make_blobs(run["samples"], centers=run["classes"], cluster_std=run["noise"],
                               center_box=(-5.0, 5.0))


def draw_weights(run, inputs):
    """W1, b1, W2, b2. The stream starts again from the seed, as it does in the tutorial."""
    np.random.seed(run["seed"])
    hidden, classes = run["hidden"], run["classes"]
    w1 = np.random.randn(inputs, hidden) / np.sqrt(inputs)
    w2 = np.random.randn(hidden, classes) / np.sqrt(hidden)
    return [w1, np.zeros((1, hidden)), w2, np.zeros((1, classes))]


def forward(x, weights):
    w1, b1, w2, b2 = weights
    a1 = np.tanh(x.dot(w1) + b1)
    scores = np.exp(a1.dot(w2) + b2)
    return a1, scores / np.sum(scores, axis=1, keepdims=True)


def loss(x, y, weights):
    w1, _, w2, _ = weights
    _, probs = forward(x, weights)
    total = np.sum(-np.log(probs[range(len(x)), y]))
    total += REG_LAMBDA / 2 * (np.sum(np.square(w1)) + np.sum(np.square(w2)))
    return 1.0 / len(x) * total


def gradient(x, y, weights):
    """Of the objective summed over the examples, with the penalty: in the tutorial's order."""
    w1, _, w2, _ = weights
    a1, delta3 = forward(x, weights)
    delta3[range(len(x)), y] -= 1
    dw2 = a1.T.dot(delta3)
    db2 = np.sum(delta3, axis=0, keepdims=True)
    delta2 = delta3.dot(w2.T) * (1 - np.power(a1, 2))
    dw1 = np.dot(x.T, delta2)
    db1 = np.sum(delta2, axis=0, keepdims=True)
    dw2 += REG_LAMBDA * w2
    dw1 += REG_LAMBDA * w1
    return [dw1, db1, dw2, db2]


def gradient_magnitude(x, y, weights):
    """The largest entry's size if no two examples' shares cancelled: what rounding goes by."""
    a1, delta3 = forward(x, weights)
    delta3[range(len(x)), y] -= 1
    delta2 = delta3.dot(weights[2].T) * (1 - np.power(a1, 2))
    sums = [np.abs(before).T.dot(np.abs(delta)) for before, delta in ((x, delta2), (a1, delta3))]
    return float(max(s.max() for s in sums))


def is_checkpoint(run, i):
    return i % EVERY == 0 or i == run["passes"] - 1


def train(run, x, y, first_weights):
    """Losses after the passes that are checkpoints, and the weights by number of passes."""
    weights = [w.copy() for w in first_weights]
    losses, states = [], {0: first_weights}
    for i in range(run["passes"]):
        for w, dw in zip(weights, gradient(x, y, weights)):
            w += -run["epsilon"] * dw
        if is_checkpoint(run, i):
            losses.append(loss(x, y, weights))
        if i + 1 in (MIDDLE, run["passes"]):
            states[i + 1] = [w.copy() for w in weights]
    return np.array(losses), states


def flat(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def study(run):
    x, y = draw_data(run)
    first = draw_weights(run, x.shape[1])
    losses, states = train(run, x, y, first)
    final = states[run["passes"]]
    loss_spread = np.zeros_like(losses)
    weight_spread = 0.0
    signs = np.random.RandomState(20240229)
    for _ in range(TWINS):
        twin = [w * (1 + 1e-15 * signs.choice([-1, 1], size=w.shape)) for w in first]
        twin_losses, twin_states = train(run, x, y, twin)
        loss_spread = np.maximum(loss_spread, np.abs(twin_losses - losses))
        apart = np.abs(flat(twin_states[run["passes"]]) - flat(final)).max()
        weight_spread = max(weight_spread, float(apart))
    stable = bool(max(loss_spread.max(), weight_spread) < STABLE)
    if stable != run["stable"]:
        raise SystemExit(f"{run['name']}: spread {loss_spread.max()}, {weight_spread}: not as said")
    checkpoints = [i for i in range(run["passes"]) if is_checkpoint(run, i)]
    accuracy = float(np.mean(np.argmax(forward(x, final)[1], axis=1) == y))
    print(f"{run['name']}: loss {losses[-1]:.6f}, accuracy {accuracy}, "
          f"spread {loss_spread.max():.1e} in loss, {weight_spread:.1e} in weights", flush=True)
    return {
        "run": {**run, "l2": REG_LAMBDA}, "x": x.tolist(), "y": y.tolist(),
        "losses": [{"iteration": i, "loss": value, "spread": spread} for i, value, spread
                   in zip(checkpoints, losses.tolist(), loss_spread.tolist())],
        "weight_spread": weight_spread, "accuracy": accuracy,
        "states": [{"passes": passes, "weights": flat(weights).tolist(),
                    "gradient": flat(gradient(x, y, weights)).tolist(),
                    "gradient_magnitude": gradient_magnitude(x, y, weights)}
                   for passes, weights in states.items()],
    }


def main():
    lines = ",\n".join(json.dumps(study(run)) for run in RUNS)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("tutorial.json")
    path.write_text(f'{{"versions": {versions}, "disabled_cpu_features": "{DISABLED}", '
                    f'"runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
