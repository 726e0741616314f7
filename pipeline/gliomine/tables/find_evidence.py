"""Ask the evidence of a finished run: who does what to whom, by name, identifier or everything below a concept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gliomine.errors import ConfigError, unknown_name
from gliomine.tables.naming import JOINT, folded_name, is_curie, parts_of
from gliomine.tables.query import Answer
from gliomine.tables.said import predicates_of
from gliomine.tables.schema import table_schemas
from gliomine.tables.stored import manifest, open_run
from gliomine.text.normalize import normal_key

if TYPE_CHECKING:
    from gliomine.kb.knowledge_base import KnowledgeBase

_BATCH = 1000
_SAME = ("name", "exact")
"""Scopes of a name of the knowledge base that is as good as the preferred one."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for; None stands for anything.

    Attributes:
        subject: a name, a synonym or a CURIE; `object` likewise.
        broader: whether all concepts below subject and object count too: glioblastoma for glioma.
        min_score: least combined score.
    """

    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    broader: bool = False
    min_score: float = 0.0


def find_evidence(run: Path, sought: Sought) -> Answer:
    """Return the rows of `evidence` that answer, those of most documents first.

    A predicate that holds both ways is found from either side.

    Raises:
        InputError: there is no finished run.
        ConfigError: no claim of the run has such a predicate, subject or object.
        ResourceError: the knowledge base is missing or damaged.
    """
    database = open_run(run)
    seen = [name for (name,) in database.execute("SELECT DISTINCT predicate FROM evidence").fetchall()]
    predicates = predicates_of(run)
    if sought.predicate is not None and sought.predicate not in (known := {*predicates, *seen}):
        raise unknown_name("predicate", sought.predicate, known)
    names = _Names(run, database)
    wanted: list[Any] = [
        None if asked is None else names.keys(side, asked, broader=sought.broader)
        for side, asked in (("subject", sought.subject), ("object", sought.object))
    ]
    both = [name for name in seen if name in predicates and predicates[name].symmetric]
    sides = "($1 IS NULL OR {} IN (SELECT unnest($1))) AND ($2 IS NULL OR {} IN (SELECT unnest($2)))"
    columns = [item.name for item in table_schemas()["evidence"].columns]
    result = database.execute(
        f"SELECT * FROM evidence WHERE (({sides.format('subject', 'object')}) OR "
        f"(predicate IN (SELECT unnest($3)) AND {sides.format('object', 'subject')})) "
        "AND ($4 IS NULL OR predicate = $4) AND combined_score >= $5 "
        "ORDER BY documents DESC, sentences DESC, combined_score DESC, subject, predicate, object",
        [*wanted, both, sought.predicate, sought.min_score],
    )
    return Answer(columns, _rows(result))


def _rows(result: Any) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_BATCH):
        yield from rows


class _Names:
    """What the claims of a run are about, by key and by name."""

    def __init__(self, run: Path, database: Any) -> None:
        self._run, self._database = run, database
        rows = database.execute(
            "SELECT subject, subject_name FROM evidence UNION SELECT object, object_name FROM evidence"
        ).fetchall()
        self._keys = {key.casefold(): key for key, _ in rows}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for key, name in rows:
            self._by_name[folded_name(name)].add(key)
        self._shown = sorted({name for _, name in rows})

    @cached_property
    def _base(self) -> KnowledgeBase:
        from gliomine.kb.knowledge_base import open_knowledge_base

        settings = manifest(self._run).get("configuration", {})
        return open_knowledge_base(settings.get("links", {}).get("knowledge_base"))

    def keys(self, side: str, asked: str, *, broader: bool) -> list[str]:
        """Return the keys that a name or CURIE stands for, sorted."""
        found = self._composed.get(folded_name(asked), set())
        concepts = set() if found else self._concepts(asked)
        if not found:
            found = self._known({asked, folded_name(asked), *self._spelled(concepts)})
        if not is_curie(asked):
            found = found | self._by_name.get(folded_name(asked), set())
        below: set[str] = set()
        if broader or not found:
            below = self._below(concepts | {index for key in found for index in self._at(key)}, {asked} | found)
        found |= below if broader else set()
        if not found:
            raise self._unknown(side, asked, below)
        return sorted(found)

    @cached_property
    def _composed(self) -> dict[str, set[str]]:
        """Wordings of composed concepts: the knowledge base has "MSC exosomes" among the names of exosomes as such."""
        found: dict[str, set[str]] = defaultdict(set)
        rows = self._database.execute(
            "SELECT DISTINCT subject, subject_text FROM claims WHERE contains(subject, $1) "
            "UNION SELECT DISTINCT object, object_text FROM claims WHERE contains(object, $1)",
            [JOINT],
        ).fetchall()
        for key, text in rows:
            if parts_of(key) is not None:
                found[folded_name(text)].add(key)
        return found

    def _known(self, names: Iterable[str]) -> set[str]:
        return {self._keys[key] for name in names if (key := name.casefold()) in self._keys}

    def _concepts(self, asked: str) -> set[int]:
        if is_curie(asked):
            return set(self._at(asked))
        return {item.concept for item in self._base.postings(normal_key(asked)) if item.scope in _SAME}

    def _spelled(self, concepts: Iterable[int]) -> set[str]:
        """Return the identifiers of concepts, those of other vocabularies too: a run may prefer one of these."""
        return {curie for index in concepts for curie in (self._base.curie(index), *self._base.xrefs(index))}

    def _at(self, key: str) -> tuple[int, ...]:
        """Return the places of a CURIE in the knowledge base; a vocabulary that is not its own is looked up, too."""
        if not is_curie(key):
            return ()
        concept = self._base.find(key)
        return self._base.by_xref(key) if concept is None else (concept.index,)

    def _below(self, concepts: set[int], asked: set[str]) -> set[str]:
        """Return the keys below some concepts: those of mentions by the run's table, parts of names by the base."""
        above = sorted(self._spelled(concepts) | asked)
        select = "SELECT DISTINCT curie FROM concept_ancestors"
        below = self._database.execute(
            f"{select} WHERE distance > 0 "
            "AND (ancestor IN (SELECT unnest($1)) OR ancestor_name IN (SELECT unnest($1)))",
            [above],
        )
        kept = self._known(curie for (curie,) in below.fetchall())
        listed = {curie for (curie,) in self._database.execute(select).fetchall()}
        rest = (key for key in self._keys.values() if is_curie(key) and key not in listed)
        ancestors = self._base.ancestors
        return kept | {key for key in rest if any(not concepts.isdisjoint(ancestors(at)) for at in self._at(key))}

    def _unknown(self, side: str, asked: str, below: set[str]) -> ConfigError:
        from rapidfuzz import process

        if below:
            advice = f"with --broader, {len(below)} concepts below it count, such as {min(below)}"
        else:
            nearest = process.extractOne(asked, self._shown, score_cutoff=70)
            advice = f"did you mean '{nearest[0]}'?" if nearest else "leave it out to see what there is"
        return ConfigError(
            f"no claim of the run has the {side} '{asked}'",
            where=str(self._run),
            expected="a name, a synonym or an identifier of something that the run's claims are about",
            advice=advice,
        )
