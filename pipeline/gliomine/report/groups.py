"""Concepts under their parents, from the table `concept_ancestors`, so that a group counts all that is below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gliomine.tables.stored import Schema

# A group is a concept of the run with others of its type below it, or the direct parent of at least two of them that no
# document names, if it is a narrow one: "disease by body system" would say nothing.
_BELOW = """
create table below as select a.ancestor, a.ancestor_name, a.distance, c.number, c.key, c.entity_type
from concept_ancestors a join c on c.curie = a.curie
"""
_GROUPS = """
create table g as
with own as (select curie, number, entity_type from c where number < $listed),
counted as (select ancestor, min(ancestor_name) as name, own.number, any_value(below.entity_type) as only_type,
                   count(distinct below.entity_type) as types, count(*) as narrower,
                   count(*) filter (where distance = 1) as children
            from below left join own on own.curie = ancestor
            where distance > 0 and below.number < $listed
              and (own.number is null or own.entity_type = below.entity_type)
            group by ancestor, own.number)
select row_number() over (order by ancestor) - 1 as place, ancestor, name, coalesce(number, -1) as number,
       only_type as entity_type
from counted where (number is not null or (children > 1 and types = 1 and narrower <= $narrow))
    and not list_contains($left_out, ancestor)
"""
_COUNTS = """
select place, count(*), count(distinct doc_id) from g join below using (ancestor, entity_type) join m using (key)
group by place order by place
"""
_MEMBERS = """
select place, below.number from g join below using (ancestor, entity_type)
where distance > 0 and below.number < ? group by all order by place, below.number
"""
# The group that a concept, or a group, stands under: the nearest one.
_ABOVE = """
select below.key, arg_min(place, struct_pack(distance, place))
from below join g using (ancestor, entity_type) where distance > 0 group by 1
"""
_NARROW = 8  # concepts below a parent that no document names


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
        rows: runs a query on the run's tables, with `m` and `c` of the summary; takes its values in order or by name.
        stored: table -> columns.
        limit: concepts that are listed.
        left_out: identifiers that say too little to group by.
    """
    if not {"curie", "ancestor", "ancestor_name", "distance"} <= stored.get("concept_ancestors", {}).keys():
        return []
    rows(_BELOW)
    rows(_GROUPS, {"listed": limit, "narrow": _NARROW, "left_out": left_out})
    counts = {place: (mentions, documents) for place, mentions, documents in rows(_COUNTS)}
    above = dict(rows(_ABOVE))
    members: dict[int, list[int]] = {}
    for place, number in rows(_MEMBERS, limit):
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
