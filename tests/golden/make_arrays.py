"""NPY files written by NumPy, as hexadecimal text, and the rows they hold.

  build/venv/bin/python tests/golden/make_arrays.py
"""
import io
import json
import math
import pathlib

import numpy as np


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version, allow_pickle=True)
    return file.getvalue().hex()


def rows(array):
    flat = array.reshape(len(array), -1).astype(np.float64)
    return [[None if math.isnan(x) else x for x in row] for row in flat.tolist()]


def case(name, array, version=None):
    return {"name": name, "npy": npy(array, version), "rows": rows(array)}


def main():
    table = np.array([[1.5, -2, np.nan], [0.1, 1e300, 5]])
    cube = np.arange(24).reshape(2, 3, 4)
    arrays = [
        case("float64", table),
        case("version 2", table, (2, 0)),
        case("version 3", table, (3, 0)),
        case("Fortran order", np.asfortranarray(table)),
        case("Fortran order of three dimensions", np.asfortranarray(cube.astype(np.float32))),
        case("three dimensions", cube.astype(np.uint8)),
        case("one dimension", np.array([3.5, -1, 7])),
        case("big endian", table.astype(">f8")),
        case("float16", np.array([[0.5, -65504, 6e-8], [np.nan, 1024.5, 0.1]], np.float16)),
        case("bool", np.array([[True, False], [False, False]])),
    ]
    for kind in ("<f4", ">f4", "i1", "<i2", "<i4", "<i8", ">i4", "u1", "<u2", "<u4", "<u8"):
        dtype = np.dtype(kind)
        low = 0 if dtype.kind == "u" else -100
        arrays.append(case(kind, np.linspace(low, 120, 6).reshape(3, 2).astype(dtype)))
    refused = [
        {"name": "text", "npy": npy(np.array(["a", "bc"])), "says": "type '<U2'"},
        {"name": "complex", "npy": npy(np.array([1 + 2j])), "says": "type '<c16'"},
        {"name": "objects", "npy": npy(np.array([{}, None], object)), "says": "type '|O'"},
        {"name": "times", "npy": npy(np.array(["2020-01-01"], "M8[D]")), "says": "type '<M8[D]'"},
        {"name": "records", "npy": npy(np.zeros(2, [("a", "f8"), ("b", "i4")])), "says": "records of several fields"},
        {"name": "one number", "npy": npy(np.array(1.5)), "says": "single number"},
        {"name": "no row", "npy": npy(np.zeros((0, 3))), "says": "without rows or columns"},
        {"name": "no column", "npy": npy(np.zeros((3, 0))), "says": "without rows or columns"},
    ]
    result = {"versions": {"numpy": np.__version__}, "arrays": arrays, "refused": refused}
    path = pathlib.Path(__file__).with_name("arrays.json")
    path.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
