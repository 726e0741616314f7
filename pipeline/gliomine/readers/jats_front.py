"""Affiliations and funding of a JATS article."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gliomine.document import SEPARATOR
from gliomine.readers.building import Address, Grant, one_line
from gliomine.readers.jats_text import local, plain

_FIELDS = frozenset(
    {"institution", "institution-wrap", "addr-line", "country", "city", "state", "postal-code", "named-content"}
)
_LEFT_OUT = frozenset({"label", "institution-id", "fn", "object-id"})
_DEPARTMENT_TYPES = frozenset({"dept", "department", "orgdiv1", "orgdiv2", "orgdiv3"})
_MARK = re.compile(r"^\W*\w{0,2}\W*$")
_FUNDING_NOTES = frozenset({"financial-disclosure", "supported-by", "funding", "funding-statement"})
_FUNDING_TITLE = re.compile(
    r"(?:sources? of )?(?:funding|financial support|grant support|sponsor(?:ship)?|study sponsors?)"
    r"(?: sources?| statements?| information| support| and sponsorship)?\W*",
    re.IGNORECASE,
)


def is_author(contributor: ET.Element) -> bool:
    """Tell an author from an editor or reviewer."""
    kind = (contributor.get("contrib-type") or "author").lower()
    return not any(word in kind for word in ("editor", "reviewer", "translator"))


def _others_only(front: ET.Element) -> frozenset[str]:
    """Return the ids of the addresses to which editors and reviewers point, and no author."""
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for contributor in front.iter("contrib"):
        for element in contributor.iter("xref"):
            seen[is_author(contributor)] |= set((element.get("rid") or "").split())
    return frozenset(seen[False] - seen[True])


def addresses(front: ET.Element) -> Iterator[Address]:
    """Yield the affiliations in document order; of alternative forms the first."""
    others = {id(other) for group in front.iter("aff-alternatives") for other in group.findall("aff")[1:]}
    others |= {
        id(element)
        for contributor in front.iter("contrib")
        if not is_author(contributor)
        for element in contributor.iter("aff")
    }
    unread = _others_only(front)
    for element in front.iter("aff"):
        if id(element) not in others and element.get("id") not in unread and (text := _shown(element)):
            departments, institutions = _organisations(element)
            yield Address(
                text,
                SEPARATOR.join(departments) or None,
                SEPARATOR.join(institutions) or None,
                _city(element),
                _country(element),
            )


def _shown(element: ET.Element) -> str:
    pieces: list[str] = []
    _collect(element, pieces, top=True)
    text = one_line("".join(pieces))
    return re.sub(r"\s+([,;.])", r"\1", text).strip(" ,;")


def _collect(element: ET.Element, pieces: list[str], *, top: bool = False) -> None:
    pieces.append(element.text or "")
    for number, child in enumerate(element):
        name = local(child)
        leading = top and not "".join(pieces).strip()
        marker = leading and name in ("sup", "bold", "italic") and number < 2 and _MARK.match(plain(child))
        if name == "break":
            pieces.append(" ")
        elif name not in _LEFT_OUT and not marker:
            if name in _FIELDS and plain(child) and _last(pieces) not in ",;:(–-":
                # Fields that follow each other without a comma would run together.
                pieces.append(", ")
            _collect(child, pieces)
        tail = child.tail or ""
        joins = name in _FIELDS and tail.strip() and tail.strip()[0].isalnum() and plain(child)
        if joins and _last(pieces) not in ",;":
            pieces.append(" " if name in ("state", "postal-code") else ", ")
        pieces.append(tail)


def _last(pieces: list[str]) -> str:
    """Return the last visible character so far, empty if there is none."""
    return next((piece.rstrip()[-1] for piece in reversed(pieces) if piece.strip()), "")


def _organisations(element: ET.Element) -> tuple[list[str], list[str]]:
    """Return tagged departments and institutions; none where a tag holds a whole list, which a later stage reads."""
    departments: list[str] = []
    institutions: list[str] = []
    for found in element.iter("institution"):
        name = plain(found).strip(" ,;")
        if not name:
            continue
        if "," in name:
            return [], []
        kind = (found.get("content-type") or "").lower()
        target = departments if kind in _DEPARTMENT_TYPES or (not kind and _is_department(name)) else institutions
        target.append(name)
    return (departments, institutions) if institutions else ([], [])


def _is_department(name: str) -> bool:
    address = parse_address(name)
    return bool(address.departments) and not address.institutions


def _city(element: ET.Element) -> str | None:
    for found in element.iter():
        kind = found.get("content-type") or ""
        if local(found) == "city" or (
            local(found) in ("named-content", "addr-line") and kind in ("city", "addr-line-city")
        ):
            return plain(found).strip(" ,;.") or None
    return None


def _country(element: ET.Element) -> str | None:
    """Return the country as the source states it: its name, else its code."""
    found = element.find(".//country")
    if found is None:
        return None
    return plain(found).strip(" ,;.") or found.get("country") or None


def grants(meta: ET.Element) -> Iterator[Grant]:
    """Yield the tagged funders with their award numbers."""
    for group in meta.iter("award-group"):
        funders = [_funder(element) for element in group.iter("funding-source")]
        awards = tuple(text for element in group.iter("award-id") if (text := plain(element)))
        names = [name for name in funders if name]
        if names or awards:
            yield Grant("; ".join(names) or awards[0], awards if names else ())
    sponsors = [*meta.iter("contract-sponsor"), *meta.iter("grant-sponsor")]
    numbers = tuple(plain(element) for name in ("contract-num", "grant-num") for element in meta.iter(name))
    for number, element in enumerate(sponsors):
        if name := plain(element):
            own = numbers[number : number + 1] if len(numbers) == len(sponsors) else ()
            yield Grant(name, own)


def _funder(element: ET.Element) -> str:
    names = [plain(found) for found in element.iter("institution")]
    tagged = [found for found in element.iter("named-content") if "id" not in _words(found.get("content-type"))]
    if not names and any("name" in _words(found.get("content-type")) for found in tagged):
        names = [plain(found) for found in tagged]
    return one_line(", ".join(name for name in names if name)) or plain(element)


def _words(kind: str | None) -> list[str]:
    return re.split(r"[^a-z]+", (kind or "").lower())


def statements(article: ET.Element) -> Iterator[str]:
    """Yield the funding statements of an article that tags no funders."""
    for element in article.iterfind("front/article-meta/funding-group/funding-statement"):
        if text := plain(element):
            yield text
    for part in ("front", "back"):
        for element in article.iterfind(f"{part}//*"):
            if local(element) in ("fn", "sec", "notes", "ack") and _on_funding(element):
                text = one_line(" ".join(plain(child) for child in element if local(child) not in ("label", "title")))
                if text:
                    yield text


def _on_funding(element: ET.Element) -> bool:
    if {element.get(f"{local(element)}-type"), element.get("notes-type")} & _FUNDING_NOTES:
        return True
    title = element.find("title")
    return title is not None and _FUNDING_TITLE.fullmatch(plain(title)) is not None
