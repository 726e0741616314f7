"""The tasks of an evaluation: how the answer for one document is scored. `TASKS` lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gliomine.evaluate.answers import Prediction
from gliomine.evaluate.gold import GoldDocument
from gliomine.evaluate.pages import page_tallies
from gliomine.evaluate.relations import MODES as RELATION_MODES
from gliomine.evaluate.relations import Claim, Names, claims
from gliomine.evaluate.scoring import ALL, Outcome, Span, Tally, confusion, outcomes, tallies

Key = tuple[str, str]
"""Mode and type of a score."""


@dataclass(frozen=True, slots=True)
class Error:
    """One wrong answer.

    Attributes:
        doc_id: the document.
        kind: missed, spurious, wrong type, ..., wrong concept.
        start: first character concerned; None where the item has no place.
        end: one past the last.
        text: the words concerned.
        gold: what was annotated, None if nothing was.
        predicted: what was answered, None if nothing was.
    """

    doc_id: str
    kind: str
    start: int | None
    end: int | None
    text: str
    gold: str | None
    predicted: str | None


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """The counts of one document, its errors, and what was taken for what."""

    doc_id: str
    tallies: dict[Key, Tally]
    errors: tuple[Error, ...]
    confusion: Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Task:
    """A task.

    Attributes:
        name: what `--task` takes.
        until: the last stage that it needs.
        field: field of GoldDocument that must be annotated.
        score: scores one document.
        modes: the kinds of match, the headline first.
        given: whether the mentions are those of the gold, so that this task alone is measured.
    """

    name: str
    until: str
    field: str
    score: Callable[[GoldDocument, Prediction], DocumentScore]
    modes: tuple[str, ...]
    given: bool = False


def _score_spans(gold: GoldDocument, items: Sequence[Span], found: Sequence[Span]) -> DocumentScore:
    results = outcomes(items, found)
    errors = tuple(_span_error(gold, item) for item in results if item.kind != "correct")
    return DocumentScore(gold.doc_id, dict(tallies(items, found)), errors, confusion(results))


def _span_error(document: GoldDocument, item: Outcome) -> Error:
    place = item.gold or item.predicted or (0, 0, "")
    return Error(
        document.doc_id,
        item.kind,
        place[0],
        place[1],
        document.text[place[0] : place[1]],
        None if item.gold is None else item.gold[2],
        None if item.predicted is None else f"{item.predicted[2]} {item.predicted[0]}-{item.predicted[1]}",
    )


def score_entities(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score mentions by span and type."""
    items = [(item.start, item.end, item.entity_type) for item in gold.entities or ()]
    return _score_spans(gold, items, [(item.start, item.end, item.entity_type) for item in answer.entities])


def score_sentences(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score sentences by their bounds."""
    items = [(start, end, "sentence") for start, end in gold.sentences or ()]
    return _score_spans(gold, items, [(start, end, "sentence") for start, end in answer.sentences])


def score_sections(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score sections by name and bounds and, for pages, the parsed addresses, funders and counts."""
    score = _score_spans(gold, list(gold.sections or ()), list(answer.sections))
    return DocumentScore(
        score.doc_id, {**score.tallies, **page_tallies(gold.page, answer)}, score.errors, score.confusion
    )


def score_abbreviations(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score pairs of short and long form, each once in a document, letter for letter."""
    wanted, found = set(gold.abbreviations or ()), set(answer.abbreviations)
    tally = Tally(len(wanted), len(found), len(wanted & found))
    errors = [_pair_error(gold, "missed", pair) for pair in sorted(wanted - found)]
    errors += [_pair_error(gold, "spurious", pair) for pair in sorted(found - wanted)]
    kinds = Counter({("pair", "pair"): len(wanted & found), ("pair", "none"): len(wanted - found)})
    kinds["none", "pair"] = len(found - wanted)
    return DocumentScore(gold.doc_id, {("strict", ALL): tally}, tuple(errors), +kinds)


def _pair_error(document: GoldDocument, kind: str, pair: tuple[str, str]) -> Error:
    shown = f"{pair[0]} = {pair[1]}"
    missed = kind == "missed"
    return Error(document.doc_id, kind, None, None, pair[0], shown if missed else None, None if missed else shown)


def score_links(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score the concepts of gold mentions: recall of `first` is accuracy at rank 1, misses counted as wrong.

    The answered identifier is the first one of a vocabulary that the mention's gold uses, else the very first.
    """
    by_place = {(item.start, item.end, item.entity_type): item.ids for item in answer.entities}
    counts: Counter[tuple[Key, str]] = Counter()
    errors = []
    taken: Counter[tuple[str, str]] = Counter()
    for item in gold.entities or ():
        if not item.ids:
            continue
        ids = by_place.get((item.start, item.end, item.entity_type), ())
        best = _best(ids, item.ids)
        right = best in item.ids
        for kind in (ALL, item.entity_type):
            for mode, hit in (("first", right), ("any", bool(set(ids) & set(item.ids)))):
                counts[(mode, kind), "gold"] += 1
                counts[(mode, kind), "predicted"] += best is not None
                counts[(mode, kind), "credit"] += hit
        taken[item.entity_type, "right" if right else "none" if best is None else "wrong"] += 1
        if not right:
            kind = "missed" if best is None else "wrong concept"
            text = gold.text[item.start : item.end]
            errors.append(Error(gold.doc_id, kind, item.start, item.end, text, " ".join(item.ids), best))
    found = {
        key: Tally(counts[key, "gold"], counts[key, "predicted"], counts[key, "credit"])
        for key in dict.fromkeys(key for key, _ in counts)
    }
    return DocumentScore(gold.doc_id, found, tuple(errors), taken)


def score_relations(gold: GoldDocument, answer: Prediction) -> DocumentScore:
    """Score relations: over the document by names, with the status, without the predicate, and by exact places."""
    names = Names(gold)
    found: dict[Key, Tally] = {}
    for mode in RELATION_MODES:
        wanted, made = (claims(item, names, mode) for item in (gold.relations or (), answer.relations))
        kinds = sorted({claim[1] for claim in wanted | made}) if mode == RELATION_MODES[0] else []
        for kind in (ALL, *kinds):
            left, right = ({claim for claim in side if kind in (ALL, claim[1])} for side in (wanted, made))
            found[mode, kind] = Tally(len(left), len(right), len(left & right))
    wanted, made = (claims(item, names, "status") for item in (gold.relations or (), answer.relations))
    errors, taken = _claim_errors(gold, wanted, made)
    return DocumentScore(gold.doc_id, found, tuple(errors), taken)


def _claim_errors(
    gold: GoldDocument, wanted: set[Claim], made: set[Claim]
) -> tuple[list[Error], Counter[tuple[str, str]]]:
    errors = []
    taken = Counter((claim[1], claim[1]) for claim in wanted & made)
    answers = {frozenset((claim[0], claim[2])): claim for claim in sorted(made)}
    for claim in sorted(wanted - made):
        other = answers.get(frozenset((claim[0], claim[2])))
        kind = "missed" if other is None else "wrong status" if other[:3] == claim[:3] else "wrong predicate"
        errors.append(_claim_error(gold, kind, claim, None if other is None else f"{other[1]} {other[3]}"))
        taken[claim[1], "none" if other is None else other[1]] += 1
    known = {frozenset((claim[0], claim[2])) for claim in wanted}
    for claim in sorted(made - wanted):
        if frozenset((claim[0], claim[2])) not in known:
            errors.append(_claim_error(gold, "spurious", claim, f"{claim[1]} {claim[3]}"))
            taken["none", claim[1]] += 1
    return errors, taken


def _claim_error(document: GoldDocument, kind: str, claim: tuple[str, ...], answer: str | None) -> Error:
    subject, predicate, object_, status = claim
    wanted = None if kind == "spurious" else f"{predicate} {status}"
    return Error(document.doc_id, kind, None, None, f"{subject} - {object_}", wanted, answer)


def _best(ids: Sequence[str], gold: Sequence[str]) -> str | None:
    vocabularies = {item.partition(":")[0] for item in gold}
    same = [item for item in ids if item.partition(":")[0] in vocabularies]
    return next(iter(same or ids), None)


_SPAN_MODES = ("strict", "partial", "span")

_TASKS = (
    Task("entities", "mentions", "entities", score_entities, _SPAN_MODES),
    Task("links", "links", "entities", score_links, ("first", "any"), given=True),
    Task("relations", "relations", "relations", score_relations, RELATION_MODES, given=True),
    Task("abbreviations", "abbreviations", "abbreviations", score_abbreviations, ("strict",)),
    Task("sentences", "sentences", "sentences", score_sentences, _SPAN_MODES),
    Task("sections", "funders", "sections", score_sections, (*_SPAN_MODES, "value")),
)

TASKS: dict[str, Task] = {task.name: task for task in _TASKS}
