"""Claims by example."""

from __future__ import annotations

import pytest
from gliomine.document import Assertion, Document, Sentence
from gliomine.errors import ConfigError
from gliomine.predicates import PREDICATES, Predicate
from gliomine.relations.lists import listed_treatments
from gliomine.relations.rules import Rules, rule_of, rules_of, shipped_rules
from gliomine.topics import OwnPredicate

from tests.relations.test_shape import marked

SPREADS = Predicate("spreads", "", "spread_by", False, ("organism",), ("disease",), "biolink:related_to", "#112233")


def document(text: str, statuses: tuple[str, ...] = ()) -> Document:
    plain, mentions = marked(text)
    sentences, start = [], 0
    for number, part in enumerate(plain.split("  ")):
        sentences.append(Sentence(start, start + len(part), number, "abstract", part))
        start += len(part) + 2
    assertions = tuple(
        Assertion(item.mention_id, status, None, None) for item, status in zip(mentions, statuses, strict=False)
    )
    return Document("d", plain, sentences=tuple(sentences), mentions=tuple(mentions), assertions=assertions)


def said(rules: Rules, given: Document) -> list[tuple[str, str, str, str]]:
    names = [item.text for item in given.mentions]
    return [(names[one.subject], one.predicate, names[one.object], one.status or "") for one in rules.claims(given)]


def own(*examples: str, words: tuple[str, ...] = (), predicate: Predicate = SPREADS) -> Rules:
    return rules_of([OwnPredicate(predicate, examples, words, 0.8)])


TICKS, LYME = "[organism ticks]", "[disease Lyme disease]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TICKS} spread {LYME}", "present"),
        (f"{TICKS} also clearly spreads the {LYME}", "present"),
        (f"{TICKS} may spread {LYME}", "possible"),
        (f"{TICKS} do not spread {LYME}", "absent"),
        (f"{TICKS} spread fear of {LYME}", None),  # another thing is spread
        (f"{LYME} spread {TICKS}", None),  # the wrong way round
        (f"{TICKS} spread. {LYME} is old", None),
        (f"{TICKS} spread [gene p53] in {LYME}", None),  # another mention in between
    ],
)
def test_an_example_is_found_where_nothing_but_empty_words_is_added(text: str, expected: str | None) -> None:
    found = said(own("{subject} spread {object}"), document(text))
    assert found == ([("ticks", "spreads", "Lyme disease", expected)] if expected else [])


def test_each_of_a_list_is_claimed() -> None:
    given = document(
        "[organism ticks], [organism fleas] and [organism lice] spread [disease typhus] and [disease plague]"
    )
    found = said(own("{subject} spread {object}"), given)
    assert {(one, other) for one, _, other, _ in found} == {
        (one, other) for one in ("ticks", "fleas", "lice") for other in ("typhus", "plague")
    }


def test_words_beside_the_two_are_asked_for_too() -> None:
    rules = own("the vector of {object} is {subject}")
    assert said(rules, document(f"The vector of {LYME} is {TICKS}"))
    assert not said(rules, document(f"The fear of {LYME} is {TICKS}"))
    behind = own("{subject} and {object} spread together")
    assert said(behind, document(f"{TICKS} and {LYME} spread together."))
    assert not said(behind, document(f"{TICKS} and {LYME} were studied."))


def test_words_stand_between_and_turn_round_with_by() -> None:
    rules = own(words=("transmits",))
    assert said(rules, document(f"{TICKS} transmitted {LYME}")) == [("ticks", "spreads", "Lyme disease", "present")]
    assert said(rules, document(f"{LYME} is transmitted by {TICKS}")) == [
        ("ticks", "spreads", "Lyme disease", "present")
    ]
    assert not said(rules, document(f"{TICKS} avoided {LYME}"))


def test_the_types_and_the_assertion_of_mentions_count() -> None:
    rules = own("{subject} spread {object}")
    assert not said(rules, document(f"[gene p53] spread {LYME}"))
    given = document(f"{TICKS} spread {LYME}", ("possible", "present"))
    assert said(rules, given) == [("ticks", "spreads", "Lyme disease", "possible")]


def test_the_trigger_is_the_word_that_says_it() -> None:
    given = document(f"{TICKS} are the vector of {LYME}")
    (claim,) = own("{subject} is the vector of {object}").claims(given)
    assert claim.trigger is not None and given.text[slice(*claim.trigger)] == "vector"


@pytest.mark.parametrize(
    "example", ["{subject} spreads", "{subject} {object}", "{subject} {subject} {object} x", "{subject}, {object}"]
)
def test_an_example_that_says_nothing_is_refused(example: str) -> None:
    with pytest.raises(ConfigError):
        rule_of(example, SPREADS, score=0.5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[vesicle ectosomes], secretions of [cell_type astrocytes]", "derived_from"),
        ("[cell_type astrocytes] release [vesicle ectosomes]", "derived_from"),
        ("[cell_type astrocytes] release [chemical GABA]", None),
        ("[vesicle ectosomes] as carriers of [chemical GABA]", "carries"),
        ("[vesicle ectosomes] without carriers of [chemical GABA]", None),
        ("[treatment cryotherapy] is a treatment of [disease ependymoma]", "treats"),
        ("[disease ependymoma] treatments such as [treatment cryotherapy]", "treats"),
        ("[disease ependymoma] after [treatment cryotherapy]", None),
        ("[disease Nausea] was mostly induced by [chemical cisplatin].", "causes"),
        ("[disease Nausea] was mostly relieved by [chemical cisplatin].", None),
        ("The induction of [disease tumours] by [chemical nitrosourea] is known.", "causes"),
        ("The induction of [gene p53] by [chemical nitrosourea] is known.", None),  # no disease
        ("We gave [chemical carmustine] together with [treatment radiotherapy].", "combined_with"),
        ("A combination of [chemical carmustine] and [treatment radiotherapy] was given.", "combined_with"),
        ("The choice of [chemical carmustine] and [treatment radiotherapy] was open.", None),
    ],
)
def test_our_own_wordings(text: str, expected: str | None) -> None:
    given = document(text)
    found = {(claim.subject, claim.object): claim.predicate for claim in shipped_rules().claims(given)}
    assert found.get((0, 1), found.get((1, 0))) == expected
    assert all(claim.predicate in PREDICATES for claim in shipped_rules().claims(given))


LIST = "Despite treatments such as [treatment cryotherapy], [treatment shunting] and [treatment surgery], few live."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[disease Ependymomas] are rare.  {LIST}", 3),
        (f"Most [disease ependymomas] cause [disease headache].  {LIST}", 3),
        (f"[disease Ependymomas] and [disease gliomas] are rare.  {LIST}", 0),  # which of the two?
        (f"We studied [disease ependymomas].  {LIST}", 0),  # spoken of, but not the subject
        ("[disease Ependymomas] are rare.  Treatments such as [treatment surgery] cured [disease headache].", 0),
        ("[disease Ependymomas] are rare.  We used [treatment cryotherapy] and [treatment surgery].", 0),
        ("[disease Ependymomas] are rare.  Devices such as [treatment shunting] were sold.", 0),
        ("[disease Ependymomas] are rare.  Treatments such as [gene p53] were thought of.", 1),
        ("[disease Ependymomas] are rare.  Treatments such as [anatomy skin] were thought of.", 0),
        (f"[disease Ependymomas] are rare.  It rained.  {LIST}", 0),
    ],
)
def test_listed_treatments_take_the_disease_of_the_sentence_before(text: str, expected: int) -> None:
    given = document(text)
    found = list(listed_treatments(given))
    assert len(found) == expected
    assert all((claim.predicate, claim.object, claim.status) == ("treats", 0, "present") for claim in found)


def test_new_treatments_are_a_possibility() -> None:
    given = document("[disease Ependymomas] are rare.  Novel therapies like [treatment cryotherapy] are under study.")
    assert [claim.status for claim in listed_treatments(given)] == ["possible"]
