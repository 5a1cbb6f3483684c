"""What is measured: the programs, and for each workload its unit, its arithmetic, its bars and what counts as
the same result."""
import dataclasses
from collections.abc import Callable


@dataclasses.dataclass
class Program:
    file: str
    workloads: list[str]
    threads: tuple[int, ...] = (1,)
    repeats: int = 3


@dataclasses.dataclass
class Bar:
    peer: str
    precision: str  # of the peer
    times: float  # so many times as fast


@dataclasses.dataclass
class Workload:
    title: str
    unit: str
    per: float  # of these in one run: time in `scale` seconds is divided by it
    scale: float
    reference: str  # the peer whose result the others are compared with
    tolerance: float  # relative, of the loss; absolute, of probabilities
    why: str  # of the tolerance
    bars: list[Bar]
    flop: float = 0  # in one run, multiplications and additions of the products
    tanh: float = 0
    exp: float = 0
    adam: float = 0  # parameters updated by Adam in one run
    most: float = 0  # bar in the unit, 0: none


def training_flop(sizes, rows):
    """Forward, weight gradients, and input gradients of all layers but the first."""
    weights = [a * b for a, b in zip(sizes, sizes[1:])]
    return 2 * rows * (3 * sum(weights) - weights[0])


def parameters(sizes):
    return sum(a * b + b for a, b in zip(sizes, sizes[1:]))


def tutorial(hidden, passes, bars, most=0):
    return Workload(
        f"W1: tutorial, 200 × 2 → {hidden} tanh → 2, full batch", "µs a pass", passes, 1e-6, "NumPy", 2e-3,
        "20,000 roundings in another order, float32 among them; mlpack approximates exp (1e-4 off)", bars,
        flop=training_flop((2, hidden, 2), 200 * passes), tanh=200 * hidden * passes, exp=400 * passes, most=most)


def digits(batch, bars):
    steps = -(-1797 // batch) * 200
    return Workload(
        f"W2: digits, 1797 × 64 → 100 relu → 10, Adam, batch {batch}, 200 epochs", "s", 1, 1, "PyTorch", 0.5,
        "each shuffles by itself: the loss after 200 epochs lies in a band", bars,
        flop=training_flop((64, 100, 10), 1797 * 200), exp=1797 * 200 * 10, adam=steps * parameters((64, 100, 10)))


WORKLOADS = {
    "tutorial3": tutorial(3, 20000, [Bar("NumPy", "float64", 60), Bar("mlpack", "float64", 12)], most=1.4),
    "tutorial50": tutorial(50, 2000, [Bar("NumPy", "float64", 30), Bar("mlpack", "float64", 8), Bar("PyTorch", "float32", 4)]),
    "tutorial500": tutorial(500, 200, [Bar("NumPy", "float64", 30), Bar("mlpack", "float64", 8), Bar("PyTorch", "float32", 4)]),
    "digits200": digits(200, [Bar("PyTorch", "float32", 4), Bar("mlpack", "float32", 2)]),
    "digits32": digits(32, [Bar("PyTorch", "float32", 7)]),
    "mnist": Workload(
        "W3: MNIST, 60,000 × 784 → 512 → 256 relu → 10, Adam, batch 128, one epoch", "s", 1, 1, "PyTorch", 0.3,
        "each shuffles by itself: the loss on the test rows after one epoch lies in a band",
        [Bar("PyTorch", "float32", 1)], flop=training_flop((784, 512, 256, 10), 60000), exp=600000,
        adam=469 * parameters((784, 512, 256, 10))),
    "many": Workload(
        "W4: 64 networks, 1000 × 2 → 16 → 16 relu → 2, Adam, batch 32, 50 epochs", "s", 1, 1, "PyTorch", 0.35,
        "own shuffles; scikit-learn's own first weights; tiny-dnn does not shuffle and its Adam counts a step for "
        "every block of parameters: the mean loss lies in a band",
        [Bar("PyTorch", "float32", 20), Bar("tiny-dnn", "float32", 5)],
        flop=training_flop((2, 16, 16, 2), 64 * 1000 * 50), exp=64 * 50 * 2000, adam=64 * 50 * 32 * parameters((2, 16, 16, 2))),
    "predict_row": Workload(
        "W5: predict 20 → 64 → 64 relu → 3, one row a call", "µs a row", 2000, 1e-6, "NumPy", 1e-5,
        "float32 probabilities", [], flop=2 * 2000 * (20 * 64 + 64 * 64 + 64 * 3), exp=6000, most=0.5),
    "predict_rows": Workload(
        "W5: predict 20 → 64 → 64 relu → 3, a million rows", "ns a row", 1e6, 1e-9, "NumPy", 1e-5,
        "float32 probabilities", [Bar("PyTorch", "float32", 3)], flop=2e6 * (20 * 64 + 64 * 64 + 64 * 3), exp=3e6),
}

for name, digits in (("short", "six decimals"), ("long", "17 digits")):
    WORKLOADS[f"read_{name}"] = Workload(
        f"W6: read a CSV file of 1,000,000 × 20 numbers, {digits}", "s", 1, 1, "pandas", 1e-9,
        "means of the columns; pandas may be off by the last bit of a number", [Bar("pandas", "float64", 5)])

READ = ["read_short", "read_long"]
TUTORIAL, DIGITS, PREDICT = ["tutorial3", "tutorial50", "tutorial500"], ["digits200", "digits32"], ["predict_row", "predict_rows"]
PROGRAMS = [
    Program("bench_tutorial", TUTORIAL, repeats=5),
    Program("tutorial_numpy.py", TUTORIAL, repeats=2),
    Program("tutorial_torch.py", TUTORIAL, repeats=2),
    Program("peer_tutorial_mlpack", TUTORIAL),
    Program("bench_digits", DIGITS, (1, 2), repeats=3),
    Program("digits_torch.py", DIGITS, repeats=1),
    Program("peer_digits_mlpack", DIGITS, repeats=2),
    Program("bench_mnist", ["mnist"], (1, 2), repeats=2),
    Program("mnist_torch.py", ["mnist"], (1, 2), repeats=2),
    Program("bench_many", ["many"], (1, 2), repeats=3),
    Program("many_torch.py", ["many"], (2,), repeats=1),
    Program("many_torch_stacked.py", ["many"], (2,), repeats=2),
    Program("many_sklearn.py", ["many"], (2,), repeats=1),
    Program("peer_many_tiny_dnn", ["many"], (2,), repeats=1),
    Program("bench_predict", PREDICT, repeats=5),
    Program("predict.py", PREDICT, repeats=3),
    Program("peer_predict_tiny_dnn", ["predict_row"], repeats=5),
    Program("bench_read_csv", READ, (1, 2), repeats=5),
    Program("read_pandas.py", READ, (1, 2), repeats=3),
]


def agrees(workload, row, reference):
    """None, or why the row's result is not the reference's."""
    if reference is None:
        return f"{workload.reference} was not measured"
    found, expected = row["result"], reference["result"]
    if found is None:
        return "no result"
    if "probabilities" in expected:
        off = max(abs(a - b) for a, b in zip(found["probabilities"], expected["probabilities"]))
        return None if off <= workload.tolerance else f"probabilities are {off:.2g} off"
    if "means" in expected:
        if found["rows"] != expected["rows"]:
            return f"{found['rows']} rows instead of {expected['rows']}"
        off = max(abs(a - b) for a, b in zip(found["means"], expected["means"], strict=True))
        return None if off <= workload.tolerance else f"means are {off:.2g} off"
    off = abs(found["loss"] - expected["loss"]) / expected["loss"]
    if not off <= workload.tolerance:  # NaN too
        return f"loss {found['loss']:.6g} instead of {expected['loss']:.6g}"
    if "accuracy" in expected and abs(found["accuracy"] - expected["accuracy"]) > 0.01:
        return f"accuracy {found['accuracy']:.4f} instead of {expected['accuracy']:.4f}"
    return None
