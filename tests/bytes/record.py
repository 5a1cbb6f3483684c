#!/usr/bin/python3
"""Keeps the SHA-256 of everything that many runs of the command write, and compares another build with it.

    tests/bytes/record.py compare tests/bytes/hashes.json --crescent build/release/crescent
    tests/bytes/record.py record tests/bytes/hashes.json --crescent build/release/crescent

For a change that moves code and should change no number: record before, compare after. `compare` says what
differs and ends with 1 if anything does; --keep DIR leaves the files, so that those of two builds can be laid side
by side; --only TEXT runs the cases whose name holds it. Half a minute on two cores; not part of ctest. Where a change
means other bytes, record anew in the same commit, which says why. The cases are in cases.py.

Sections of the file: `portable` (CRESCENT_INSTRUCTIONS=SSE4, the same bits on every x86 processor), `native` (this
machine's best instruction set; compared only where it is the recorded one), `notes` (standard error) and
`checkpoints` (their bytes, of which the last two are told but are no failure). Pictures are gnuplot's: another
version of it, or other fonts, draws others.

Seconds are the only thing taken out before hashing: "seconds" in JSON, durations on pages and in the summary line.
"""

import argparse
import concurrent.futures
import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

from cases import CHANGED, CHECKPOINTED, DATA, NATIVE, PORTABLE, TEXTS

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
SECONDS = [(re.compile(pattern), text) for pattern, text in (
    (rb'"seconds": ?(?:[0-9.e+-]+|\{[^{}]*\})', b'"seconds":*'),
    (rb", \d+\.\d+ s;", b", * s;"),  # "10 epochs of adam, 0.02 s; 69 rows were held out"
    (rb'"row">seconds</th><td>[0-9.e+-]+', b'"row">seconds</th><td>*'),
    ("\\b(?:\\d+\u00a0min\u00a0)?[0-9.]+\u00a0m?s\\b".encode(), b"*"),
)]


def sha(content, path=""):
    if not path.endswith((".onnx", ".png", ".crescent", ".h")):
        for pattern, text in SECONDS:
            content = pattern.sub(text, content)
    return hashlib.sha256(content).hexdigest()


class Folder:
    """A fresh folder in which commands run, and the hashes of what they write."""

    def __init__(self, arguments, section, case):
        self.arguments, self.section, self.case = arguments, section, case
        self.results, self.notes, self.given, self.runs = {}, {}, set(), 0
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("CRESCENT")}
        if section == "portable":
            self.environment["CRESCENT_INSTRUCTIONS"] = "SSE4"

    @contextlib.contextmanager
    def opened(self):
        with contextlib.ExitStack() as stack:
            if self.arguments.keep:
                self.path = self.arguments.keep / self.section / self.case
                self.path.mkdir(parents=True)
            else:
                self.path = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crescent")))
            yield self

    def provide(self, words):
        for name in words:
            foreign = REPOSITORY / "tests/golden/foreign_models" / name
            if name in self.given or not (name in DATA or name in TEXTS or foreign.is_file()):
                continue
            self.given.add(name)
            if name in TEXTS:
                (self.path / name).write_text(TEXTS[name])
                continue
            source, lines = DATA.get(name, (foreign, None))
            source = self.arguments.data / source
            if lines is None:
                (self.path / name).symlink_to(source)
            else:
                with open(source, "rb") as file:
                    (self.path / name).write_bytes(b"".join(itertools.islice(file, lines)))

    def start(self, words):
        self.provide(words)
        return subprocess.Popen([self.arguments.crescent, *words], cwd=self.path, env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, line):
        words = shlex.split(line)
        may_fail = words[-1] == "!"
        words = words[:-1] if may_fail else words
        process = self.start(words)
        output, said = process.communicate()
        if (process.returncode != 0) != may_fail:
            print(f"{self.case}: crescent {shlex.join(words)} ended with {process.returncode}: {said.decode()}")
            self.arguments.failed = True
        name = f"{self.runs:02} {shlex.join(words)}"
        self.runs += 1
        self.results[name] = f"{process.returncode} {sha(output)}"
        if said:
            self.notes[name] = sha(said)
        if self.arguments.keep:
            stem = self.path / f"{self.runs - 1:02}"
            stem.with_suffix(".stdout").write_bytes(output)
            stem.with_suffix(".stderr").write_bytes(said)
        for path in sorted(self.path.rglob("*")):  # at once: the next command may write the same files
            name = str(path.relative_to(self.path))
            if path.is_file() and name not in self.given and path.suffix not in (".stdout", ".stderr"):
                content = sha(path.read_bytes(), name)
                key, count = name, 1
                while self.results.get(key, content) != content:
                    count += 1
                    key = f"{name} ({count})"
                self.results[key] = content


def run_case(arguments, section, case, lines):
    with Folder(arguments, section, case).opened() as folder:
        for line in filter(None, lines.splitlines()):
            folder.run(line)
        return folder.results, folder.notes, {}


def run_checkpoint(arguments, section, case, _):
    """Whole, and killed and resumed; the first checkpoint's bytes; what is said of every other setting."""
    checkpoints = {}
    with Folder(arguments, section, case).opened() as folder:
        for name, line in CHECKPOINTED.items():
            folder.run(f"{line} --out {name}.whole.onnx")
            resumed = f"{line} --out {name}.onnx --checkpoint state --checkpoint-every 40"
            first = folder.path / "state.0"
            process = folder.start(shlex.split(resumed))
            while not first.exists():
                if process.poll() is not None:
                    sys.exit(f"{case}: {resumed} ended without a checkpoint: {process.communicate()[1].decode()}")
                time.sleep(0.001)
            checkpoints[name] = sha(first.read_bytes(), ".onnx")
            process.kill()
            process.communicate()
            if process.returncode == 0:
                sys.exit(f"{case}: {resumed} ended before it was killed; give it more epochs")
            (folder.path / "log").unlink(missing_ok=True)
            given = set(folder.given)
            folder.given |= {"state.0", "state.1", "log"}  # how far it came is chance
            if name == "adam":
                for change in CHANGED:
                    folder.run(f"{resumed} {change} !")
            folder.given = given
            folder.run(resumed)
        return folder.results, folder.notes, checkpoints


def run_all(arguments):
    engines = json.loads(subprocess.run([arguments.crescent, "engines", "--json"], capture_output=True, check=True,
                                        env={"PATH": os.environ["PATH"]}).stdout)
    found = {"instruction_set": engines["instruction_sets"][0], "portable": {}, "native": {}, "notes": {},
             "checkpoints": {}}
    jobs = [(section, case, lines) for section, cases in (("portable", PORTABLE), ("native", NATIVE))
            for case, lines in cases.items() if (arguments.only or "") in f"{section} {case}"]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(run_case if lines else run_checkpoint, arguments, section, case, lines)
                   for section, case, lines in jobs]
        for (section, case, _), future in zip(jobs, futures):
            found[section][case], found["notes"][f"{section} {case}"], checkpoints = future.result()
            found["checkpoints"].update(checkpoints)
    return found


def differences(old, new):
    """Lines that say where two dictionaries of dictionaries of hashes differ."""
    for case in sorted(old.keys() | new.keys()):
        before, after = old.get(case, {}), new.get(case, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                kind = "new" if name not in before else "missing" if name not in after else "differs"
                yield f"{case}: {kind}: {name}"


def compare(recorded, found, only):
    """Prints what differs; whether anything that must not."""
    if only:
        for section in ("portable", "native", "notes"):
            recorded[section] = {case: hashes for case, hashes in recorded[section].items()
                                 if only in (case if section == "notes" else f"{section} {case}")}
        recorded["checkpoints"] = {name: recorded["checkpoints"][name] for name in found["checkpoints"]}
    sections = ["portable", "native"]
    if recorded["instruction_set"] != found["instruction_set"]:
        print(f"native: not compared: recorded with {recorded['instruction_set']}, here is {found['instruction_set']}")
        sections.remove("native")
    failed = 0
    for section in sections:
        for line in differences(recorded[section], found[section]):
            print(f"{section} {line}")
            failed += 1
    for section in ("notes", "checkpoints"):
        wrap = (lambda part: part) if section == "notes" else (lambda part: {"first": part})
        for line in differences(wrap(recorded[section]), wrap(found[section])):
            print(f"{section} {line} (no failure)")
    compared = sum(len(hashes) for section in sections for hashes in found[section].values())
    print(f"{compared} hashes compared, {failed} differ")
    return failed > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=("record", "compare"))
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--crescent", required=True, type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--data", type=lambda path: pathlib.Path(path).resolve(),
                        default=REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--only")
    parser.add_argument("--keep", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if arguments.verb == "record" and arguments.only:
        parser.error("a record is of all cases")
    arguments.failed = False  # a command ended otherwise than its case says
    found = run_all(arguments)
    if arguments.failed and arguments.verb == "record":
        return 1
    if arguments.verb == "compare":
        return compare(json.loads(arguments.file.read_text()), found, arguments.only)
    arguments.file.write_text(json.dumps(found, indent=0) + "\n")
    print(f"{sum(map(len, found['portable'].values())) + sum(map(len, found['native'].values()))} hashes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
