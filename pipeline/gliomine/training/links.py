"""Fit the weights of the scores of links: `python -m gliomine.training.links OUTPUT.toml GOLD.jsonl[=VOCABULARY] ...`.

Each GOLD is a file of annotated abstracts, plain or gzip (`doc_id`, `text`, `entities` with `start`, `end`, `type` and
`ids`); VOCABULARY is the one that its identifiers are of, as for `--prefer`. Every file weighs the same, however many
mentions it has. The loss is convex: the same data give the same weights. Printed are the expected calibration error and
the precision at 0.9 of first candidates, cross-validated over abstracts. Needs scipy.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gliomine.config import Config, LinkConfig
from gliomine.document import Document, Mention
from gliomine.entity_types import type_of_label
from gliomine.linking.chances import features_of, says_little
from gliomine.linking.context import candidates_of
from gliomine.linking.identifiers import check_preferred, in_order
from gliomine.linking.linker import Linker
from gliomine.linking.stage import knowledge_base_of
from gliomine.stages import Pipeline
from gliomine.training.scores import Row, calibration_error, cross_validated, fit, weights_text


def read(path: Path) -> Iterator[tuple[Document, list[list[str]]]]:
    """Yield annotated documents, their short forms found, and the identifiers of each mention."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    lines = [json.loads(line) for line in text.split("\n") if line]
    batch = [Document(str(row["doc_id"]), row["text"], layout="abstract") for row in lines]
    for document, row in zip(Pipeline(Config(), until="abbreviations").process(batch), lines, strict=True):
        yield annotated(document, row)


def annotated(document: Document, row: Mapping[str, Any]) -> tuple[Document, list[list[str]]]:
    """Return a document with the mentions of its annotation, and the identifiers of each."""
    mentions = tuple(
        Mention(
            item["start"],
            item["end"],
            f"{number}",
            document.text[item["start"] : item["end"]],
            type_of_label(item["type"]) or "",
            1.0,
            "gold",
        )
        for number, item in enumerate(row["entities"])
    )
    return replace(document, mentions=mentions), [item.get("ids") or [] for item in row["entities"]]


def rows_of(
    documents: Iterable[tuple[Document, list[list[str]]]], number: int, *, prefer: str | None, kb: str | None = None
) -> list[Row]:
    """Return the candidates of all mentions that have identifiers; what no index knows is left out.

    Args:
        documents: annotated documents.
        number: of the file.
        prefer: the vocabulary of its identifiers.
        kb: folder of another index.
    """
    config = Config(links=LinkConfig(prefer=prefer, knowledge_base=kb))
    linker = Linker(knowledge_base_of(config))
    wanted, most = check_preferred(linker.kb, prefer), config.links.max_candidates
    rows = []
    for document, gold in documents:
        for mention, items, ids in zip(document.mentions, candidates_of(linker, document), gold, strict=True):
            if not any(linker.kb.find(one) or linker.kb.by_xref(one) for one in ids):
                continue
            answers = in_order(linker, items[:most], wanted, mention)
            told = features_of(
                answers, mention.text, mention.entity_type, vague=partial(says_little, linker, mention.text)
            )
            for answer, features in zip(answers, told, strict=True):
                known = {answer.curie} if prefer else {answer.curie, *linker.kb.xrefs(answer.concept)}
                rows.append(Row(number, document.doc_id, features, not known.isdisjoint(ids)))
    return rows


def report(rows: list[Row]) -> str:
    """Return how well the scores of first candidates hold, cross-validated."""
    chances, right = cross_validated(rows)
    first = np.array(["later" not in row.features and "later, near" not in row.features for row in rows])
    high = first & (chances >= 0.9)
    error = calibration_error(chances[first], right[first])
    return f"{first.sum()} links, calibration error {error:.4f}, precision at 0.9 {right[high].mean():.4f}"


def main() -> None:
    """Fit, measure and write."""
    target, *named = sys.argv[1:]
    rows: list[Row] = []
    for number, name in enumerate(named):
        path, _, prefer = name.partition("=")
        rows += rows_of(read(Path(path)), number, prefer=prefer or None)
    print(report(rows))
    Path(target).write_text(weights_text(fit(rows).weights), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
