"""tools/check_includes.py fails on every kind of include that it is there to find."""

import pathlib
import subprocess
import sys

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check_includes.py"

TABLE = """# Architecture

| level | module | may include | responsibility |
|---|---|---|---|
| 9 | decoy | cli | a table elsewhere on the page |

## Modules

| level | module | may include | responsibility |
|---|---|---|---|
| 0 | base | - | errors |
| 1 | data | base | tables |
| 1 | random | base | numbers |
| 2 | engine | base | engines |
| 2 | network | base random | networks |
| 3 | cli | base data random network | the command |
| 3 | playground | base | the page's session |

## Rooms of the command

| level | room | may include | responsibility |
|---|---|---|---|
| 0 | console | - | the terminal |
| 1 | reports | console | what is told |
| 2 | main | reports | the list |

## Rooms of the engine

| level | room | may include | responsibility |
|---|---|---|---|
| 0 | kernels | - | shared |
| 1 | fused | kernels | one |
| 1 | gemm | kernels | the other |
| 2 | engines | fused gemm | both |

## Next
"""


def run(root):
    return subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True,
                          check=False)


@pytest.fixture
def project(tmp_path):
    """A small project in which every include is allowed."""
    files = {
        "docs/architecture.md": TABLE,
        "include/crescent/base/error.hpp": "#pragma once\n#include <string>\n",
        "include/crescent/data/table.hpp": "#include <vector>\n#include <crescent/base/error.hpp>\n",
        "include/crescent/network/network.hpp": "#include <crescent/random/state.hpp>\n",
        "src/data/csv.cpp": '#include <crescent/data/table.hpp>\n#include "data/rows.hpp"\n',
        "src/data/rows.hpp": "#include <fmt/format.h>\n",
        "src/network/parts/network.cpp": '#include "network/parts/local.hpp"\n',
        "apps/cli/main.cpp": '#include <crescent/network/network.hpp>\n#include "reports/page.hpp"\n',
        "apps/cli/console/console.hpp": '#include "console/json.hpp"\n',
        "apps/cli/reports/page.cpp": '#include "console/console.hpp"\n#include "embedded/page.hpp"\n',
        "src/engine/choice.hpp": '#include "engine/fused/pass.hpp"\n',
        "src/engine/choice.cpp": '#include "engine/choice.hpp"\n#include "engine/gemm/pass.hpp"\n',
        "src/engine/fused/pass.hpp": '#include "engine/kernels/tile.hpp"\n',
        "apps/playground/session.hpp": '#include "points.hpp"\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_accepts_what_the_table_allows(project):
    done = run(project)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file, line, includer, included", [
    ("include/crescent/data/table.hpp", "#include <crescent/network/network.hpp>", "data",
     "network"),
    ("src/data/csv.cpp", "#include <crescent/random/state.hpp>", "data", "random"),
    ("src/data/csv.cpp", '#include "network/network_parts.hpp"', "data", "network"),
    ("src/data/csv.cpp", '  #  include "crescent/random/state.hpp"  // why', "data", "random"),
    ("include/crescent/base/error.hpp", "#include <crescent/data/table.hpp>", "base", "data"),
    ("src/network/parts/network.cpp", "#include <crescent/data/table.hpp>", "network", "data"),
    ("src/network/parts/network.cpp", "#include <crescent/unknown/thing.hpp>", "network",
     "unknown"),
    ("src/data/rows.hpp", "#include <crescent/cli/console.hpp>", "data", "cli"),
    ("apps/playground/session.hpp", "#include <crescent/data/table.hpp>", "playground", "data"),
    ("apps/cli/console/console.hpp", '#include "reports/page.hpp"', "console", "reports"),
    ("apps/cli/main.cpp", '#include "console/console.hpp"', "main", "console"),
    ("apps/cli/reports/page.cpp", '#include "ghost/page.hpp"', "reports", "ghost"),
    ("src/engine/fused/pass.hpp", '#include "engine/gemm/pass.hpp"', "fused", "gemm"),
    ("src/engine/fused/pass.hpp", '#include "engine/choice.hpp"', "fused", "engines"),
    ("src/engine/choice.hpp", '#include "engine/kernels/tile.hpp"', "engines", "kernels"),
])
def test_finds_a_bad_include(project, file, line, includer, included):
    path = project / file
    text = path.read_text()
    path.write_text(text + line + "\n")
    done = run(project)
    assert done.returncode == 1, done.stdout
    place = f"{file}:{text.count(chr(10)) + 1}: "
    found = [found for found in done.stdout.splitlines() if found.startswith(place)]
    assert len(found) == 1 == len(done.stdout.splitlines()), done.stdout
    assert includer in found[0] and included in found[0]


@pytest.mark.parametrize("row, says", [
    ("| 1 | data | base network | upwards |", ["data", "network"]),
    ("| 2 | data | base network | a cycle, one level |", ["data", "network"]),
    ("| 1 | data | base random | same level |", ["data", "random"]),
    ("| 1 | data | base data | itself |", ["data"]),
    ("| 1 | data | base ghost | no such row |", ["data", "ghost"]),
])
def test_finds_a_bad_table(project, row, says):
    path = project / "docs/architecture.md"
    path.write_text(TABLE.replace("| 1 | data | base | tables |", row))
    done = run(project)
    assert done.returncode == 1, done.stdout
    for text in says:
        assert text in done.stdout


def test_finds_a_cycle(project):
    table = TABLE.replace("| 1 | data | base |", "| 2 | data | base network |").replace(
        "| 2 | network | base random |", "| 2 | network | base random data |")
    (project / "docs/architecture.md").write_text(table)
    assert run(project).returncode == 1


def test_finds_a_folder_without_a_row(project):
    (project / "src/plot").mkdir()
    (project / "src/plot/draw.cpp").write_text("#include <vector>\n")
    done = run(project)
    assert done.returncode == 1 and "plot" in done.stdout


def test_finds_a_room_without_a_row(project):
    (project / "apps/cli/attic").mkdir()
    (project / "apps/cli/attic/old.cpp").write_text("#include <vector>\n")
    done = run(project)
    assert done.returncode == 1 and "attic" in done.stdout


def test_an_empty_table_is_a_fault(project):
    (project / "docs/architecture.md").write_text("# Architecture\n\n## Modules\n\nNone yet.\n")
    assert run(project).returncode == 1


def test_a_missing_table_is_a_fault(project):
    (project / "docs/architecture.md").unlink()
    assert run(project).returncode != 0


def test_the_project_itself():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
