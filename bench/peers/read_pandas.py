"""Reading a table of 1,000,000 x 20 numbers from CSV with pandas: its own parser in C, and Arrow's."""
import pandas
import pyarrow
from common import FOLDER, THREADS, emit, timed

pyarrow.set_cpu_count(THREADS)

for workload in ("read_short", "read_long"):
    for engine, peer in (("c", "pandas"), ("pyarrow", "pandas (pyarrow)")):
        if engine == "c" and THREADS > 1:
            continue  # it has one thread
        seconds, table = timed(lambda: pandas.read_csv(FOLDER / f"{workload}.csv", engine=engine))
        version = pandas.__version__ if engine == "c" else f"{pandas.__version__} ({pyarrow.__version__})"
        emit(workload, peer, version, "float64", seconds, rows=len(table), means=table.mean().tolist())
