"""The main charts of a run as PNG and SVG files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from gliomine.config import PlotOptions, ReportOptions
from gliomine.errors import ResourceError, unknown_name
from gliomine.report.charts import Chart, Spec, chart_specs, vega_config
from gliomine.report.payload import country_names
from gliomine.report.summary import summarise
from gliomine.report.theme import THEMES, Theme

FORMATS = ("png", "svg")

_FONT = "Liberation Sans, Arial, sans-serif"
"""Comes with the charting library, so that all machines draw alike."""
_PART = re.compile(r"(?<=url\(#)(?:clip|gradient_)\d+(?=\))|(?<=\bid=\")(?:clip|gradient_)\d+(?=\")")


def plot(run: Path, *, output: Path | None = None, options: PlotOptions, rows: ReportOptions) -> list[Path]:
    """Save the charts of a finished run, one file a chart and format, and return the files.

    Args:
        run: output folder of a finished run.
        output: folder of the pictures, made if needed; None: `plots` in the run's folder.
        options: formats, theme and size.
        rows: how many rows the charts have.

    Raises:
        ConfigError: an unknown format or theme.
        InputError: the folder does not hold the tables of a finished run.
    """
    themes = {item.name: item for item in THEMES}
    if options.theme not in themes:
        raise unknown_name("theme", options.theme, themes)
    for name in options.formats:
        if name not in FORMATS:
            raise unknown_name("picture format", name, FORMATS)
    charts = chart_specs(summarise(run, options=rows), countries=country_names())
    folder = output or run / "plots"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for chart, svg in zip(charts, draw(charts, themes[options.theme], width=options.width), strict=True):
        for name in options.formats:
            path = folder / f"{chart.name}.{name}"
            path.write_bytes(svg.encode("utf-8") if name == "svg" else to_png(svg, scale=options.scale))
            made.append(path)
    return made


def draw(charts: Sequence[Chart], theme: Theme, *, width: int) -> list[str]:
    """Return the charts as SVG, on the page's colour and with their titles.

    Raises:
        ResourceError: the charting library is not installed, or could not draw one.
    """
    library = _library()
    config = {**vega_config(theme), "background": theme.page, "padding": 16, "font": _FONT}
    try:
        return [_numbered(library.vegalite_to_svg(_titled(chart, theme, width), config=config)) for chart in charts]
    except ValueError as error:
        raise ResourceError(f"a chart could not be drawn ({error})", advice="reinstall vl-convert-python") from error


def _titled(chart: Chart, theme: Theme, width: int) -> Spec:
    title = {
        "text": chart.title,
        "subtitle": chart.meaning,
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 17,
        "color": theme.ink,
        "subtitleColor": theme.soft,
        "subtitleFontSize": 12,
        "offset": 14,
    }
    return {**chart.spec, "width": width, "title": title}


def to_png(svg: str, *, scale: float) -> bytes:
    """Return an SVG chart as PNG, in the font that comes with the library.

    Raises:
        ResourceError: the charting library is not installed.
    """
    return bytes(_library().svg_to_png(svg, scale=scale))


def _numbered(svg: str) -> str:
    """Return the picture with its clip paths and gradients numbered from 1; the library counts on from the last one."""
    numbers: dict[str, str] = {}
    return _PART.sub(lambda match: numbers.setdefault(match[0], f"part{len(numbers) + 1}"), svg)


def _library() -> Any:
    try:
        return import_module("vl_convert")
    except ImportError as error:
        raise ResourceError(
            f"the package that saves charts is missing ({error})",
            where="gliomine plot",
            expected="vl-convert-python",
            advice='pip install "gliomine[plot]"; the report of the run shows the same charts without it',
        ) from error
