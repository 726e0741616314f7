"""A worker process with one stage more: it kills the process, or never ends, where a text asks for it.

Everything else is the real worker; only in this way can a test say which document does harm.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from gliomine.config import Config
from gliomine.document import Document
from gliomine.runs import worker
from gliomine.runs.engines import child
from gliomine.stages import Pipeline


def harm(documents: Sequence[Document]) -> list[Document]:
    """Do what a text asks for."""
    for document in documents:
        if "KILL THE WORKER" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "NEVER END" in document.text:
            pass
        if "RAISE" in document.text:
            raise ValueError("the text asked for it")
    return list(documents)


class HarmfulPipeline(Pipeline):
    """The stages and one more."""

    def __init__(self, config: Config, *, timeout: float | None = None) -> None:
        super().__init__(config, timeout=timeout)
        self.stages = (*self.stages, ("harm", harm))


if __name__ == "__main__":
    worker.Pipeline = HarmfulPipeline  # type: ignore[misc]
    sys.exit(child.main())
