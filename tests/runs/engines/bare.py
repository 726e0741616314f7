"""A worker process without stages or models: quick to start, and it does what a text asks for.

The environment may ask it to die before it reads, or to find that it cannot load.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gliomine.config import Config
from gliomine.document import Document
from gliomine.errors import ResourceError
from gliomine.runs import worker
from gliomine.runs.engines import child
from gliomine.stages import Pipeline

from tests.runs.engines.deadly import harm


def told(documents: Sequence[Document]) -> list[Document]:
    """Print, as libraries do, where a text asks for it."""
    if any("PRINT" in document.text for document in documents):
        print("a library speaks")
    return list(documents)


class Bare(Pipeline):
    """No stages of ours."""

    def __init__(self, config: Config, *, timeout: float | None = None) -> None:
        super().__init__(config, only=[], timeout=timeout)
        if os.environ.get("GLIOMINE_TEST_LACKS"):
            raise ResourceError("the model has gone", where="models", expected="a model", advice="fetch it")
        self.stages = (("told", told), ("harm", harm))


if __name__ == "__main__":
    if os.environ.get("GLIOMINE_TEST_DIES"):
        sys.exit(os.environ["GLIOMINE_TEST_DIES"])
    worker.Pipeline = Bare  # type: ignore[misc]
    sys.exit(child.main())
