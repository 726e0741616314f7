"""gliomine: from a folder of biomedical papers to entity tables.

The names below are the public Python API; they are imported when first used, so that `import gliomine` and the
command line start fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from gliomine.about import __version__ as __version__

if TYPE_CHECKING:
    from gliomine.api import load, run
    from gliomine.config import Config
    from gliomine.document import Document
    from gliomine.errors import PipelineError
    from gliomine.stages import Pipeline
    from gliomine.tables.stored import read_tables

__all__ = ["Config", "Document", "Pipeline", "PipelineError", "__version__", "load", "read_tables", "run"]

_HOMES = {
    "Config": "gliomine.config",
    "Document": "gliomine.document",
    "Pipeline": "gliomine.stages",
    "PipelineError": "gliomine.errors",
    "load": "gliomine.api",
    "read_tables": "gliomine.tables.stored",
    "run": "gliomine.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home module on first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'gliomine' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List the public names, used already or not."""
    return __all__
