"""Score the reading of JATS articles against an independent parse: `python tests/benchmarks/score_jats.py FOLDER [-v]`.

Shares over all articles: sections of the body with their heading, level and path; captions marked and with their label;
cells of tables in the text and in `tables`; words of the body in sentences; sentences under a heading that names a role
that have it; references in `bibliography`, and sentences that are the text of one.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gliomine.config import ReadConfig
from gliomine.document import Document
from gliomine.readers import jats
from gliomine.stages import Pipeline

NOTES = {"fn", "table-fn"}
ROLES = {
    "background": r"(introduction|background)",
    "methods": r"((patients?|materials?|subjects?|animals) and )?methods?( ?[/&] ?design)?|experimental procedures",
    "results": r"results|findings",
    "conclusions": r"conclusions?|concluding remarks",
}
NUMBER = re.compile(r"^(\d+(\.\d+)*|[ivx]+)[.)]?\s+", re.IGNORECASE)


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def squashed(text: str) -> str:
    return "".join(words(text))


def shown(element: ET.Element, *, without: frozenset[str] = frozenset()) -> str:
    """Return the text of an element; marks of notes and TeX are none."""
    pieces = [element.text or ""]
    for child in element:
        name = tag(child)
        mark = name == "xref" and child.get("ref-type") in NOTES
        if name not in ("tex-math", "annotation", "object-id") and name not in without and not mark:
            gap = " " if name in ("p", "title", "list-item", "break") else ""
            pieces.append(gap + shown(child, without=without) + gap)
        pieces.append(child.tail or "")
    return "".join(pieces)


def headed(part: ET.Element, above: tuple[str, ...] = ()) -> Iterator[tuple[ET.Element, tuple[str, ...]]]:
    """Yield the sections below a part with their headings, from the main one on."""
    for child in part:
        if tag(child) == "sec":
            title = child.find("{*}title")
            name = "" if title is None else " ".join(shown(title).split())
            path = (*above, name) if name else above
            if name:
                yield child, path
            yield from headed(child, path)


def check(document: Document, article: ET.Element, counts: Counter[str], missed: list[str]) -> None:
    def note(what: str, right: bool, example: str) -> None:
        counts[f"{what} all"] += 1
        counts[what] += right
        if not right:
            missed.append(f"{document.doc_id}: {what}: {example[:160]}")

    text, sections = document.text, document.sections
    body = next((item for item in article if tag(item) == "body"), None)
    found = {squashed(item.path or ""): item for item in sections if item.level and item.name == "body"}
    apart = {squashed(item.heading or "") for item in sections if item.name != "body"}
    role_of = {}
    for _, path in [] if body is None else headed(body):
        section = found.get(squashed("".join(path)))
        level = section is not None and section.level == len(path)
        note("sections", level or squashed(path[0]) in apart, " > ".join(path))
        for name in reversed(path):
            plain = NUMBER.sub("", name.strip())
            role = next((key for key, form in ROLES.items() if re.fullmatch(form, plain, re.IGNORECASE)), None)
            if role and section is not None:
                role_of[squashed("".join(path))] = role
                break
    captions = {squashed(text[item.start : item.end]): item.label for item in sections if item.place == "caption"}
    for element in article.iter():
        if tag(element) in ("fig", "table-wrap") and (caption := element.find("{*}caption")) is not None:
            label = element.find("{*}label")
            wanted = squashed(shown(caption, without=frozenset({"table-wrap-foot"})))
            right = wanted in captions and squashed(captions[wanted] or "") == squashed(
                "" if label is None else shown(label)
            )
            if wanted:
                note("captions", right, shown(caption))
    tables = Counter(squashed(item.cell) for item in document.tables)
    for table in [] if body is None else article.iter():
        if tag(table) == "table":
            for cell in table.iter():
                if tag(cell) in ("td", "th") and (wanted := squashed(shown(cell))):
                    note("cells", tables[wanted] > 0, shown(cell))
                    tables[wanted] -= 1
    for sentence in document.sentences:
        inside = [item for item in found.values() if item.start <= sentence.start < item.end]
        deepest = max(inside, key=lambda item: item.level or 0, default=None)
        role = role_of.get(squashed(deepest.path or "")) if deepest is not None else None
        if role:
            note("roles", sentence.role == role, f"{deepest.path if deepest else ''}: {sentence.text}")
    entries = [words(shown(item)) for item in article.iter() if tag(item) == "ref"]
    counts["references all"] += len(entries)
    counts["references"] += len(document.bibliography)
    grams = {tuple(entry[at : at + 6]) for entry in entries for at in range(len(entry) - 5)}
    for sentence in document.sentences:
        own = words(sentence.text)
        several = [tuple(own[at : at + 6]) for at in range(len(own) - 5)]
        if several and sum(item in grams for item in several) > 0.5 * len(several):
            counts["sentences of references"] += 1
            missed.append(f"{document.doc_id}: reference read: {sentence.text[:160]}")
    true = Counter(
        word for item in ([] if body is None else body.iter()) if tag(item) == "p" for word in words(shown(item))
    )
    read = Counter(word for sentence in document.sentences for word in words(sentence.text))
    counts["words all"] += sum(true.values())
    counts["words"] += sum((true & read).values())


def main() -> None:
    """Measure and print."""
    counts: Counter[str] = Counter()
    missed: list[str] = []
    pipeline = Pipeline(until="sentences")
    paths = [path for path in sorted(Path(sys.argv[1]).iterdir()) if path.suffix in (".xml", ".nxml")]
    for path in paths:
        try:
            found = list(jats.read(path, doc_id=path.name, source=str(path), config=ReadConfig()))
        except Exception as error:  # another kind of XML
            missed.append(f"{path.name}: {error}")
            continue
        (document,) = pipeline(found)
        root = ET.parse(path).getroot()
        article = root if tag(root) == "article" else next(item for item in root.iter() if tag(item) == "article")
        if isinstance(document, Document):
            counts["articles"] += 1
            check(document, article, counts, missed)
    if "-v" in sys.argv:
        print("\n".join(missed))
    print(f"{counts['articles']} articles of {len(paths)} files")
    for name in ("sections", "captions", "cells", "roles", "words", "references"):
        total = counts[f"{name} all"]
        print(f"{name:11} {counts[name] / max(1, total):.4f} of {total}")
    print(f"sentences that are the text of a reference: {counts['sentences of references']}")


if __name__ == "__main__":
    main()
