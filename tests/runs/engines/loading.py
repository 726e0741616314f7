"""A worker process that hangs while it loads, the first times, and works then; it notes its process in a folder."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    place, hangs = os.environ["GLIOMINE_TEST_HANGS"].rsplit(os.pathsep, 1)
    number = len(list(Path(place).iterdir()))
    (Path(place) / f"{number}-{os.getpid()}").touch()
    if number < int(hangs):
        time.sleep(600)
    from gliomine.config import Config
    from gliomine.runs import worker
    from gliomine.runs.engines import child
    from gliomine.stages import Pipeline

    class Bare(Pipeline):
        """No stages: what is loaded is no matter here."""

        def __init__(self, config: Config, **options: object) -> None:
            super().__init__(config, only=[], timeout=None)

    worker.Pipeline = Bare  # type: ignore[misc]
    sys.exit(child.main())
