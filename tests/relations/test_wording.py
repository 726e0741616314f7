"""The words around two mentions as features."""

from __future__ import annotations

from gliomine.relations.wording import features_of

from tests.relations.test_shape import marked, shaped


def features(text: str, first: int = 0, second: int = -1, statuses: tuple[str, ...] = ()) -> set[str]:
    plain, mentions = marked(text)
    second = second % len(mentions)
    known = statuses or ("",) * len(mentions)
    return set(features_of(plain, shaped(text)[0], first, second, mentions, statuses=known))


def test_of_a_list_each_has_the_same_words_to_the_other_side() -> None:
    text = "[gene EGFR], [gene MET] and [gene RET] drive [disease glioma] growth"
    first, last = features(text, 0), features(text, 2)
    assert {item for item in first ^ last if not item.startswith("h1 ")} == set()
    assert {"b drive", "w drive", "t gene>disease", "x2 rise", "r0 growth"} <= first


def test_two_of_a_list_know_what_joins_them() -> None:
    found = features("[gene EGFR] and [gene MET] drive [disease glioma]", 0, 1)
    assert {"join and", "same", "r0 drive"} <= found and "b drive" not in found
    assert "join ," in features("[gene EGFR], [gene MET] drive", 0, 1)


def test_the_classes_of_words_stand_for_the_words() -> None:
    found = features("[chemical TMZ] strongly diminished [gene MGMT]")
    other = features("[chemical TMZ] weakly suppressed [gene MGMT]")
    assert {"x2 fall", "xm fall"} <= found & other
    assert "z fall" in found & other
    passive = features("[gene MGMT] was diminished by [chemical TMZ]")
    assert "x2 fall by" in passive and "x2 fall" not in passive


def test_a_mention_between_parts_the_words_before_it_from_those_behind_it() -> None:
    found = features("[chemical TMZ] lowers [gene MGMT] and thereby slows [disease glioma]", 0, 2)
    assert {item for item in found if item.startswith(("f1 ", "f2 "))} == {"f1 low", "f2 and", "f2 thereby", "f2 slow"}
    assert not any(item.startswith(("f1 ", "f2 ")) for item in features("[chemical TMZ] slows [disease glioma]"))


def test_what_is_attached_counts() -> None:
    assert "y load" in features("[chemical TMZ]-loaded [vesicle exosomes]")
    assert not any(item.startswith("y ") for item in features("[chemical TMZ] loaded [vesicle exosomes]"))


def test_denials_and_hedges_are_no_claim_by_themselves_but_are_seen() -> None:
    found = features("[chemical TMZ] may not help [disease glioma]", statuses=("possible", "absent"))
    assert {"a1 possible", "a2 absent", "xm hedge", "xm denial"} <= found
    assert not any(item.startswith(("x1 hedge", "x2 hedge", "x1 denial")) for item in found)
