"""The tables of a run as data frames, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gliomine.errors import unknown_name

if TYPE_CHECKING:
    import pandas


class Tables(Mapping[str, "pandas.DataFrame"]):
    """The tables of a run, name -> DataFrame, each read when it is first asked for.

    Args:
        paths: name -> file.
        read: reads a file, and says clearly what is wrong with it.
    """

    def __init__(self, paths: Mapping[str, Path], *, read: Callable[[Path], pandas.DataFrame]) -> None:
        self._paths, self._reader = paths, read
        self._read: dict[str, pandas.DataFrame] = {}

    def __getitem__(self, name: str) -> pandas.DataFrame:
        """Return a table.

        Raises:
            KeyError: there is no such table; the message names the nearest.
            InputError: the table cannot be read.
        """
        if name not in self._paths:
            raise KeyError(str(unknown_name("table", name, self._paths)))
        if name not in self._read:
            self._read[name] = self._reader(self._paths[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __repr__(self) -> str:
        return f"Tables({', '.join(self._paths)})"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._paths)
