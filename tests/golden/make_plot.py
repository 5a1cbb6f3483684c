"""Grids as numpy.arange lays them and the Spectral colours as a table of 256 entries gives them.

Writes plot.json beside this file.
"""

import json
from pathlib import Path

import numpy as np

SPECTRAL = "9e0142 d53e4f f46d43 fdae61 fee08b ffffbf e6f598 abdda4 66c2a5 3288bd 5e4fa2".split()


def grid(low, high, step, padding):
    values = np.arange(low - padding, high + padding, step)
    return {
        "low": low,
        "high": high,
        "step": step,
        "padding": padding,
        "count": len(values),
        "probes": [[int(i), float(values[i])] for i in (0, 1, 2, len(values) // 3, len(values) - 1)],
    }


def spectral(classes):
    anchors = np.array([[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in SPECTRAL]) / 255
    positions = np.linspace(0, 1, 256)
    table = np.stack(
        [np.interp(positions, np.linspace(0, 1, 11), anchors[:, i]) for i in range(3)], axis=1
    )
    entries = np.minimum((np.linspace(0, 1, classes) * 256).astype(int), 255)
    rgb = np.round(table[entries] * 255).astype(int)
    return ["#%02x%02x%02x" % tuple(row) for row in rgb]


golden = {
    "numpy": np.__version__,
    "grids": [
        grid(-1.2, 2.3, 0.01, 0.5),
        grid(-1.2345678, 2.71828, 0.01, 0.5),
        grid(-0.317, 0.905, 0.037, 0.5),
        grid(0.1, 0.7, 0.1, 0.0),
        grid(32.1, 39.6, 0.01, 0.25),
    ],
    "spectral": {str(k): spectral(k) for k in (2, 3, 4, 5, 7, 10)},
}
path = Path(__file__).with_name("plot.json")
path.write_text(json.dumps(golden, indent=1) + "\n")
