"""The body of a JATS article: its headed parts, then the captions and tables that stand among them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gliomine.document import PATH
from gliomine.pages.headings import paper_heading
from gliomine.readers.building import Part, TextBuilder, one_line
from gliomine.readers.jats_table import grid_of, notes_of, tables_of
from gliomine.readers.jats_text import local, loose_text, paragraphs, plain

_OUTSIDE = frozenset({"title", "label", "sec-meta"})
_FLOATS = frozenset({"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text"})
_MATTER = frozenset({"ack", "sec", "notes", "glossary", "app"})
_NO_MATTER = ("references", "funders")  # the one is cut, the other is read by those who look for who paid
_NAMES = {"ack": "acknowledgements", "glossary": "abbreviations", "app": "supplement"}


@dataclass(frozen=True, slots=True)
class Float:
    """A figure, table or box, with the headings over the place where it stands, the main one left out."""

    element: ET.Element
    trail: tuple[str, ...] = ()


def heading(element: ET.Element) -> str | None:
    """Return the title of a part, None if it has none."""
    title = element.find("title")
    return None if title is None else plain(title) or None


def parts(section: ET.Element, *, floats: list[Float] | None = None, trail: tuple[str, ...] = ()) -> Iterator[Part]:
    """Yield the paragraphs of a part and, with their titles as labels, those of the parts in it.

    Args:
        section: the part.
        floats: takes the figures and tables in it; where it is None, their captions stay among the paragraphs.
        trail: the headings above, the main one left out.
    """
    own: list[str] = []
    if loose_text(section):
        # Text without paragraphs; titles have been taken, and parts lie in none of it.
        rest = ET.Element("abstract")
        rest.text, rest[:] = section.text, [_untitled(child) for child in section]
        yield Part(tuple(_paragraphs(rest, floats, trail)))
        return
    for child in section:
        if local(child) == "sec":
            if own:
                yield Part(tuple(own))
                own = []
            label = heading(child)
            below = (*trail, label) if label else trail
            found = list(parts(child, floats=floats, trail=below))
            if found and found[0].label is None:
                yield replace(found.pop(0), label=label, trail=below)
            elif label:
                yield Part((), label, below)
            yield from found
        elif local(child) not in _OUTSIDE:
            own += _paragraphs(child, floats, trail)
    if own:
        yield Part(tuple(own))


def _untitled(element: ET.Element) -> ET.Element:
    """Return an element; in place of a title a label, which is not shown, with the text that stands behind it."""
    if local(element) != "title":
        return element
    found = ET.Element("label")
    found.tail = element.tail
    return found


def _paragraphs(element: ET.Element, floats: list[Float] | None, trail: tuple[str, ...]) -> list[str]:
    if floats is None:
        return paragraphs(element)
    taken: list[ET.Element] = []
    found = paragraphs(element, floats=taken)
    floats += [Float(item, trail) for item in taken]
    return found


def add_body(builder: TextBuilder, body: ET.Element) -> None:
    """Add the parts of a body; those that are not read, such as competing interests, bear a name of their own."""
    loose = [one_line(body.text)] if (body.text or "").strip() else []
    floats: list[Float] = []
    for child in body:
        if local(child) == "sec":
            _add_loose(builder, loose)
            add_floats(builder, floats)
            title = heading(child)
            known = paper_heading(title) if title else None
            name = known.name if known is not None and known.matter and known.name not in _NO_MATTER else "body"
            builder.add_section(name, list(parts(child, floats=floats)), heading=title)
            add_floats(builder, floats, main=title)
        else:
            loose += _paragraphs(child, floats, ())
        loose += [one_line(child.tail)] if (child.tail or "").strip() else []
    _add_loose(builder, loose)
    add_floats(builder, floats)


def _add_loose(builder: TextBuilder, loose: list[str]) -> None:
    if loose:
        builder.add_section("body", [Part(tuple(loose))])
        loose.clear()


def add_floats(builder: TextBuilder, floats: list[Float], *, main: str | None = None) -> None:
    """Add the captions of figures and tables, each as a section with its label, and the cells; empty the list.

    Args:
        builder: takes them.
        floats: in order.
        main: the main heading over all of them.
    """
    for item in floats:
        element = item.element
        trail = (main, *item.trail) if main else item.trail
        if local(element) == "boxed-text":
            builder.add_section("body", list(parts(element)), heading=heading(element))
            continue
        path = PATH.join(trail) or None
        found = [text for caption in element.findall("caption") for text in paragraphs(caption)]
        label = element.find("label")
        shown = one_line("" if label is None else plain(label)).rstrip(".: ") or None
        if found:
            builder.add_section("body", [Part(tuple(found))], label=shown, place="caption", path=path)
        caption = found[0] if found else ""
        tables = tables_of(element)
        for number, table in enumerate(tables, 1):
            notes = notes_of(element) if number == len(tables) else ()
            builder.add_table(grid_of(table), label=shown, caption=caption, path=path, notes=notes)
        inner = [Float(child, item.trail) for child in element if local(child) in ("fig", "table-wrap")]
        add_floats(builder, inner, main=main)
    floats.clear()


def loose_floats(group: ET.Element) -> list[Float]:
    """Return the figures and tables that stand behind the text."""
    return [Float(child) for child in group if local(child) in _FLOATS]


def add_matter(builder: TextBuilder, back: ET.Element) -> None:
    """Add what stands behind the body and is not read, as far as its title or element says what it is."""
    for element in _matters(back):
        title = heading(element)
        known = paper_heading(title) if title else None
        name = known.name if known is not None and known.matter else _NAMES.get(local(element), "")
        if name and name not in _NO_MATTER:
            builder.add_section(name, list(parts(element)), heading=title)


def _matters(back: ET.Element) -> Iterable[ET.Element]:
    for child in back:
        if local(child) in _MATTER:
            yield child
