"""Writes random.json: what numpy.random.RandomState answers to a series of calls, for some seeds.

Run: python tests/golden/make_random.py (versions: tests/requirements.txt).
"""

import json
import pathlib

import libm
import numpy as np

SEEDS = [0, 1, 7, 42, 1234, 2**32 - 1]

# Widths (high - low) at which the method changes: no draw, masks just met or just missed, the whole
# 32-bit range, the first 64-bit ones, all that int64 bounds can span.
RANGES = [
    (0, 1), (-5, -4), (0, 2), (0, 3), (-3, 4), (0, 8), (-8, 1), (10, 265), (10, 266), (10, 267),
    (-1000, -13), (0, 2**31 - 1), (0, 2**31), (-(2**31), 2**31 - 1), (0, 2**32 - 1),
    (-7, 2**32 - 7),
    (0, 2**32 + 1), (0, 2**33), (-(2**40), 3), (0, 2**40 + 3), (0, 2**63 - 1), (-(2**63), 0),
    (-(2**63), 2**63 - 1),
]


def steps(seed):
    """The calls in order. Normals come in odd numbers, so that one waits while other calls pass."""
    random = np.random.RandomState(seed)
    done = []

    def step(call, result, **arguments):
        done.append({"call": call, **arguments, "result": np.asarray(result).tolist()})

    step("standard_normal", random.randn(3), count=3)
    for low, high in RANGES:
        drawn = random.randint(low, high, size=4, dtype=np.int64)
        step("randint", drawn, low=low, high=high, count=4)
    step("standard_normal", random.standard_normal(2), count=2)
    step("random_sample", random.random_sample(5), count=5)
    step("normal", random.normal(-3.25, 0.2, size=3), loc=-3.25, scale=0.2, count=3)
    step("normal", random.normal(1e6, 0.0), loc=1e6, scale=0.0, count=1)
    step("uniform", random.uniform(-10.0, 10.0, size=4), low=-10.0, high=10.0, count=4)
    step("uniform", random.uniform(0.1, 0.3), low=0.1, high=0.3, count=1)
    for size in (0, 1, 2, 3, 8, 9, 100, 257):
        step("permutation", random.permutation(size), size=size)
    step("standard_normal", random.standard_normal(1), count=1)
    for size in (0, 1, 2, 33):
        values = [size * 10 + i * i for i in range(size)]
        shuffled = list(values)
        random.shuffle(shuffled)
        step("shuffle", shuffled, values=values)
    # Many draws, past several renewals of the 624 words of state.
    for call, draw in (
        ("standard_normal", lambda: random.standard_normal(20001)),
        ("randint", lambda: random.randint(-3, 7, size=5000, dtype=np.int64)),
        ("random_sample", lambda: random.random_sample(5000)),
    ):
        values = draw()
        done.append({"call": call, "low": -3, "high": 7, "count": len(values),
                     "fingerprint": libm.fnv1a(map(libm.bits, values.tolist()))})
    step("standard_normal", random.standard_normal(2), count=2)
    return done


def main():
    runs = [{"seed": seed, "steps": steps(seed)} for seed in SEEDS]
    lines = ",\n".join(json.dumps(run) for run in runs)
    versions = json.dumps({"numpy": np.__version__})
    path = pathlib.Path(__file__).with_name("random.json")
    path.write_text(f'{{"versions": {versions}, "libm": {libm.fingerprint()}, '
                    f'"runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
