"""Questions that are asked of many runs, as SQL with a name: `tables/recipes/NAME.sql`.

The first lines of a recipe are remarks: its question, the tables that it needs beyond those of every run, and a line
`-- NAME = DEFAULT: MEANING` for each parameter, `-- NAME (concept) = ...` where it is a concept of the run. A parameter
stands in the SQL as `$NAME`. With their defaults the recipes are views of the databases, too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gliomine.errors import ConfigError, unknown_name
from gliomine.resources import PACKAGE, data_text
from gliomine.tables.query import Answer, open_query, run_query
from gliomine.tables.stored import quoted

_FOLDER = "tables/recipes"
_PARAMETER = re.compile(r"-- (\w+)( \(concept\))? = ([^:]*): (.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a recipe; `concept` tells that its value must name a concept of the run."""

    name: str
    default: str
    meaning: str
    concept: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question with a name.

    Attributes:
        name: as it is asked.
        question: in words.
        parameters: in the order in which they may be given.
        needs: tables that a run of another version or without relations does not have.
        sql: one SELECT.
    """

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    needs: tuple[str, ...]
    sql: str

    @property
    def view(self) -> str:
        """Return the name of its view."""
        return "ask_" + self.name.replace("-", "_")


@cache
def recipes() -> dict[str, Recipe]:
    """Return name -> recipe, in the order of the names."""
    names = sorted(path.stem for path in (PACKAGE / _FOLDER).glob("*.sql"))
    return {name: _read(name, data_text(_FOLDER, f"{name}.sql")) for name in names}


def _read(name: str, text: str) -> Recipe:
    remarks = [line for line in text.splitlines() if line.startswith("--")]
    stated = dict(line[3:].split(": ", 1) for line in remarks if line.startswith(("-- question: ", "-- needs: ")))
    parameters = tuple(
        Parameter(match.group(1), match.group(3).strip(), match.group(4), match.group(2) is not None)
        for line in remarks
        if (match := _PARAMETER.fullmatch(line))
    )
    sql = "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
    return Recipe(name, stated["question"], parameters, tuple(stated.get("needs", "").split()), sql)


def ask(run: Path, name: str, given: Mapping[str, str] | None = None) -> Answer:
    """Answer a recipe's question from a finished run.

    Args:
        run: output folder of the run.
        name: of the recipe.
        given: parameter -> value; what is missing has its default.

    Raises:
        InputError: there is no finished run.
        ConfigError: an unknown recipe or parameter, a concept that the run does not mention, or a run without a table
            that the recipe needs.
    """
    if name not in recipes():
        raise unknown_name("question", name, recipes())
    recipe = recipes()[name]
    values = {item.name: item.default for item in recipe.parameters}
    for key, value in (given or {}).items():
        if key not in values:
            raise unknown_name(f"parameter of '{name}'", key, values)
        values[key] = value
    connection, tables = open_query(run)
    missing = [table for table in recipe.needs if table not in tables]
    if missing:
        raise ConfigError(
            f"'{name}' needs the table {missing[0]}",
            where=str(run),
            expected="a run with relations between entities",
            advice="run again with this version of gliomine, or ask another question",
        )
    for item in recipe.parameters:
        if item.concept:
            _check_concept(connection, values[item.name], item.name, run)
    return run_query(connection, recipe.sql, values)


def _check_concept(connection: Any, value: str, parameter: str, run: Path) -> None:
    sql = "SELECT 1 FROM entities_within WHERE lower($1) IN (lower(within), lower(within_name)) LIMIT 1"
    if connection.execute(sql, [value]).fetchone():
        return
    rows = connection.execute("SELECT DISTINCT within_name FROM entities_within ORDER BY 1").fetchall()
    lower = {name.lower(): name for (name,) in rows}
    near = difflib.get_close_matches(value.lower(), lower, n=3, cutoff=0.6)
    near += sorted(name for name in lower if value.lower() in name and name not in near)[: 3 - len(near)]
    names = ", ".join(f"'{lower[name]}'" for name in near)
    raise ConfigError(
        f"no document of the run mentions '{value}'",
        where=f"{parameter}, {run}",
        expected="the preferred name or the CURIE of a concept of the run, or of one above it",
        advice=f"did you mean {names}?" if names else "see: gliomine query RUN 'select name, curie from concepts'",
    )


def recipe_views(tables: Collection[str]) -> dict[str, str]:
    """Return the name and the query of a view for every recipe that these tables can answer, with its defaults."""
    found = {}
    for recipe in recipes().values():
        if all(table in tables for table in recipe.needs):
            sql = recipe.sql
            for item in recipe.parameters:
                # Split, not substituted: a default may hold backslashes.
                sql = quoted(item.default).join(re.split(rf"\${item.name}\b", sql))
            found[recipe.view] = sql
    return found


def parsed(name: str, words: list[str]) -> dict[str, str]:
    """Return the parameters that stand on a command line: `name=value`, or values alone in their order.

    >>> parsed("sentences", ["glioma", "status=absent"])
    {'concept': 'glioma', 'status': 'absent'}

    Raises:
        ConfigError: an unknown recipe, or more values than parameters.
    """
    if name not in recipes():
        raise unknown_name("question", name, recipes())
    names = [item.name for item in recipes()[name].parameters]
    found: dict[str, str] = {}
    for word in words:
        key, mark, value = word.partition("=")
        if mark and (key in names or key.isidentifier()):
            found[key] = value
            continue
        free = next((item for item in names if item not in found), None)
        if free is None:
            raise ConfigError(
                f"a value too many: {word!r}",
                where=f"gliomine ask RUN {name}",
                expected=f"at most {len(names)}: " + ", ".join(names),
                advice="put a value of several words in quotes",
            )
        found[free] = word
    return found
