"""The tables of docs/benchmarks.md, between its markers, from the results of bench/run.py."""
import re
import statistics

from workloads import WORKLOADS

BYTES = {"float32": 4, "float64": 8}


def table(head, lines):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(line) + " |" for line in lines)])


def per_unit(row):
    workload = WORKLOADS[row["workload"]]
    return [seconds / workload.per / workload.scale for seconds in row["seconds"]]


def median(row):
    return statistics.median(per_unit(row))


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def ours(rows, workload, like):
    """Crescent's row in the precision and with the threads of a peer's row."""
    for row in rows:
        if row["peer"] == "Crescent" and all(row[key] == like[key] for key in ("precision", "threads")) and row["workload"] == workload:
            return row
    return None


def bound(row, ceilings):
    """Seconds below which no program can do the work on this machine: products at the rate of fused
    multiply-adds, functions and Adam's seven reads and writes of a parameter at the rates measured."""
    workload, precision = WORKLOADS[row["workload"]], row["precision"]
    threads = min(row["threads"], 2)
    arithmetic = workload.flop / (ceilings[f"fma {precision} {threads} thread GFLOP/s"] * 1e9)
    functions = sum(count / (max(ceilings[f"{name} {library} {precision} G/s"] for library in ("highway", "crescent")) * 1e9)
                    for name, count in (("tanh", workload.tanh), ("exp", workload.exp))) / threads
    adam = workload.adam * 7 * BYTES[precision] / (ceilings[f"read L2 {threads} thread GB/s"] * 1e9)
    return arithmetic + functions + adam  # 0: not known for this work


def times(rows, ceilings):
    parts = []
    for name, workload in WORKLOADS.items():
        mine = sorted((row for row in rows if row["workload"] == name), key=median)
        lines = []
        for row in mine:
            values = per_unit(row)
            own = ours(rows, name, row)
            ratio = f"{median(row) / median(own):.3g} ×" if own and row is not own else ""
            least = bound(row, ceilings) if row["peer"] == "Crescent" else 0
            share = f"{least / statistics.median(row['seconds']):.0%}" if least else ""
            lines.append([f"{row['peer']} {row['version']}", row["precision"], str(row["threads"]), number(median(row)),
                          number(min(values)), f"{(max(values) - min(values)) / median(row):.0%}", ratio, share])
        if lines:
            head = ["program", "precision", "threads", f"median, {workload.unit}", "best", "spread", "Crescent is faster by",
                    "of the bound"]
            parts.append(f"### {workload.title}\n\n{table(head, lines)}")
    return "\n\n".join(parts)


def bars(rows):
    lines = []

    def add(name, workload, text, value, met):
        lines.append([workload.title.split(":")[0] + " " + name, text, value, "yes" if met else "**no**"])

    for name, workload in WORKLOADS.items():
        for bar in workload.bars:
            peers = [row for row in rows if (row["workload"], row["peer"], row["precision"]) == (name, bar.peer, bar.precision)]
            peer = max(peers, key=lambda row: row["threads"], default=None)
            own = ours(rows, name, peer) if peer else None
            text = f"≥ {bar.times:g} × {bar.peer} ({bar.precision})"
            if own:
                ratio = median(peer) / median(own)
                add(name, workload, text, f"{ratio:.3g} ×", ratio >= bar.times)
            else:
                add(name, workload, text, "not measured", False)
        own = [row for row in rows if row["workload"] == name and row["peer"] == "Crescent"]
        if workload.most and own:
            row = next((row for row in own if row["precision"] == "float64"), own[0])
            add(name, workload, f"≤ {workload.most:g} {workload.unit} ({row['precision']})", f"{median(row):.3g}", median(row) <= workload.most)
        by_threads = {row["threads"]: row for row in own}
        if {1, 2} <= by_threads.keys():
            ratio = median(by_threads[1]) / median(by_threads[2])
            add(name, workload, "2 threads not slower than 1", f"{ratio:.2f} ×", ratio >= 0.97)
    return lines


def memory_and_rate_bars(rows, ceilings):
    lines = []
    for name, limit, text in (("tutorial3", 20e6, "peak memory of W1 under 20 MB"),
                              ("mnist", 2 * 60000 * 784 * 4, "peak memory of W3 under twice its data (2 × 188 MB)")):
        peak = max((row["peak_memory"] for row in rows if row["workload"] == name and row["peer"] == "Crescent"), default=None)
        if peak is not None:
            lines.append(["memory", text, f"{peak / 1e6:.0f} MB", "yes" if peak < limit else "**no**"])
    for row in rows:
        if row["workload"] == "mnist" and row["peer"] == "Crescent" and row["threads"] == 2:
            kind = "sgemm" if row["precision"] == "float32" else "dgemm"
            best = max(value for key, value in ceilings.items() if key.startswith(kind) and "2 thread" in key)
            share = WORKLOADS["mnist"].flop / statistics.median(row["seconds"]) / (best * 1e9)
            lines.append(["W3", f"≥ 70 % of the measured {kind.upper()} rate over the whole step", f"{share:.0%}", "yes" if share >= 0.7 else "**no**"])
    return lines


def ceiling_table(ceilings):
    lines = [[key.rsplit(" ", 1)[0], number(value), key.rsplit(" ", 1)[1]] for key, value in ceilings.items()
             if isinstance(value, (int, float))]
    return table(["ceiling", "measured", "unit"], lines)


def render(results):
    rows, ceilings, cpu = results["rows"], results["ceilings"], results["machine"]
    return "\n\n".join([
        f"{cpu['cpu']} (family-model-stepping {cpu['family-model-stepping']}), {cpu['cores']} cores; Highway's target "
        f"{ceilings['instruction set']}; OpenBLAS: `{ceilings['openblas']}`; oneDNN {ceilings['onednn']}. "
        f"Command: `make bench` (`{results['command']}`).",
        "### The bars\n\n" + table(["workload", "bar", "measured", "met"], bars(rows) + memory_and_rate_bars(rows, ceilings)),
        times(rows, ceilings),
        "### The machine's ceilings\n\n" + ceiling_table(ceilings),
        "Refused, because the results differed: " + ("; ".join(results["refused"]) or "none") + ".",
    ])


def write_report(results, path):
    page = path.read_text()
    pattern = r"(<!-- results -->\n).*(<!-- end of results -->)"
    if not re.search(pattern, page, re.S):
        raise SystemExit(f"{path} has lost its markers")
    path.write_text(re.sub(pattern, lambda match: match[1] + render(results) + "\n" + match[2], page, flags=re.S))
