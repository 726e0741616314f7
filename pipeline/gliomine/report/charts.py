"""The main charts as Vega-Lite specifications: the page draws them, and `gliomine plot` saves them.

They carry counted rows, no colours: those come from the configuration of a theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from urllib.parse import quote

from gliomine.entity_types import ENTITY_TYPES
from gliomine.report.summary import Summary
from gliomine.report.theme import Theme, swatches

Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_STEP = 22  # height of a bar with its gap, in pixels
_STEP_OF_LINES = 26  # the same where names may take two lines
_LINE, _LONGEST_LINE = 24, 45  # characters of such a line
_LINE_HEIGHT = 12
_LINES = {"labelLineHeight": _LINE_HEIGHT, "labelFontSize": 11, "labelLimit": 0}
# The first of several lines stands in the middle of the bar unless it is moved up.
_RAISED = {"labelOffset": {"expr": f"-{_LINE_HEIGHT / 2:g} * (max(1, length(names[datum.value] || [])) - 1)"}}
_SECTIONS = ("title", "abstract", "body", "none")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: name (of its picture file), title, one line on what it counts, Vega-Lite specification."""

    name: str
    title: str
    meaning: str
    spec: Spec


def chart_specs(summary: Summary, *, countries: Mapping[str, str]) -> list[Chart]:
    """Return the charts that have something to show.

    Args:
        summary: counts of the run.
        countries: country code -> name.
    """
    made = [
        _types(summary),
        _top(summary),
        _sections(summary),
        _matrix(summary),
        _roles(summary),
        _assertions(summary),
        _countries(summary, countries),
        _funders(summary),
    ]
    return [chart for chart in made if chart.spec["data"]["values"]]


def vega_config(theme: Theme) -> Spec:
    """Return the Vega-Lite configuration of a theme: colours, fonts, and the ranges of the entity types."""
    colours = swatches(theme)
    text = {"labelColor": theme.ink, "titleColor": theme.soft, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": None,
        "font": "Roboto, system-ui, sans-serif",
        "axis": {
            **text,
            "gridColor": theme.line,
            "domainColor": theme.line,
            "tickColor": theme.line,
            "labelLimit": 0,
            "titleFontWeight": "normal",
            "labelPadding": 6,
        },
        "legend": {**text, "titleFontWeight": "normal", "columns": 4},
        "view": {"stroke": None},
        "range": {
            "category": [found.fill for found in colours.values()],
            "edge": [found.edge for found in colours.values()],
            "heatmap": list(theme.heat),
            "ramp": list(theme.heat),
        },
        "bar": {"color": theme.accent, "cornerRadiusEnd": 3},
        "text": {"color": theme.soft, "fontSize": 11},
    }


def _spec(rows: list[Spec], **parts: Any) -> Spec:
    return {"$schema": _SCHEMA, "data": {"name": "rows", "values": rows}, **parts}


def _label(entity_type: str) -> str:
    return entity_type.replace("_", " ")


def _lines(name: str) -> list[str]:
    """Return a name as one or two lines, longer ones where it needs them; only where these do not suffice it has more.

    >>> _lines("astrocytoma (excluding glioblastoma)")
    ['astrocytoma (excluding', 'glioblastoma)']
    >>> _lines("A National Foundation for Everything that Matters")
    ['A National Foundation for', 'Everything that Matters']
    """
    for length in range(_LINE, _LONGEST_LINE):
        lines = wrap(name, length, break_long_words=False)
        if len(lines) <= 2 and max(map(len, lines), default=0) <= length:
            return lines or [name]
    return wrap(name, _LONGEST_LINE)


def _named(axis: Spec, names: Mapping[str, list[str]]) -> tuple[Spec, Spec, Spec]:
    """Return an axis that shows names as lines, the parameter that holds them, and the height that they need."""
    most = max(map(len, names.values()), default=1)
    height = {"step": _STEP if most == 1 else max(_STEP_OF_LINES, _LINE_HEIGHT * most + 2)}
    shown = {"labelExpr": "names[datum.label] || datum.label", **_LINES, **_RAISED}
    return axis | shown, {"name": "names", "value": dict(names)}, height


def _route(key: str) -> str:
    # The address of a concept is its identifier, so that it means the same in the report of the next run.
    return "#/entity/" + quote(key, safe=":", errors="replace")


def _by_type() -> Spec:
    # The whole list is the domain, so that a type has one colour whatever a run holds.
    domain = [_label(name) for name in ENTITY_TYPES]
    return {
        "color": {"field": "type", "type": "nominal", "scale": {"domain": domain, "range": "category"}, "legend": None},
        "stroke": {"field": "type", "type": "nominal", "scale": {"domain": domain, "range": "edge"}, "legend": None},
    }


def _bars(rows: list[Spec], *, field: str, value: str, meaning: str, colours: Spec | None = None) -> Spec:
    """Return horizontal bars, the longest first, with the number at their end."""
    axis = {"title": None, "domain": False, "ticks": False}
    place = {"field": field, "type": "nominal", "sort": None, "axis": axis}
    length = {
        "field": value,
        "type": "quantitative",
        "title": meaning,
        # With a step of at least 1 alone, two documents give ticks at 0, 0.5, 1, 1.5 and 2.
        "axis": {"tickMinStep": 1, "tickCount": {"expr": "min(5, domain('x')[1])"}, "format": ",d"},
    }
    base = {"y": place, "x": length, "tooltip": {"field": "tip", "type": "nominal"}}
    number = {**base, "text": {"field": value, "type": "quantitative", "format": ",d"}}
    return _spec(
        rows,
        height={"step": _STEP},
        layer=[
            {"mark": {"type": "bar", "cursor": "pointer"}, "encoding": {**base, **(colours or {})}},
            {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": number},
        ],
    )


def _with_names(spec: Spec, names: Mapping[str, list[str]]) -> None:
    """Let the bars of a chart be named by lines of text."""
    for layer in spec["layer"]:
        axis, parameter, height = _named(layer["encoding"]["y"]["axis"], names)
        layer["encoding"]["y"]["axis"] = axis
        spec |= {"params": [parameter], "height": height}


def _types(summary: Summary) -> Chart:
    rows = [
        {
            "type": _label(name),
            "mentions": mentions,
            "tip": f"{_label(name)}: {mentions:,} mentions of {concepts:,} names in {documents:,} documents",
            "route": f"#/entities?type={name}",
        }
        for name, mentions, concepts, documents in summary.types
    ]
    spec = _bars(rows, field="type", value="mentions", meaning="mentions", colours=_by_type())
    return Chart("types", "Mentions by type", "How often each type of entity is named in the run.", spec)


def _top(summary: Summary) -> Chart:
    rows = [
        {
            "concept": name,
            "key": f"{number}",
            "type": _label(entity_type),
            "mentions": mentions,
            "tip": f"{name} ({_label(entity_type)}, {curie or 'not linked'}): {mentions:,} mentions in {documents:,} "
            "documents",
            "route": _route(key),
            "background": background,
        }
        for number, entity_type, name, curie, mentions, documents, key, background in summary.top
    ]
    spec = _bars(rows, field="key", value="mentions", meaning="mentions", colours=_by_type())
    # Two concepts may share a name: the axis counts them by number and prints the name.
    names = {row["key"]: _lines(row["concept"]) for row in rows}
    _with_names(spec, names)
    spec["params"] += [{"name": "chosen", "value": "all"}, {"name": "everything", "value": False}]
    spec["transform"] = [
        {"filter": "(chosen == 'all' || datum.type == chosen) && (everything || !datum.background)"},
        {"window": [{"op": "row_number", "as": "place"}], "sort": [{"field": "mentions", "order": "descending"}]},
        {"filter": "datum.place <= 20"},
    ]
    return Chart(
        "concepts", "Top concepts", "The concepts named most often, without people and other background words.", spec
    )


def _matrix(summary: Summary) -> Chart:
    named = {number: (name, curie) for number, curie, name, *_ in summary.concepts}
    keys = {number: key for number, *_, key in summary.concepts}
    order = sorted({number for pair in summary.matrix for number in pair[:2]})
    labels = _distinct({number: named[number][0] for number in order if number in named}, named)
    rows = [
        {
            "one": labels[first],
            "two": labels[second],
            "sentences": count,
            "tip": f"{named[first][0]} and {named[second][0]}: in {count:,} sentences together",
            "route": f"{_route(keys[left])}?with={quote(keys[right], safe='', errors='replace')}",
        }
        for left, right, count in summary.matrix
        if left in labels and right in labels
        for first, second in ((left, right), (right, left))
    ]
    names = [labels[number] for number in order if number in labels]
    axis, parameter, height = _named({"title": None, "domain": False, "ticks": False}, {n: _lines(n) for n in names})
    place = {"type": "nominal", "scale": {"domain": names}}
    spec = _spec(
        rows,
        params=[parameter],
        height=height,
        mark={"type": "rect", "cursor": "pointer", "cornerRadius": 2},
        encoding={
            "x": {"field": "one", **place, "axis": {**axis, "labelAngle": -60, "orient": "bottom"}},
            "y": {"field": "two", **place, "axis": axis},
            "color": {
                "field": "sentences",
                "type": "quantitative",
                "scale": {"range": "heatmap", "type": "sqrt"},
                "legend": {"title": "sentences", "orient": "top", "gradientLength": 160, "tickMinStep": 1},
            },
            "tooltip": {"field": "tip", "type": "nominal"},
        },
    )
    return Chart(
        "cooccurrence", "Named together", "Sentences that name both concepts, among the most frequent ones.", spec
    )


def _distinct(labels: dict[int, str], named: Mapping[int, tuple[str, str | None]]) -> dict[int, str]:
    seen: dict[str, int] = {}
    for name in labels.values():
        seen[name] = seen.get(name, 0) + 1
    return {
        number: name if seen[name] == 1 else f"{name} ({named[number][1] or number + 1})"
        for number, name in labels.items()
    }


def _sections(summary: Summary) -> Chart:
    rows = [
        {
            "section": section,
            "type": _label(name),
            "mentions": mentions,
            "order": list(ENTITY_TYPES).index(name) if name in ENTITY_TYPES else len(ENTITY_TYPES),
            "tip": f"{section}: {mentions:,} mentions of type {_label(name)}",
            "route": f"#/entities?type={name}",
        }
        for section, name, mentions in summary.sections
    ]
    colours = _by_type()
    colours["color"]["legend"] = colours["stroke"]["legend"] = {
        "title": None,
        "orient": "bottom",
        "symbolType": "square",
    }
    spec = _spec(
        rows,
        height={"step": 44},
        mark={"type": "bar", "cursor": "pointer", "cornerRadiusEnd": 0},
        encoding={
            "y": {
                "field": "section",
                "type": "nominal",
                "sort": list(_SECTIONS),
                "axis": {"title": None, "domain": False, "ticks": False},
            },
            "x": {
                "field": "mentions",
                "type": "quantitative",
                "stack": "normalize",
                "title": "share of the section's mentions",
                "axis": {"format": ".0%", "tickCount": 5},
            },
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": {"field": "tip", "type": "nominal"},
            **colours,
        },
    )
    return Chart("sections", "Mentions by section", "What each part of the documents speaks of.", spec)


def _counted(summary: list[Any], unit: str, *, show: Callable[[str], str] = str, route: str = "") -> list[Spec]:
    rows = []
    for name, count in summary:
        row = {"name": show(name), unit: count, "tip": f"{show(name)}: {count:,} {unit}"}
        rows.append(row | ({"route": route + name} if route else {}))
    return rows


def _roles(summary: Summary) -> Chart:
    rows = _counted(summary.roles, "mentions", route="#/entities?role=")
    spec = _bars(rows, field="name", value="mentions", meaning="mentions")
    return Chart("roles", "Mentions by sentence role", "In sentences of which role entities are named.", spec)


def _assertions(summary: Summary) -> Chart:
    rows = _counted(summary.assertions, "mentions", route="#/entities?assertion=")
    spec = _bars(rows, field="name", value="mentions", meaning="mentions")
    return Chart("assertions", "Present, absent or possible", "What the sentences say of the entities.", spec)


def _countries(summary: Summary, names: Mapping[str, str]) -> Chart:
    rows = _counted(
        summary.countries, "documents", show=lambda code: names.get(code, code), route="#/documents?country="
    )
    spec = _bars(rows, field="name", value="documents", meaning="documents")
    _with_names(spec, {row["name"]: _lines(row["name"]) for row in rows})
    return Chart("countries", "Countries", "Documents with an address in the country.", spec)


def _funders(summary: Summary) -> Chart:
    rows = _counted(summary.funders, "documents")
    for row in rows:
        row["route"] = "#/documents?q=" + quote(row["name"], safe="", errors="replace")
    spec = _bars(rows, field="name", value="documents", meaning="documents")
    _with_names(spec, {row["name"]: _lines(row["name"]) for row in rows})
    return Chart("funders", "Funders", "Documents that name the funder.", spec)
