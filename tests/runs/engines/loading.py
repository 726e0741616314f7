"""A worker process that hangs while it loads, so often as a file says, and works then; it notes its process there."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    place = Path(os.environ["GLIOMINE_TEST_HANGS"])
    left, *seen = place.read_text(encoding="utf-8").split()
    place.write_text(" ".join([str(int(left) - 1), *seen, str(os.getpid())]), encoding="utf-8")
    if int(left) > 0:
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
