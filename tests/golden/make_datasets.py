"""Writes datasets.json: the points of scikit-learn's make_moons, make_circles and make_blobs.

Run: python tests/golden/make_datasets.py (versions: tests/requirements.txt).

NumPy may compute elementary functions with its own vector code, chosen by the processor, whose last
bit can differ from the C library's. It is switched off here, before NumPy loads, so that every
machine writes the same file.
"""

import json
import os
import pathlib

DISABLED = "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"
os.environ["NPY_DISABLE_CPU_FEATURES"] = DISABLED

import libm  # noqa: E402
import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn import datasets  # noqa: E402

CASES = [
    ("moons", 0, {"n_samples": 200, "noise": 0.2}),
    ("moons", 42, {"n_samples": 501, "noise": 0.3}),
    ("moons", 1, {"n_samples": 31}),
    ("moons", 7, {"n_samples": 31, "shuffle": False}),
    ("moons", 1234, {"n_samples": 10, "noise": 0.0}),
    ("moons", 2**32 - 1, {"n_samples": 17, "noise": 0.2, "shuffle": False}),
    ("moons", 3, {"n_samples": 2, "noise": 0.1}),
    ("moons", 3, {"n_samples": 3}),
    ("moons", 5, {"n_samples": 52}),  # 25 steps of pi/25 miss pi: linspace sets its last number
    ("circles", 0, {"n_samples": 100, "noise": 0.2}),
    ("circles", 42, {"n_samples": 301, "noise": 0.05, "factor": 0.3}),
    ("circles", 1, {"n_samples": 33}),
    ("circles", 7, {"n_samples": 33, "shuffle": False, "factor": 0.5}),
    ("circles", 1234, {"n_samples": 12, "noise": 0.0, "factor": 0.0}),
    ("circles", 2**32 - 1, {"n_samples": 19, "noise": 0.2, "shuffle": False}),
    ("circles", 3, {"n_samples": 2, "noise": 0.1}),
    ("blobs", 0, {"n_samples": 100, "centers": 3}),
    ("blobs", 42, {"n_samples": 101, "centers": 4, "n_features": 3, "cluster_std": 2.5}),
    ("blobs", 1, {"n_samples": 23, "centers": 5, "n_features": 1, "center_box": [0.5, 3.25]}),
    ("blobs", 7, {"n_samples": 23, "centers": 3, "n_features": 5, "shuffle": False}),
    ("blobs", 1234, {"n_samples": 11, "centers": 2, "cluster_std": 0.0}),
    ("blobs", 2**32 - 1, {"n_samples": 9, "centers": 1, "n_features": 3}),
    ("blobs", 3, {"n_samples": 4, "centers": 4, "center_box": [-1.0, 1.0]}),
]


def points(name, seed, options):
    arguments = dict(options)
    if "center_box" in arguments:
        arguments["center_box"] = tuple(arguments["center_box"])
    x, y = getattr(datasets, "make_" + name)(random_state=seed, **arguments)
    return {"name": name, "seed": seed, "options": options, "x": x.tolist(), "y": y.tolist()}


def main():
    lines = ",\n".join(json.dumps(points(*case)) for case in CASES)
    versions = json.dumps({"numpy": np.__version__, "scikit-learn": sklearn.__version__})
    path = pathlib.Path(__file__).with_name("datasets.json")
    path.write_text(f'{{"versions": {versions}, "disabled_cpu_features": "{DISABLED}", '
                    f'"libm": {libm.fingerprint()}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
