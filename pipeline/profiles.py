"""Topic profiles: which entity types are reported, which vocabularies are read, how neighbouring mentions join."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from pipeline.entity_types import ENTITY_TYPES
from pipeline.errors import ConfigError, unknown_name
from pipeline.resources import DATA, data_text


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
class Profile:
    """A topic: plain settings, no code."""

    name: str
    entity_types: tuple[str, ...]
    vocabularies: tuple[str, ...]
    joins: tuple[Join, ...]


@cache
def load_profile(name: str) -> Profile:
    """Read the profile of a topic from the package's data.

    Raises:
        ConfigError: there is no such profile, or it names an unknown entity type.
    """
    known = sorted(path.stem for path in (DATA / "profiles").glob("*.toml"))
    if name not in known:
        raise unknown_name("profile", name, known)
    where = f"profiles/{name}.toml"
    values = tomllib.loads(data_text(where))
    try:
        types = tuple(values["entity_types"])
        joins = tuple(
            Join(frozenset(rule["left"]), frozenset(rule["right"]), re.compile(rule["between"]))
            for rule in values.get("joins", ())
        )
        vocabularies = tuple(values.get("vocabularies", ()))
    except (KeyError, TypeError, re.error) as error:
        raise ConfigError(
            f"profile is incomplete ({error!r})", where=where, expected="entity_types and joins"
        ) from error
    for entity_type in types + tuple(item for join in joins for item in sorted(join.left | join.right)):
        if entity_type not in ENTITY_TYPES:
            raise unknown_name(f"entity type in {where}", entity_type, ENTITY_TYPES)
    return Profile(name, types, vocabularies, joins)
