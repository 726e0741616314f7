"""The command line as a user meets it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from gliomine.about import __version__


def gliomine(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "gliomine", *arguments], capture_output=True, text=True)


def test_version() -> None:
    assert gliomine("--version").stdout == f"gliomine {__version__}\n"


def test_help_lists_the_commands_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['gliomine', '--help']\n"
        "from gliomine.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'spacy', 'onnxruntime', 'duckdb', 'torch'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "predict" in done.stdout
    assert done.stdout.endswith("HEAVY []\n")


def test_unknown_command_is_a_usage_error() -> None:
    assert gliomine("fly").returncode == 2


@pytest.mark.parametrize("option", ["--topic", "--profile"])
def test_a_topic_has_one_option_with_two_names(option: str) -> None:
    done = gliomine("extract", "Glioma.", option, "gliom")
    assert done.returncode == 2
    assert "glioma" in done.stderr
