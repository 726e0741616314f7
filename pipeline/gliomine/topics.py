"""Topics: which entity types are reported, which vocabularies are read, how neighbouring mentions join."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gliomine.entity_types import ENTITY_TYPES
from gliomine.errors import ConfigError, cause, unknown_name
from gliomine.predicates import PREDICATES, Predicate
from gliomine.resources import TOPICS, data_text


@dataclass(frozen=True, slots=True)
class Join:
    """A rule that makes one mention of two neighbours: `MSC` + `-derived ` + `exosomes` is one vesicle.

    Attributes:
        left: types of the first mention.
        right: types of the second mention, whose type the joined mention takes.
        between: pattern of the text between them.
    """

    left: frozenset[str]
    right: frozenset[str]
    between: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Trim:
    """A rule that leaves a general noun out: of `glioma therapy` only `glioma` is a mention.

    Attributes:
        types: types of the mentions that are looked at.
        tail: pattern of the words left out, at the mention's end.
        keep: types of which the rest must be a name of the topic's vocabularies; the mention takes that type.
    """

    types: frozenset[str]
    tail: re.Pattern[str]
    keep: frozenset[str]


@dataclass(frozen=True, slots=True)
class Extend:
    """A rule that takes in the head behind a mention: `exosome` + ` therapy` is one treatment.

    Attributes:
        types: types of the mentions that are looked at.
        tail: pattern of the words taken in.
        entity_type: what the longer mention is.
        swallows: whether mentions within the tail are part of the longer one; else they stand in its way.
        unless: pattern of mentions that the rule leaves alone.
    """

    types: frozenset[str]
    tail: re.Pattern[str]
    entity_type: str
    swallows: bool = False
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Sure:
    """Names that stand for their concept of the topic whatever the model says, in documents that speak of the topic.

    Attributes:
        names: short forms, as written.
        near: pattern of which the document must hold a match.
        never: pattern that must not match at the name: `RT` of `RT-PCR`.
    """

    names: frozenset[str]
    near: re.Pattern[str]
    never: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class OwnPredicate:
    """What a topic lets a relation say, beside the predicates of the package.

    Attributes:
        predicate: name, wording from the other side, types and Biolink predicate.
        examples: wordings with `{subject}` and `{object}`.
        words: verbs that stand between the two: "vaccinates against".
        score: of its claims, the share that the user takes to be right.
    """

    predicate: Predicate
    examples: tuple[str, ...]
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: plain settings, no code.

    Attributes:
        name: what `--topic` takes.
        entity_types: what is reported.
        vocabularies: whose names are recognised.
        joins: which neighbours become one mention.
        trims: which general nouns are left out.
        extends: which heads are taken in.
        sure: names that win over the model.
        linked_only: names that the dictionary leaves to the model; they mostly mean less than the concept.
        predicates: what relations can say besides.
        without: predicates of the package that are left out.
    """

    name: str
    entity_types: tuple[str, ...]
    vocabularies: tuple[str, ...]
    joins: tuple[Join, ...]
    trims: tuple[Trim, ...] = ()
    linked_only: tuple[str, ...] = ()
    extends: tuple[Extend, ...] = ()
    sure: tuple[Sure, ...] = ()
    predicates: tuple[OwnPredicate, ...] = ()
    without: tuple[str, ...] = ()


def load_topic(name: str) -> Topic:
    """Read a topic: one of the package by its name, or any TOML file by its path.

    A file's vocabularies ending in `.tsv` are found beside it.

    Raises:
        ConfigError: there is no such topic, or it is not as it should be.
    """
    text, where, folder = _read(name)
    try:
        values = tomllib.loads(text)
        types = tuple(values["entity_types"])
        joins = tuple(
            Join(frozenset(rule["left"]), frozenset(rule["right"]), re.compile(rule["between"]))
            for rule in values.get("joins", ())
        )
        trims = tuple(
            Trim(frozenset(rule["types"]), re.compile(rule["tail"]), frozenset(rule["keep"]))
            for rule in values.get("trims", ())
        )
        extends = tuple(
            Extend(
                frozenset(rule["types"]),
                re.compile(rule["tail"]),
                rule["entity_type"],
                swallows=bool(rule.get("swallows", False)),
                unless=re.compile(rule["unless"]) if "unless" in rule else None,
            )
            for rule in values.get("extends", ())
        )
        sure = tuple(
            Sure(frozenset(rule["names"]), re.compile(rule["near"]), re.compile(rule["never"]))
            for rule in values.get("sure", ())
        )
        linked_only = tuple(values.get("linked_only", ()))
        predicates = tuple(_own(rule) for rule in values.get("predicates", ()))
        without = tuple(values.get("without_predicates", ()))
        listed = tuple(values.get("vocabularies", ()))
        vocabularies = tuple(str(folder / item) if folder and is_file(item) else item for item in listed)
    except (KeyError, TypeError, AttributeError, re.error, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"cannot read the topic ({cause(error)})",
            where=where,
            expected="TOML with entity_types, and maybe vocabularies, [[joins]], [[trims]], [[extends]], [[sure]] "
            "and [[predicates]]",
            advice="see docs/adding-a-topic.md",
        ) from error
    named = [item for join in joins for item in sorted(join.left | join.right)]
    named += [item for trim in trims for item in sorted(trim.types | trim.keep)]
    named += [item for rule in extends for item in (*sorted(rule.types), rule.entity_type)]
    named += [item for own in predicates for item in (*own.predicate.subjects, *own.predicate.objects)]
    _check(predicates, without, where=where)
    for entity_type in (*types, *named):
        if entity_type not in ENTITY_TYPES:
            raise unknown_name(f"entity type in {where}", entity_type, ENTITY_TYPES)
    called = Path(name).stem if folder else name
    return Topic(called, types, vocabularies, joins, trims, linked_only, extends, sure, predicates, without)


def _own(values: dict[str, Any]) -> OwnPredicate:
    """Read one of a topic's own predicates.

    Raises:
        KeyError: it has no name, subjects or objects.
        TypeError: a value is of another kind.
    """
    name, symmetric = values["name"], bool(values.get("symmetric", False))
    predicate = Predicate(
        name,
        str(values.get("definition", "")),
        name if symmetric else str(values.get("inverse", f"{name}_of")),
        symmetric,
        tuple(values["subjects"]),
        tuple(values["objects"]),
        str(values.get("biolink", "biolink:related_to")),
        str(values.get("colour", "#666666")),
    )
    return OwnPredicate(
        predicate, tuple(values.get("examples", ())), tuple(values.get("words", ())), float(values.get("score", 0.7))
    )


def _check(predicates: Sequence[OwnPredicate], without: Sequence[str], *, where: str) -> None:
    for name in without:
        if name not in PREDICATES:
            raise unknown_name(f"predicate in {where}", name, PREDICATES)
    names = [item.predicate.name for item in predicates]
    for item in predicates:
        name = item.predicate.name
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in PREDICATES or names.count(name) > 1:
            raise ConfigError(
                f"'{name}' cannot be the name of a predicate",
                where=where,
                expected="a name of its own in lower case, digits and underscores",
                advice="see docs/adding-a-topic.md",
            )
        placed = all(one.count("{subject}") == one.count("{object}") == 1 for one in item.examples)
        if not placed or not (item.examples or item.words):
            raise ConfigError(
                f"nothing says how '{name}' is worded",
                where=where,
                expected="`examples` with {subject} and {object}, or `words`",
                advice="see docs/adding-a-topic.md",
            )


def is_file(vocabulary: str) -> bool:
    """Tell whether a vocabulary of a topic is a file of the user's, and none of the package."""
    return vocabulary.endswith(".tsv")


def topic_files(name: str) -> list[Path]:
    """Return the files of a user's own topic: itself and its vocabularies; none for a topic of the package.

    Raises:
        ConfigError: the topic cannot be read, or a vocabulary of it is not there.
    """
    if not name.endswith(".toml"):
        return []
    files = [Path(name), *(Path(item) for item in load_topic(name).vocabularies if is_file(item))]
    for path in files:
        if not path.is_file():
            raise ConfigError("a vocabulary of the topic is missing", where=str(path), expected="a .tsv file")
    return files


def _read(name: str) -> tuple[str, str, Path | None]:
    """Return the text of a topic, where it stands, and its folder if it is a user's own file."""
    if name.endswith(".toml"):
        try:
            return Path(name).read_text(encoding="utf-8"), name, Path(name).parent
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"cannot read the topic ({cause(error)})", where=name, expected="a TOML file", advice="check the path"
            ) from error
    known = sorted(path.stem for path in TOPICS.glob("*.toml"))
    if name not in known:
        raise unknown_name("topic", name, known)
    return data_text("data/topics", f"{name}.toml"), f"topics/{name}.toml", None
