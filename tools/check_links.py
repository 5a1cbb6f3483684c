#!/usr/bin/env python3
"""Checks the links between the documents: every relative link of a Markdown file must lead to a
file, and its #part to a heading of that file. Pages on the web are not asked.

Run: python3 tools/check_links.py. Prints a line for each dead link; exit status 1 if there is any.
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


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    paths = sorted(path for path in root.rglob("*.md")
                   if SKIPPED.isdisjoint(path.relative_to(root).parts))
    found = [fault for path in paths for fault in faults(root, path)]
    print("\n".join(found) or f"{len(paths)} documents, no dead link")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
