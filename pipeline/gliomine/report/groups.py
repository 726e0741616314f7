"""Concepts under their parents, from the table `concept_ancestors`, so that a group counts all that is below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gliomine.tables.stored import Schema

# A group is a concept of the run with others below it, or the direct parent of at least two of them.
_GROUPS = """
create table g as
with below as (select a.ancestor, min(a.ancestor_name) as name, count(*) as narrower,
                      count(*) filter (where distance = 1) as children
               from concept_ancestors a join c using (curie) where distance > 0 and number < ? group by 1)
select row_number() over (order by ancestor) - 1 as place, ancestor, below.name, coalesce(number, -1) as number
from below left join c on c.curie = below.ancestor and c.number < ?
where (c.number is not null or children > 1) and not list_contains(?, ancestor)
"""
_COUNTS = """
select place, count(*), count(distinct doc_id) from g join concept_ancestors a using (ancestor) join m using (curie)
group by place order by place
"""
_MEMBERS = """
select place, c.number, min(distance) from g join concept_ancestors a using (ancestor) join c using (curie)
where distance > 0 and c.number < ? group by all order by place, c.number
"""
# The group that a concept, or a group, stands under: the nearest one.
_ABOVE = """
select a.curie, arg_min(g.place, struct_pack(distance, g.place))
from concept_ancestors a join g using (ancestor) where distance > 0 group by 1
"""


@dataclass(frozen=True, slots=True)
class Group:
    """A concept with all that is below it.

    Attributes:
        curie: its identifier.
        name: its preferred name.
        number: its number in the list of concepts, -1 where no document names it.
        mentions: of it and of all that is below.
        documents: that name it or something below.
        members: numbers of the listed concepts below it, at any depth.
        children: numbers of those of them that stand directly under it in the tree.
        above: the place of the group that it stands under, -1 at the top.
    """

    curie: str
    name: str
    number: int
    mentions: int
    documents: int
    members: list[int]
    children: list[int]
    above: int


def find_groups(rows: Callable[..., list[Any]], stored: Schema, *, limit: int, left_out: list[str]) -> list[Group]:
    """Return the groups of a run in the order of their identifiers, [] where it has no table of ancestors.

    Args:
        rows: runs a query on the run's tables, with `m` and `c` of the summary.
        stored: table -> columns.
        limit: concepts that are listed.
        left_out: identifiers that say too little to group by.
    """
    if not {"curie", "ancestor", "ancestor_name", "distance"} <= stored.get("concept_ancestors", {}).keys():
        return []
    rows(_GROUPS, limit, limit, left_out)
    counts = {place: (mentions, documents) for place, mentions, documents in rows(_COUNTS)}
    above = dict(rows(_ABOVE))
    members: dict[int, list[int]] = {}
    for place, number, _ in rows(_MEMBERS, limit):
        members.setdefault(place, []).append(number)
    curies = dict(rows("select number, curie from c where curie is not null and number < ?", limit))
    found = rows("select place, ancestor, name, number from g order by place")
    named = {place for place, _, _, number in found if number >= 0}
    return [
        Group(
            curie,
            name,
            number,
            *counts.get(place, (0, 0)),
            members.get(place, []),
            [inner for inner in members.get(place, []) if above.get(curies[inner]) == place],
            above.get(curie, -1) if number >= 0 else _around(place, members, named),
        )
        for place, curie, name, number in found
    ]


def _around(place: int, members: dict[int, list[int]], named: set[int]) -> int:
    """Return the group around one that no document names: the smallest that holds more than it; -1 for none."""
    inside = set(members.get(place, []))
    wider = [
        (len(inner), other)
        for other, inner in members.items()
        if other != place and inside <= set(inner) and (other in named or len(inner) > len(inside))
    ]
    return min(wider, default=(0, -1))[1]
