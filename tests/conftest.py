"""Fixtures that several test files use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gliomine.kb.knowledge_base import KnowledgeBase
from gliomine.kb.records import Source
from gliomine.kb.vocabulary import read_vocabulary
from gliomine.kb.write_index import write_index

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared data beside the checkout; a test that needs it is skipped where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def tiny_kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return a knowledge base of the ten concepts of tests/kb/tiny.tsv; glioma is the parent of glioblastoma."""
    records = read_vocabulary(ROOT / "tests" / "kb" / "tiny.tsv", source="tiny")
    next(record for record in records if record.curie == "MONDO:0018177").parents.append("MONDO:0021042")
    folder = tmp_path_factory.mktemp("kb")
    write_index(folder, records, sources=[Source("tiny", 1)], version="tiny")
    return KnowledgeBase.open(folder)


WHOLE_RUNS = frozenset(
    {
        *("tests.runs.test_two_runs", "tests.runs.test_runner", "tests.runs.test_nothing_lost"),
        *("tests.runs.test_storage", "tests.runs.engines.test_processes"),
        *("tests.cli.test_commands", "tests.cli.test_told"),
        *("tests.compare.test_pytest_plugin", "tests.compare.test_relations", "tests.writers.test_graphs"),
        *("tests.test_spacy_component", "tests.test_predict"),
    }
)
"""Modules whose tests make whole runs or load every model: marked `slow`, so that the fast suite stays fast.

tools/mutate.py sets GLIOMINE_WHOLE_RUNS to `fast`: it leaves out what is slow, and these are what notices most.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in [] if os.environ.get("GLIOMINE_WHOLE_RUNS") == "fast" else items:
        if getattr(item, "module", None) is not None and item.module.__name__ in WHOLE_RUNS:
            item.add_marker("slow")
