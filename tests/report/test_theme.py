from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from gliomine.entity_types import ENTITY_TYPES
from gliomine.report.page import SCRIPTS, STYLES
from gliomine.report.theme import THEMES, Theme, contrast, mix, style_sheet, swatches

ASSETS = Path(__file__).resolve().parents[2] / "pipeline" / "gliomine" / "report" / "assets"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ENTITY_TYPES)
def test_mentions_are_readable(theme: Theme, name: str) -> None:
    found = swatches(theme)[name]
    assert contrast(found.fill, found.ink) >= 4.5  # WCAG 2.2, success criterion 1.4.3
    assert contrast(found.edge, theme.page) >= 3  # and 1.4.11


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_is_readable(theme: Theme) -> None:
    for text, ground in itertools.product(
        (theme.ink, theme.soft, theme.accent, theme.works, theme.fails, theme.unclear), (theme.page, theme.panel)
    ):
        assert contrast(text, ground) >= 4.5
    for tone, text in itertools.product((theme.works, theme.fails, theme.unclear), repeat=2):
        assert contrast(text, mix(tone, theme.page, share=0.13)) >= 4.5  # the cells of the matrix


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_no_two_types_look_alike(theme: Theme) -> None:
    fills = [found.fill for found in swatches(theme).values()]
    assert len(set(fills)) == len(ENTITY_TYPES)


def test_every_type_has_a_class() -> None:
    sheet = style_sheet()
    for name in ENTITY_TYPES:
        assert f".t-{name} " in sheet


def test_no_other_file_names_a_colour() -> None:
    for name in (*STYLES, *(name for name in SCRIPTS if name != "vega.js")):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[;,\s\"'])", (ASSETS / name).read_text(encoding="utf-8")), name


def test_scripts_are_short() -> None:
    for name in SCRIPTS:
        if name != "vega.js":
            assert len((ASSETS / name).read_text(encoding="utf-8").splitlines()) <= 350, name
