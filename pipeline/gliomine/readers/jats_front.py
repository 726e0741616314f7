"""Affiliations and funding of a JATS article."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gliomine.document import SEPARATOR
from gliomine.readers.building import Address, Grant, one_line
from gliomine.readers.jats_text import is_identifier, local, plain

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = ("name", "string-name")
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
_NO_AUTHOR = re.compile(r"\b(?:editor|editorial|reviewer|referee|translator|illustrator)s?\b", re.IGNORECASE)
_FUNDER_ID = re.compile(
    r"[\s,;:([]*(?:(?:https?://)?(?:dx\.)?(?:doi\.org/|doi:\s*)?10\.13039/\w+|grid\.\d+\.\w+|(?:https?://)?ror\.org/\w{9})[\s\])]*"
)


def is_author(contributor: ET.Element) -> bool:
    """Tell whether a contributor is an author: not an editor, a reviewer or a translator."""
    kind = contributor.get("contrib-type") or ""
    if "author" in kind.lower():
        return True
    shown = [kind, *(plain(role) for role in contributor.findall("role"))]
    return not any(_NO_AUTHOR.search(text) for text in shown)


def name_of(contributor: ET.Element) -> ET.Element | None:
    """Return the name of a person; of the same name in several scripts the one in Latin letters."""
    alternatives = contributor.find("name-alternatives")
    found = [item for item in (contributor if alternatives is None else alternatives).iter() if item.tag in _NAMES]
    return next(filter(_is_western, found), found[0] if found else None)


def collaboration(contributor: ET.Element) -> ET.Element | None:
    """Return the name of a group that is an author, the English one where it has several; None of a person."""
    group = contributor.find("collab")
    if group is not None:
        return group
    found = contributor.findall("collab-alternatives/collab")
    return next(filter(_is_western, found), found[0] if found else None)


def _is_western(name: ET.Element) -> bool:
    return name.get("name-style") == "western" or (name.get(LANGUAGE) or "").lower().startswith("en")


def identifiers(meta: ET.Element) -> dict[str | None, str]:
    """Return kind -> identifier of an article: of several the first, and that of all versions before that of one."""
    found: dict[str | None, str] = {}
    for element in sorted(meta.iterfind("article-id"), key=lambda item: item.get("specific-use") == "version"):
        found.setdefault(element.get("pub-id-type"), plain(element))
    return found


def _of_others(front: ET.Element) -> set[int]:
    """Return the identities of the addresses that belong to no author, but to editors or reviewers alone."""
    found: set[int] = set()
    cited: dict[bool, set[str]] = {True: set(), False: set()}
    for group in front.iter("contrib-group"):
        judged = [(item, is_author(item)) for item in group.findall("contrib")]
        for contributor, author in judged:
            links = [link for link in contributor.iter("xref") if link.get("ref-type") in ("aff", None)]
            cited[author].update(rid for link in links for rid in (link.get("rid") or "").split())
            found.update(id(element) for element in contributor.iter("aff") if not author)
        if judged and not any(author for _, author in judged):
            found.update(id(element) for element in group.findall("aff"))
    only = cited[False] - cited[True]
    found.update(id(element) for element in front.iter("aff") if element.get("id") in only)
    return found


def addresses(front: ET.Element) -> Iterator[Address]:
    """Yield the affiliations of the authors in document order; of alternative forms the first."""
    others = _of_others(front)
    others |= {id(other) for group in front.iter("aff-alternatives") for other in group.findall("aff")[1:]}
    for element in front.iter("aff"):
        if id(element) not in others and (text := shown_address(element)):
            departments, institutions = _organisations(element)
            yield Address(
                text,
                SEPARATOR.join(departments) or None,
                SEPARATOR.join(institutions) or None,
                _city(element),
                _country(element),
            )


def shown_address(element: ET.Element) -> str:
    """Return the text of an affiliation without its mark."""
    pieces: list[str] = []
    _collect(element, pieces, top=True)
    text = one_line("".join(pieces))
    return re.sub(r"\s+([,;.])", r"\1", text).strip(" ,;")


def _collect(element: ET.Element, pieces: list[str], *, top: bool = False) -> None:
    pieces.append(element.text or "")
    leading = top
    for number, child in enumerate(element):
        name = local(child)
        # Only the first two can lead, and the pieces before them are few.
        leading = leading and number < 2 and not "".join(pieces).strip()
        marker = leading and name in ("sup", "bold", "italic") and number < 2 and _MARK.match(plain(child))
        if name == "break":
            pieces.append(" ")
        elif name not in _LEFT_OUT and not marker and not is_identifier(child, name):
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
        target = departments if (found.get("content-type") or "").lower() in _DEPARTMENT_TYPES else institutions
        target.append(name)
    return (departments, institutions) if institutions else ([], [])


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
        members = list(_own(group))
        funders = [_funder(element) for element in members if local(element) == "funding-source"]
        awards = tuple(text for element in members if local(element) == "award-id" and (text := plain(element)))
        names = [name for name in funders if name]
        if names or awards:
            yield Grant("; ".join(names) or awards[0], awards if names else ())
    sponsors = [*meta.iter("contract-sponsor"), *meta.iter("grant-sponsor")]
    numbers = tuple(plain(element) for name in ("contract-num", "grant-num") for element in meta.iter(name))
    for number, element in enumerate(sponsors):
        if name := without_identifier(plain(element)):
            own = numbers[number : number + 1] if len(numbers) == len(sponsors) else ()
            yield Grant(name, own)


def _own(group: ET.Element) -> Iterator[ET.Element]:
    """Yield the elements of a group that belong to no group within it, in order."""
    waiting = list(reversed(group))
    while waiting:
        element = waiting.pop()
        if local(element) != "award-group":
            yield element
            waiting.extend(reversed(element))


def _funder(element: ET.Element) -> str:
    names = [plain(found) for found in element.iter("institution")]
    return without_identifier(one_line(", ".join(name for name in names if name)) or plain(element))


def without_identifier(name: str) -> str:
    """Return the name of a funder without the identifier that its source glues to it.

    >>> without_identifier("Example Fund10.13039/100000001"), without_identifier("Fund (https://ror.org/012345678)")
    ('Example Fund', 'Fund')
    """
    return one_line(_FUNDER_ID.sub(" ", name)) or name


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
