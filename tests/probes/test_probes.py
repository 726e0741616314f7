"""Small texts with what must, and must not, come out of the shipped models, by kind, with near misses beside them.

A line of the tables is `text => check ; check`; the line breaks of a text are written `⏎`, and `{200 A}` is repeated.

`= span @ type @ curies @ status`: a mention has exactly this span; types and curies are parted by `|`, `*` is any.
`~ span @ ...`: a mention covers the span, or overlaps it; `! span @ type`: no mention (of the type) overlaps it.
`? span @ curies`: what overlaps it has no identifier or one of these; `-` for none.
`same` and `other`: two mentions have one link, or several. `# 2`: sentences. `> start`, `< start`: a sentence begins
there, or not. `role start :: role`, `def short :: long`, `undef short`: a role, a definition. `first`: the first
sentence of the text as a file. `span#1` is the second place of a span.

`near` before a line tells a near miss, `wrong` what the shipped recogniser gets wrong: such a line fails when it gets
it right, so that the mark goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gliomine.config import Config, ReadConfig
from gliomine.document import Document
from gliomine.predict import Question, answerer
from gliomine.readers.text import read
from gliomine.stages import Pipeline

FILES = ("sentences", "names", "ambiguous", "assertion", "abbreviations", "robust")
_REPEATED = re.compile(r"\{(\d+) ([^}]+)\}")
_NTH = re.compile(r"#(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what must come out of it."""

    kind: str
    near: bool
    wrong: bool
    text: str
    checks: tuple[str, ...]


def read_cases() -> list[Case]:
    """Return the cases of all tables, in order."""
    cases, kind = [], ""
    for name in FILES:
        for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                kind = line[3:]
            elif line and not line.startswith("# "):
                wrong, line = line.startswith("wrong "), line.removeprefix("wrong ")
                near, line = line.startswith("near "), line.removeprefix("near ")
                text, checks = line.replace("⏎", "\n").split(" => ")
                text = _REPEATED.sub(lambda match: int(match[1]) * match[2], text)
                cases.append(Case(kind, near, wrong, text, tuple(checks.split(" ; "))))
    return cases


CASES = read_cases()


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """Return what `predict` answers to each text."""
    texts = list(dict.fromkeys(case.text for case in CASES))
    answer = answerer(Config())
    asked = [Question(Document(str(number), text, layout="abstract")) for number, text in enumerate(texts)]
    return dict(zip(texts, answer(asked), strict=True))


WRONG = pytest.mark.xfail(reason="the shipped recogniser", strict=True)


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=WRONG if case.wrong else (), id=f"{case.kind}: {case.text[:60]!r}") for case in CASES],
)
def test_what_must_come_out_comes_out(case: Case, answers: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    answer = answers[case.text]
    shown = [(item["text"], item["type"], item["ids"][:1], item["assertion"]) for item in answer["entities"]]
    for check in case.checks:
        assert holds(case.text, answer, check, tmp_path), f"{check!r} of {case.text[:200]!r}: {shown}"


def test_each_kind_has_several_cases_and_a_near_miss() -> None:
    kinds = {case.kind for case in CASES}
    assert len(kinds) >= 80
    assert all(any(case.near for case in CASES if case.kind == kind) for kind in kinds)
    assert all(sum(case.kind == kind for case in CASES) > 1 for kind in kinds)


def holds(text: str, answer: dict[str, Any], check: str, folder: Path) -> bool:
    """Tell whether a check holds of an answer."""
    name, _, rest = check.partition(" ")
    if name in ("=", "~", "!", "?"):
        return _of_mentions(text, answer["entities"], name, rest)
    if name in ("same", "other"):
        links = [_link(text, answer["entities"], part) for part in rest.split(" ")]
        return None not in links and (len(set(links)) == 1) == (name == "same")
    starts = {item["start"]: item["role"] for item in answer["sentences"]}
    pairs = {item["short_form"]: item["long_form"] for item in answer["abbreviations"]}
    first, _, second = rest.partition(" :: ")
    match name:
        case "#":
            return len(starts) == int(rest)
        case ">" | "<":
            return (text.index(rest) in starts) == (name == ">")
        case "role":
            return starts[max(start for start in starts if start <= text.index(first))] == second
        case "def":
            return pairs.get(first) == second
        case "undef":
            return first not in pairs
        case "first":
            return _first_of_file(text, folder) == rest
    raise ValueError(f"no such check: {check}")


def _place(text: str, span: str) -> tuple[int, int]:
    nth = _NTH.search(span)
    bare, start = (span[: nth.start()], -1) if nth else (span, -1)
    for _ in range(int(nth[1]) + 1 if nth else 1):
        start = text.index(bare, start + 1)
    return start, start + len(bare)


def _of_mentions(text: str, entities: list[dict[str, Any]], name: str, rest: str) -> bool:
    span, *asked = (part.strip(" ") for part in rest.split("@"))
    start, end = _place(text, span)
    near = [item for item in entities if item["start"] < end and item["end"] > start]
    types, curies, status = ([*asked, "", "", ""])[:3]
    if name == "!":
        return not any(types in ("", item["type"]) for item in near)
    if name == "?":
        return all(not item["ids"] or item["ids"][0] in types.split("|") for item in near)
    exact = [item for item in near if (item["start"], item["end"]) == (start, end)]
    whole = [item for item in near if item["start"] <= start and item["end"] >= end]
    found = exact if name == "=" else whole or near
    return bool(found) and _agrees(found[0], types, curies, status)


def _agrees(item: dict[str, Any], types: str, curies: str, status: str) -> bool:
    asked = zip((types, curies, status), (item["type"], *(item["ids"][:1] or [None]), item["assertion"]), strict=True)
    return all(wanted in ("", "*") or found in wanted.split("|") for wanted, found in asked)


def _link(text: str, entities: list[dict[str, Any]], span: str) -> tuple[str, ...] | None:
    start, end = _place(text, span)
    found = [item for item in entities if item["start"] <= start and item["end"] >= end]
    return (found[0]["type"], *found[0]["ids"][:1]) if found else None


def _first_of_file(text: str, folder: Path) -> str:
    path = folder / "page.txt"
    path.write_text(text, encoding="utf-8")
    (given,) = read(path, doc_id="page", source="page.txt", config=ReadConfig())
    assert isinstance(given, Document)
    (found,) = Pipeline(Config(), until="sentences")([given])
    assert isinstance(found, Document)
    return found.sentences[0].text
