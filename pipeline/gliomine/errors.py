"""The exceptions that gliomine raises on purpose.

Every message answers four questions: what went wrong, where, what was expected, what to do about it.
"""

from __future__ import annotations

import difflib
import gzip
import zlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType


class PipelineError(Exception):
    """Base of every error that gliomine raises on purpose."""

    def __init__(self, what: str, *, where: str = "", expected: str = "", advice: str = "") -> None:
        """Build the message from its four parts.

        Args:
            what: what is wrong, as one clause.
            where: file, option or record concerned.
            expected: what would have been right.
            advice: what the user can do.
        """
        self.what, self.where, self.expected, self.advice = what, where, expected, advice
        super().__init__(self._message())

    def _message(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"where: {self.where}")
        if self.expected:
            parts.append(f"expected: {self.expected}")
        if self.advice:
            parts.append(f"what to do: {self.advice}")
        return "; ".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling, and errors cross process borders.
        return _rebuild, (type(self), self.what, self.where, self.expected, self.advice)


class InputError(PipelineError):
    """A file or record cannot be used; the run goes on without it."""


class ConfigError(PipelineError):
    """An option, name or setting is wrong; nothing has been run."""


class ResourceError(PipelineError):
    """A model, index or optional package is missing or damaged."""


class InvariantError(PipelineError):
    """A document breaks a rule that every stage promises to keep; this is a bug in a stage."""


def _rebuild(kind: type[PipelineError], what: str, where: str, expected: str, advice: str) -> PipelineError:
    return kind(what, where=where, expected=expected, advice=advice)


def unknown_name(
    kind: str, name: str, known: Iterable[str], *, called: Mapping[str, str] = MappingProxyType({})
) -> ConfigError:
    """Return the error for a name that is not in a registry, with the nearest known name.

    Args:
        kind: what it is a name of.
        name: as it was given.
        known: the registry.
        called: other words that people say -> the known name that they mean.

    >>> str(unknown_name("stage", "sentence", ["sections", "sentences"]))
    "unknown stage 'sentence'; expected: one of sections, sentences; what to do: did you mean 'sentences'?"
    """
    names = sorted(known)
    advice = f"did you mean '{nearest}'?" if (nearest := _nearest(name, names, called)) else "use one of these names"
    return ConfigError(f"unknown {kind} '{name}'", expected="one of " + ", ".join(names), advice=advice)


def _nearest(name: str, names: Iterable[str], called: Mapping[str, str]) -> str | None:
    """Return the known name that is written most like another one, whatever its case; None where none is near."""
    folded = {**called, **{known.casefold(): known for known in names}}
    found = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None


def cause(error: BaseException) -> str:
    """Return why a file could not be read or written, without the number of the error and the path beside it.

    >>> cause(FileNotFoundError(2, "No such file or directory", "a.toml"))
    'No such file or directory'
    """
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def describe_error(error: BaseException) -> str:
    """Return an error as one line that is the same in every run: no paths of temporary files, no addresses."""
    if isinstance(error, PipelineError):
        return str(error)
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
        return f"the gzip data is damaged or cut short ({error})"
    if isinstance(error, OSError):
        return f"the file cannot be read ({error.strerror or type(error).__name__})"
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
