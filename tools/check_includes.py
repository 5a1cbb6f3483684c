#!/usr/bin/env python3
"""Checks that modules include each other only as the table in docs/architecture.md allows.

Run: python3 tools/check_includes.py [ROOT]. Reads the table under "## Modules"; every folder of
include/crescent and src is a module of that name, apps/cli is `cli`. Prints file, line and remedy
for each include that the table does not allow; exit status 1 if there is any.
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')


def read_table(path):
    """{module: (level, modules it may include)}"""
    section = path.read_text().split("\n## Modules\n", 1)[1].split("\n## ", 1)[0]
    table = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and cells[0].isdigit():
            table[cells[1]] = (int(cells[0]), set(cells[2].split()) - {"-"})
    return table


def table_faults(table):
    for module, (level, allowed) in table.items():
        for other in sorted(allowed):
            if other not in table:
                yield f"the row of {module} names {other}, which has no row"
            elif table[other][0] >= level:
                yield (f"{module} (level {level}) may include {other} (level {table[other][0]}): "
                       "includes point down only")


def sources(root, table):
    """Each C++ file with its module."""
    for folder in ("include/crescent", "src"):
        for path in sorted((root / folder).rglob("*.[hc]pp")):
            yield path, path.relative_to(root / folder).parts[0]
    for path in sorted((root / "apps/cli").rglob("*.[hc]pp")):
        yield path, "cli"


def included_module(name, module, table):
    """The module that an include line reaches into; None where it reaches into none."""
    parts = name.split("/")
    if parts[0] == "crescent" and len(parts) > 1:
        return parts[1]
    if module != "cli" and len(parts) > 1 and parts[0] in table:
        return parts[0]  # a private header, found from src/
    return None


def include_faults(root, table):
    for path, module in sources(root, table):
        where = path.relative_to(root)
        if module not in table:
            yield f"{where}: module {module} has no row in docs/architecture.md"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            other = found and included_module(found[1], module, table)
            if other and other != module and other not in table[module][1]:
                yield (f"{where}:{number}: {module} may not include {other}; see the table in "
                       "docs/architecture.md")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    if len(sys.argv) < 2:
        root = root.parent.parent
    table = read_table(root / "docs/architecture.md")
    found = list(table_faults(table)) + list(include_faults(root, table))
    print("\n".join(found) or f"{len(table)} modules, every include is allowed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
