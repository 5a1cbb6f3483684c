#!/usr/bin/env python3
"""Checks the links between the documents: every relative link of a Markdown file must lead to a
file, and its #part to a heading of that file. Pages on the web are not asked. And those between
the formulas and the code: every section of docs/maths.md but the first says "In the code:" with
links to files, each of which says `docs/maths.md, "<heading>"`; and the other way round.

Run: python3 tools/check_links.py [ROOT]. Prints a line for each dead link; exit status 1 if there
is any.
"""

import pathlib
import re
import sys
import urllib.parse

SKIPPED = {"build", "out", ".git", "node_modules"}
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\b[^>]*\b(?:src|href)=\"([^\"]+)\"")


def prose(text):
    """The text without code blocks and spans: what looks like a link there is none."""
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(path):
    """The names by which GitHub and its kin address the headings of a file."""
    names = set()
    text = re.sub(r"^(```|~~~).*?^\1", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#+ +(.+?) *#*$", text, flags=re.MULTILINE):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number = 1
        while (name := slug if number == 1 else f"{slug}-{number - 1}") in names:
            number += 1
        names.add(name)
    return names


def faults(root, path):
    for groups in LINK.findall(prose(path.read_text())):
        link = groups[0] or groups[1]
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = path
        if parts.path:
            target = path.parent / urllib.parse.unquote(parts.path)
        if not target.exists():
            yield f"{path.relative_to(root)}: {link}: there is no such file"
        elif parts.fragment and target.suffix == ".md" and parts.fragment not in anchors(target):
            yield f"{path.relative_to(root)}: {link}: that file has no such heading"


def formula_links(root):
    """(heading, file) as docs/maths.md says them; a section without a file has an empty one."""
    text = (root / "docs/maths.md").read_text()
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        line = re.search(r"^In the code: (.+)$", section, flags=re.MULTILINE)
        for target in re.findall(r"\]\(\.\./([^)]+)\)", line[1] if line else "") or [""]:
            yield heading, target


def source_links(root):
    """(heading, file) as the sources say them."""
    for folder in ("include", "src", "apps"):
        for path in sorted((root / folder).rglob("*.[hc]pp")):
            for heading in re.findall(r'docs/maths\.md, "([^"]+)"', path.read_text()):
                yield heading, str(path.relative_to(root))


def formula_faults(root):
    told, found = set(formula_links(root)), set(source_links(root))
    symbols = ("Symbols", "")
    if len(told - {symbols}) == 0:
        yield "docs/maths.md: names no file of the code"
    for heading, file in sorted(told - found - {symbols}):
        if not file:
            yield f"docs/maths.md, {heading}: does not say where it stands: In the code: ..."
        else:
            yield f'docs/maths.md, {heading}: {file} does not say: docs/maths.md, "{heading}"'
    for heading, file in sorted(found - told):
        yield f'{file}: docs/maths.md, "{heading}": that section does not name this file'


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    root = root.resolve()
    paths = sorted(path for path in root.rglob("*.md")
                   if SKIPPED.isdisjoint(path.relative_to(root).parts))
    found = [fault for path in paths for fault in faults(root, path)]
    found += formula_faults(root)
    print("\n".join(found) or f"{len(paths)} documents, no dead link")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
