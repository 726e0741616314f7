"""gliomine: from a folder of biomedical papers to entity tables.

The names below are the public Python API; they are imported when first used, so that `import pipeline` and the
command line start fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import Pipeline, load, run
    from pipeline.tables import read_tables

__version__ = "0.1.0"
__all__ = ["Pipeline", "__version__", "load", "read_tables", "run"]

_HOMES = {
    "Pipeline": "pipeline.api",
    "load": "pipeline.api",
    "run": "pipeline.api",
    "read_tables": "pipeline.tables",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home module on first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
