"""The main charts of a run as PNG and SVG files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from gliomine.config import PlotOptions, ReportOptions
from gliomine.errors import ResourceError, unknown_name
from gliomine.report.charts import Chart, Spec, chart_specs, vega_config
from gliomine.report.payload import country_names
from gliomine.report.summary import summarise
from gliomine.report.theme import THEMES, Theme

ASSETS = files("gliomine.report") / "assets"
FORMATS = ("png", "svg")

_STACK_BYTES = 32 * 1024 * 1024


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
        ResourceError: the charting library could not draw one.
    """
    engine = import_module("quickjs").Context()
    engine.set_max_stack_size(_STACK_BYTES)
    for asset in ("shim.js", "vega.js"):
        engine.eval((ASSETS / asset).read_text(encoding="utf-8"))
    configuration = json.dumps({**vega_config(theme), "background": theme.page, "padding": 16})
    return [_svg(engine, json.dumps(_titled(chart, theme, width)), configuration) for chart in charts]


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


def _svg(engine: Any, spec: str, configuration: str) -> str:
    engine.get("draw")(spec, configuration)
    while engine.execute_pending_job():
        pass
    if engine.get("failure") is not None or engine.get("svg") is None:
        raise ResourceError(f"a chart could not be drawn ({engine.get('failure')})", advice="reinstall gliomine")
    svg: str = engine.get("svg")
    return svg


def to_png(svg: str, *, scale: float) -> bytes:
    """Return an SVG chart as PNG, in the font that comes with the installation so that all machines draw alike."""
    fonts = Path(str(files("font_roboto"))) / "files"
    paths = [str(fonts / name) for name in ("Roboto-Regular.ttf", "Roboto-Bold.ttf")]
    rendered = import_module("resvg_py").svg_to_bytes(
        svg_string=svg, zoom=scale, skip_system_fonts=True, font_files=paths, font_family="Roboto"
    )
    return bytes(rendered)
