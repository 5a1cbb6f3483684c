"""Checks a page that crescent wrote: python3 check_page.py FILE. Needs Python alone.

Prints one line for each fault and exits with 1 if there is any. The page must be well-formed XML,
load nothing from outside, describe every picture, skip no level of headings, and hold no gap
that a template left.
"""

import re
import sys
import xml.etree.ElementTree as ElementTree

MATHML_TOKENS = {"mi", "mn", "mo", "mtext", "mspace", "ms"}
MATHML = MATHML_TOKENS | {
    "math", "mrow", "mfrac", "msqrt", "msub", "msup", "msubsup", "munder", "munderover",
    "mtable", "mtr", "mtd", "mpadded"}
CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "munder": 2, "msubsup": 3, "munderover": 3}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def text_of(element):
    return "".join(element.itertext())


def check_mathml(root):
    for element in root.iter():
        name = local(element)
        if name not in MATHML:
            continue
        pieces = [element.text] + [child.tail for child in element]
        if name not in MATHML_TOKENS and any(piece and piece.strip() for piece in pieces):
            yield f"<{name}> holds bare text, which browsers do not show: {text_of(element)!r}"
        if name in CHILDREN and len(element) != CHILDREN[name]:
            yield f"<{name}> has {len(element)} parts, needs {CHILDREN[name]}: {text_of(element)!r}"
        if name == "math" and not text_of(element).strip():
            yield "empty <math>"


def check_links(root):
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"id {name!r} is used twice"
    for element in root.iter():
        for attribute in ("src", "href", "srcset", "action"):
            address = element.get(attribute)
            if address is None:
                continue
            if address.startswith("#"):
                if address[1:] not in ids:
                    yield f"link to {address}, which is not there"
            elif not address.startswith("data:"):
                yield f"<{local(element)}> loads from outside the page: {address[:80]}"
        for name in (element.get("aria-labelledby") or "").split():
            if name not in ids:
                yield f"aria-labelledby names {name!r}, which is not there"


def check_reading(root):
    if not root.get("lang"):
        yield "<html> has no lang"
    level = 0
    for element in root.iter():
        name = local(element)
        if name == "img" and not (element.get("alt") or "").strip():
            yield "a picture has no alt text"
        if name == "svg" and not (element.get("aria-label") or "").strip():
            yield "a drawing has no aria-label"
        if re.fullmatch("h[1-6]", name):
            if int(name[1]) > level + 1:
                yield f"heading {text_of(element)!r} skips a level"
            level = int(name[1])
            if not text_of(element).strip():
                yield "empty heading"
        if name in ("td", "figcaption", "p", "li") and not len(element):
            text = text_of(element).strip()
            if name != "td" and not text:
                yield f"empty <{name}>"
            if re.search(r"\b(nan|inf|null)\b", text):
                yield f"not a number in <{name}>: {text!r}"


def check(path):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    try:
        root = ElementTree.fromstring(page)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    faults = [*check_mathml(root), *check_links(root), *check_reading(root)]
    if "{{" in page:
        faults.append("a template tag was left in the page")
    if re.search(r"@import|url\(\s*['\"]?(?!data:)", page):
        faults.append("the style loads from outside the page")
    return faults


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: check_page.py FILE")
    found = check(sys.argv[1])
    for fault in found:
        print(f"{sys.argv[1]}: {fault}")
    sys.exit(1 if found else 0)
