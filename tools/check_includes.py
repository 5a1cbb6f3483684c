#!/usr/bin/env python3
"""Checks that modules include each other only as the table in docs/architecture.md allows.

Run: python3 tools/check_includes.py [ROOT]. Reads the table under "## Modules"; every folder of
include/crescent and src is a module of that name, and so is every folder of apps. Reads the tables
under "## Rooms of the command" and "## Rooms of the engine" in the same way for the folders of
apps/cli and src/engine, where `main` and `engines` are the files beside them. Prints file, line and remedy for each include that a table does not allow; exit
status 1 if there is any.
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')


APPS = {"cli", "playground"}


def read_table(path, heading):
    """{module: (level, modules it may include)}"""
    section = path.read_text().split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
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
    for path in sorted((root / "apps").rglob("*.[hc]pp")):
        yield path, path.relative_to(root / "apps").parts[0]


def included_module(name, module, table):
    """The module that an include line reaches into; None where it reaches into none."""
    parts = name.split("/")
    if parts[0] == "crescent" and len(parts) > 1:
        return parts[1]
    if module not in APPS and len(parts) > 1 and parts[0] in table:
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


def room_faults(root, table, folder, prefix, beside, free=()):
    """Includes between the folders within one; `prefix` is what its own includes begin with, `beside`
    the row of the files beside the folders."""
    include = re.compile(rf'\s*#\s*include\s*"{prefix}([^"]+)"')
    for path in sorted((root / folder).rglob("*.[hc]pp")):
        parts = path.relative_to(root / folder).parts
        where = path.relative_to(root)
        room = parts[0] if len(parts) > 1 else beside
        if room not in table:
            yield f"{where}: room {room} has no row in docs/architecture.md"
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = include.match(line)
            if not found:
                continue
            # A file beside the folders is known by the prefix; without one it may be a neighbour.
            other = found[1].split("/")[0] if "/" in found[1] else prefix and beside
            if other and other not in {room, *free} and other not in table[room][1]:
                yield (f"{where}:{number}: {room} may not include {other}; see the table of rooms in "
                       "docs/architecture.md")


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    if len(sys.argv) < 2:
        root = root.parent.parent
    document = root / "docs/architecture.md"
    modules, rooms, engine = (read_table(document, name) for name in
                              ("Modules", "Rooms of the command", "Rooms of the engine"))
    found = [*table_faults(modules), *include_faults(root, modules),
             *table_faults(rooms), *room_faults(root, rooms, "apps/cli", "", "main", ["embedded"]),
             *table_faults(engine), *room_faults(root, engine, "src/engine", "engine/", "engines")]
    print("\n".join(found) or
          f"{len(modules)} modules, {len(rooms) + len(engine)} rooms, every include is allowed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
