"""BioC JSON: one collection, written document by document."""

from __future__ import annotations

import json
from pathlib import Path

from gliomine.config import WriteOptions
from gliomine.files import whole
from gliomine.tables.stored import stored_documents
from gliomine.writers.bioc import KEY, SOURCE, bioc_document


def write(run: Path, options: WriteOptions) -> list[Path]:
    """Write `documents.bioc.json`."""
    del options
    target = run / "documents.bioc.json"
    head = {"bioctype": "BioCCollection", "source": SOURCE, "date": "", "key": KEY, "version": "1.0", "infons": {}}
    with whole(target) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(head)[:-1] + ', "documents": [')
        for number, document in enumerate(stored_documents(run)):
            stream.write((",\n" if number else "\n") + json.dumps(bioc_document(document), ensure_ascii=False))
        stream.write("\n]}\n")
    return [target]
