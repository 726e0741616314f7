from __future__ import annotations

import dataclasses
import struct
import sys
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec
from pathlib import Path

import pytest
from gliomine.config import PlotOptions, ReportOptions
from gliomine.errors import ConfigError, ResourceError
from gliomine.report.pictures import plot

pytestmark = pytest.mark.skipif(find_spec("vl_convert") is None, reason="charts are saved with the extra `plot`")


def test_charts_are_saved(run: Path, tmp_path: Path) -> None:
    made = plot(run, output=tmp_path, options=dataclasses.replace(PlotOptions(), scale=1.0), rows=ReportOptions())
    assert [path.name for path in made if path.suffix == ".svg"] == [
        f"{name}.svg"
        for name in ("types", "concepts", "sections", "cooccurrence", "roles", "assertions", "countries", "funders")
    ]
    drawn = ElementTree.parse(tmp_path / "concepts.svg").getroot()
    words = [element.text for element in drawn.iter() if element.tag.endswith("}text")]
    assert "Top concepts" in words and "glioma" in words and "5" in words
    width, height = struct.unpack(">II", (tmp_path / "concepts.png").read_bytes()[16:24])
    assert width > 560 and height > 100


def test_without_the_library_the_error_says_what_to_install(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ResourceError, match=r"pip install \"gliomine\[plot\]\""):
        plot(run, output=tmp_path, options=PlotOptions(), rows=ReportOptions())


@pytest.mark.slow
def test_the_same_bytes_again(run: Path, tmp_path: Path) -> None:
    options = dataclasses.replace(PlotOptions(), formats=("svg",), theme="dark")
    one = plot(run, output=tmp_path / "one", options=options, rows=ReportOptions())
    two = plot(run, output=tmp_path / "two", options=options, rows=ReportOptions())
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


@pytest.mark.parametrize("wrong", [{"theme": "blue"}, {"formats": ("gif",)}])
def test_unknown_names_are_refused(run: Path, tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        plot(run, output=tmp_path, options=dataclasses.replace(PlotOptions(), **wrong), rows=ReportOptions())
