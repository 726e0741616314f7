"""The report: one HTML file that needs no network, no server and no other file.

Nothing that comes from the input can run: the data stand in a JSON block whose markup signs are escaped, the script
makes text nodes only, and a content security policy allows no script and no style but those whose digests it names.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from gliomine.config import ReportOptions
from gliomine.files import whole
from gliomine.report.payload import build
from gliomine.report.theme import style_sheet

SCRIPTS = (
    *("vega.js", "core.js", "lists.js", "charts.js", "browse.js", "entity.js", "reader.js"),
    *("claims.js", "claim.js", "network.js", "app.js"),
)
"""The page's scripts, in order."""

STYLES = ("report.css",)

_PLACE = files("gliomine.report")
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def write_report(run: Path, *, output: Path | None = None, options: ReportOptions) -> Path:
    """Write the report of a finished run and return its path.

    Args:
        run: output folder of a finished run.
        output: the file to write; None: `report.html` in the run's folder.
        options: how much the report holds.

    Raises:
        InputError: the folder does not hold the tables of a finished run.
    """
    target = output or run / "report.html"
    text = render(build(run, options=options))
    with whole(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n", errors="replace")
    return target


def render(data: dict[str, Any]) -> str:
    """Return the page that shows the data."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("gliomine.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    scripts = [_asset(name) for name in SCRIPTS]
    styles = [page_style()]
    return environment.get_template("report.html.j2").render(
        data=data,
        policy=page_policy(scripts, styles),
        scripts=[Markup(text) for text in scripts],
        styles=[Markup(text) for text in styles],
        payload=Markup(safe_json(data)),
    )


def safe_json(data: Any) -> str:
    r"""Return JSON that can stand in a script element whatever its strings hold.

    >>> safe_json(["</script>"])
    '["\\u003c/script\\u003e"]'
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _asset(name: str) -> str:
    return (_PLACE / "assets" / name).read_text(encoding="utf-8")


def page_style() -> str:
    """Return the dress of a page: colours of both themes, then the style sheet."""
    return style_sheet() + "\n".join(_asset(name) for name in STYLES)


def page_policy(scripts: list[str], styles: list[str]) -> str:
    """Return a content security policy that allows these scripts and styles and nothing else."""
    allowed = _digests(scripts) if scripts else "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digests(styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _digests(texts: list[str]) -> str:
    found = (base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in found)
