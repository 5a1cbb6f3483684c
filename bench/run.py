"""Runs the benchmark: Crescent and its peers on the same data from the same first weights.

  build/peers/bin/python bench/run.py [--rounds 3] [--only digits32,many] [--mnist FOLDER]

Results are compared before times: a row whose result is off by more than its workload allows is left out
and named at the end, and the exit status is 1. Writes bench/results/<cpu>.json and the tables of
docs/benchmarks.md.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from report import render, write_report
from workloads import PROGRAMS, WORKLOADS, agrees

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD, PEERS = ROOT / "build/bench", ROOT / "bench/peers"


def machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    name = re.search(r"model name\s*: (.*)", text)[1]
    numbers = "-".join(re.search(rf"^{key}\s*: (\d+)", text, re.M)[1] for key in ("cpu family", "model", "stepping"))
    flags = re.search(r"^flags\s*: (.*)", text, re.M)[1].split()
    return {"cpu": name, "family-model-stepping": numbers, "cores": os.cpu_count(), "avx512": "avx512f" in flags}


def environment(cpu, threads, own_openblas):
    """Every library is told the number of threads. Debian's OpenBLAS takes kernels for very old processors on
    those newer than itself, so programs that use it are told; NumPy's and PyTorch's own libraries are not."""
    count = {f"{name}_NUM_THREADS": str(threads) for name in ("OMP", "MKL", "OPENBLAS")}
    env = {**os.environ, **count, "OMP_PROC_BIND": "false"}
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        env.pop(name, None)
    if not own_openblas and cpu["avx512"]:
        env["OPENBLAS_CORETYPE"] = "SkylakeX"
    return env


def run(command, env, cores):
    """The lines a program printed, and the most memory it held, in bytes."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(["taskset", "-c", ",".join(map(str, cores)), *map(str, command)],
                                   stdout=output, stderr=subprocess.PIPE, env=env, text=True)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command}: status {process.returncode}\n{errors[-2000:]}")
        output.seek(0)
        return output.read(), usage.ru_maxrss * 1024


def measure(options, cpu):
    rows = collections.OrderedDict()
    for round_number in range(options.rounds):
        for program in PROGRAMS:
            if options.only and not any(name in options.only for name in program.workloads):
                continue
            python = program.file.endswith(".py")
            file = PEERS / program.file if python else BUILD / program.file
            if not file.exists():
                print(f"skipped, not built: {program.file}", file=sys.stderr)
                continue
            for threads in program.threads:
                if threads > cpu["cores"]:
                    continue
                command = [*([sys.executable] if python else []), file, BUILD / "data", program.repeats, threads]
                print(f"round {round_number + 1}: {program.file}, {threads} thread(s)", file=sys.stderr, flush=True)
                cores = range(cpu["cores"] - threads, cpu["cores"])
                output, memory = run(command, environment(cpu, threads, python), cores)
                for line in output.splitlines():
                    row = json.loads(line)
                    if options.only and row["workload"] not in options.only:
                        continue
                    key = (row["workload"], row["peer"], row["precision"], row["threads"])
                    known = rows.setdefault(key, {**row, "seconds": [], "peak_memory": 0, "program": program.file})
                    known["seconds"] += row["seconds"]
                    known["peak_memory"] = max(known["peak_memory"], memory)
    return list(rows.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="times that every program is called, in turn")
    parser.add_argument("--only", type=lambda text: text.split(","), help="these workloads, and print the tables instead of writing them")
    parser.add_argument("--mnist", type=pathlib.Path, default=ROOT.parent / "shared/data/mnist",
                        help="folder of MNIST's four .gz files (default: in a folder beside the checkout)")
    options = parser.parse_args()
    cpu = machine()
    mnist = [options.mnist] if options.mnist.exists() else []
    subprocess.run([sys.executable, ROOT / "bench/data.py", BUILD / "data", *mnist], check=True)
    if not mnist:
        print(f"no MNIST in {options.mnist}: W3 is left out", file=sys.stderr)
        PROGRAMS[:] = [program for program in PROGRAMS if "mnist" not in program.workloads]

    two = range(min(2, cpu["cores"]))
    ceilings = json.loads(run([BUILD / "bench_ceilings"], environment(cpu, len(two), False), two)[0])
    rows = measure(options, cpu)

    references = {row["workload"]: row for row in rows if row["peer"] == WORKLOADS[row["workload"]].reference}
    refused = []
    for row in rows:
        reason = agrees(WORKLOADS[row["workload"]], row, references.get(row["workload"]))
        if reason:
            refused.append(f"{row['workload']}, {row['peer']}, {row['precision']}: {reason}")
    good = [row for row in rows if not agrees(WORKLOADS[row["workload"]], row, references.get(row["workload"]))]

    results = {"machine": cpu, "command": " ".join(["bench/run.py", *sys.argv[1:]]), "ceilings": ceilings, "rows": good,
               "refused": refused}
    if options.only:
        print(render(results))
    else:
        name = re.sub(r"[^a-z0-9]+", "-", f"{cpu['cpu']} {cpu['family-model-stepping']}".lower()).strip("-")
        (ROOT / "bench/results").mkdir(exist_ok=True)
        (ROOT / "bench/results" / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n")
        write_report(results, ROOT / "docs/benchmarks.md")
    for line in refused:
        print(f"refused: {line}", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
