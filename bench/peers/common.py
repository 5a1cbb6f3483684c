"""What the Python peers share. Each is called as PROGRAM DATA_FOLDER REPEATS THREADS and prints one JSON
object a line: a row of the table, with the times of its repeats in seconds and what they computed.
"""
import json
import pathlib
import sys
import time

import numpy as np

FOLDER = pathlib.Path(sys.argv[1])
REPEATS = int(sys.argv[2])
THREADS = int(sys.argv[3])

# Hidden units of the tutorial's network: passes and learning rate. Wider ones need smaller steps.
TUTORIAL = {3: (20000, 0.01), 50: (2000, 0.001), 500: (200, 0.0001)}


def load(name, dtype, *shape):
    return np.fromfile(FOLDER / name, dtype).reshape(shape or -1)


def layers(flat, sizes):
    """[(W, b), ...] out of the flat buffer W1, b1, W2, b2, ..."""
    found, start = [], 0
    for inputs, outputs in zip(sizes, sizes[1:]):
        end = start + inputs * outputs
        found.append((flat[start:end].reshape(inputs, outputs).copy(), flat[end : end + outputs].copy()))
        start = end + outputs
    assert start == flat.size
    return found


def timed(work):
    """(seconds of each repeat, what the last one returned). The first call warms up and is not counted
    where it is short."""
    began = time.perf_counter()
    result = work()
    first = time.perf_counter() - began
    seconds = [] if first < 5 else [first]
    while len(seconds) < REPEATS:
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return seconds, result


def emit(workload, peer, version, precision, seconds, **result):
    print(json.dumps({"workload": workload, "peer": peer, "version": version, "precision": precision,
                      "threads": THREADS, "seconds": seconds, "result": result}), flush=True)
