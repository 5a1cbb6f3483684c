"""Writes what every program of the benchmark reads: data and first weights, as raw little-endian numbers.

  build/peers/bin/python bench/data.py FOLDER [MNIST_FOLDER]

NAME.x  rows of inputs, NAME.y  int32 classes, NAME.w  first weights: W1 (inputs x outputs, row-major), b1,
W2, b2, ... without gaps. float64 for the tutorial and the digits, float32 for the others. read_*.csv: tables as text.
"""
import gzip
import pathlib
import sys

import numpy as np
from sklearn.datasets import load_digits, make_moons


def weights(random, sizes, scale):
    """Normal weights times scale(inputs, outputs); biases 0."""
    parts = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        parts += [random.standard_normal(inputs * outputs) * scale(inputs, outputs), np.zeros(outputs)]
    return np.concatenate(parts)


def he(inputs, outputs):
    return np.sqrt(2 / inputs)


def idx(path):
    """An IDX file of bytes, as MNIST comes."""
    data = gzip.decompress(path.read_bytes())
    shape = np.frombuffer(data, ">i4", data[3], 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, dtype, array):
        np.ascontiguousarray(array, dtype).tofile(folder / name)

    # The tutorial's stream: data and weights both from seed 0.
    np.random.seed(0)
    x, y = make_moons(200, noise=0.2)
    write("tutorial.x", "<f8", x)
    write("tutorial.y", "<i4", y)
    for hidden in (3, 50, 500):
        first = weights(np.random.RandomState(0), (2, hidden, 2), lambda inputs, outputs: 1 / np.sqrt(inputs))
        write(f"tutorial{hidden}.w", "<f8", first)

    digits = load_digits()
    write("digits.x", "<f8", digits.data / 16)
    write("digits.y", "<i4", digits.target)
    write("digits.w", "<f8", weights(np.random.RandomState(1), (64, 100, 10), he))

    random = np.random.RandomState(2)
    x, y = make_moons(1000, noise=0.2, random_state=random)
    write("many.x", "<f4", x)
    write("many.y", "<i4", y)
    write("many.w", "<f4", np.stack([weights(random, (2, 16, 16, 2), he) for _ in range(64)]))

    random = np.random.RandomState(3)
    write("predict.x", "<f4", random.standard_normal((1_000_000, 20)))
    write("predict.w", "<f4", weights(random, (20, 64, 64, 3), he))

    # Six decimals, and as many digits as give the same double back. Written once: it takes a minute.
    x = np.random.RandomState(5).standard_normal((1_000_000, 20))
    for name, form in (("read_short", "%.6f"), ("read_long", "%.17g")):
        if not (folder / f"{name}.csv").exists():
            header = ",".join(f"x{i}" for i in range(20))
            np.savetxt(folder / f"{name}.csv", x, form, ",", header=header, comments="")

    if len(sys.argv) > 2:
        source = pathlib.Path(sys.argv[2])
        for name, part in (("mnist", "train"), ("mnist_test", "t10k")):
            write(f"{name}.x", "<f4", idx(source / f"{part}-images-idx3-ubyte.gz").reshape(-1, 784) / np.float32(255))
            write(f"{name}.y", "<i4", idx(source / f"{part}-labels-idx1-ubyte.gz"))
        write("mnist.w", "<f4", weights(np.random.RandomState(4), (784, 512, 256, 10), he))


if __name__ == "__main__":
    main()
