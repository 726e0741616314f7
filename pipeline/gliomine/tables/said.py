"""What the relations of a finished run can say: the predicates of the package, and those of its topic."""

from __future__ import annotations

from pathlib import Path

from gliomine.errors import InputError
from gliomine.predicates import PREDICATES, Predicate, restored
from gliomine.tables.stored import MANIFEST, manifest


def predicates_of(run: Path) -> dict[str, Predicate]:
    """Return name -> predicate.

    Raises:
        InputError: run.json is damaged.
    """
    own = manifest(run).get("predicates", {})
    try:
        return PREDICATES | {name: restored(values) for name, values in own.items()}
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise InputError(
            f"a predicate in {MANIFEST} is none ({error})", where=str(run), expected="as `gliomine run` wrote it"
        ) from error
