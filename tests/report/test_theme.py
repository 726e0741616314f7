from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from gliomine.entity_types import ENTITY_TYPES
from gliomine.report.theme import THEMES, Theme, contrast, style_sheet, swatches

ASSETS = Path(__file__).resolve().parents[2] / "pipeline" / "gliomine" / "report" / "assets"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ENTITY_TYPES)
def test_mentions_are_readable(theme: Theme, name: str) -> None:
    found = swatches(theme)[name]
    assert contrast(found.fill, found.ink) >= 4.5  # WCAG 2.2, success criterion 1.4.3
    assert contrast(found.edge, theme.page) >= 3  # and 1.4.11


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_is_readable(theme: Theme) -> None:
    for text, ground in itertools.product((theme.ink, theme.soft, theme.accent), (theme.page, theme.panel)):
        assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_no_two_types_look_alike(theme: Theme) -> None:
    fills = [found.fill for found in swatches(theme).values()]
    assert len(set(fills)) == len(ENTITY_TYPES)


def test_every_type_has_a_class() -> None:
    sheet = style_sheet()
    for name in ENTITY_TYPES:
        assert f".t-{name} " in sheet


def test_no_other_file_names_a_colour() -> None:
    for name in ("report.css", "core.js", "charts.js", "browse.js", "reader.js", "app.js"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[;,\s\"'])", (ASSETS / name).read_text(encoding="utf-8")), name
