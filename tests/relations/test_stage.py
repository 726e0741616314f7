"""The stage: claims and inner parts become records."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gliomine.document import Document, Mention, Sentence, mention_id
from gliomine.predicates import PREDICATES, allows
from gliomine.relations.answer import Claim
from gliomine.relations.classify import RelationModel
from gliomine.relations.rules import shipped_rules
from gliomine.relations.stage import Voices, _is_one, related, shown, told
from gliomine.validate import validate

from tests.relations.test_classify import DISEASE, DRUG, LABELS, WORD, sentence, weights

TEXT = "a b c"


def mention(start: int, end: int, entity_type: str, text: str = TEXT) -> Mention:
    identifier = mention_id("d", start, end, entity_type=entity_type)
    return Mention(start, end, identifier, text[start:end], entity_type, 1.0, "test")


def document() -> Document:
    sentences = (Sentence(0, len(TEXT), 0, "title", TEXT),)
    words = (sentence(DRUG, WORD, DISEASE),)
    mentions = (mention(0, 1, "drug"), mention(4, 5, "disease"))
    return Document("d", TEXT, sentences=sentences, mentions=mentions, words=words)


def heads():  # type: ignore[no-untyped-def]
    own = {name.replace("outputs.own", "outputs.home"): values for name, values in weights().items()}
    return RelationModel(own, {"home": LABELS}, attention_heads=1)


def test_a_claim_becomes_a_record_and_the_vectors_are_dropped() -> None:
    done = related(document(), Voices(heads()), min_score=0.5)
    validate(done)
    (record,) = done.relations
    assert (record.subject_id, record.object_id) == tuple(item.mention_id for item in done.mentions)
    assert (record.predicate, record.status, record.sentence_index) == ("treats", "present", 0)
    assert done.words == () and record.trigger == TEXT[record.trigger_start : record.trigger_end]
    assert related(document(), Voices(heads()), min_score=1.0).relations == ()


def test_without_heads_names_still_tell_what_they_hold() -> None:
    text = "MSC-EVs and MSC-EVs"
    mentions = (mention(0, 7, "vesicle", text), mention(12, 19, "vesicle", text))
    given = Document("d", text, sentences=(Sentence(0, len(text), 0, "title", text),), mentions=mentions)
    done = related(given, Voices(), min_score=0.5)
    validate(done)
    (record,) = done.relations  # each distinct name once
    assert record.object_id is None and text[record.inner_start : record.inner_end] == "MSC"
    assert related(replace(given, mentions=()), Voices(), min_score=0.5).relations == ()


@pytest.mark.parametrize(
    ("word", "stands"),
    [
        ("inhibited", True),
        ("Thereby", True),  # begins like a closed word
        ("cis-9", True),
        ("glioma", False),  # a part of a third mention
        ("cells", False),
        ("TMZ", False),
        ("was", False),
        ("The", False),
        ("by", False),
        (",", False),
        ("12", False),
    ],
)
def test_a_name_a_mark_or_a_closed_word_is_no_trigger(word: str, stands: bool) -> None:
    text = "Thereby TMZ cis-9 12 , inhibited The glioma cells as was seen by us"
    mentions = (mention(8, 11, "chemical", text), mention(37, 49, "cell_type", text))
    assert [item.text for item in mentions] == ["TMZ", "glioma cells"]
    given = Document("d", text, mentions=mentions)
    start = text.index(word)
    span = start, start + len(word)
    assert told(given, span) == (span if stands else None)
    assert told(given, None) is None


def test_a_claim_without_a_trigger_is_still_a_record() -> None:
    text = "a , c"
    given = replace(document(), text=text, sentences=(Sentence(0, len(text), 0, "title", text),))
    done = related(given, Voices(heads()), min_score=0.5)
    validate(done)
    (record,) = done.relations
    assert (record.predicate, record.trigger, record.trigger_start, record.trigger_end) == ("treats", None, None, None)


def test_of_two_mentions_the_better_claim_is_shown() -> None:
    claims = [Claim(0, 1, "treats", 0.6, None, None), Claim(1, 0, "causes", 0.7, None, None)]
    assert shown(claims, min_score=0.5) == claims[1:]
    assert shown(claims, min_score=0.65) == claims[1:] and shown(claims, min_score=0.8) == []


@pytest.mark.parametrize(
    ("text", "kinds", "claimed"),
    [
        ("Zavir plus Zavir is dear.", ("chemical", "chemical"), False),
        ("Zavir plus quenil is dear.", ("chemical", "chemical"), True),
        ("Zavir plus Zavir is dear.", ("chemical", "treatment"), True),  # two things of one name
    ],
)
def test_nothing_is_claimed_of_a_name_and_itself(text: str, kinds: tuple[str, str], claimed: bool) -> None:
    spans = (0, 5), (11, 16 if "plus Zavir" in text else 17)
    mentions = tuple(mention(*span, kind, text) for span, kind in zip(spans, kinds, strict=True))
    given = Document("d", text, sentences=(Sentence(0, len(text), 0, "title", text),), mentions=mentions)
    done = related(given, Voices(rules=shipped_rules()), min_score=0.5)
    assert [item.predicate for item in done.relations] == ["combined_with"] * claimed


@pytest.mark.parametrize(
    ("between", "kinds", "one"),
    [
        (" are emerging as an attractive ", ("vesicle", "delivery_system"), True),
        (" (Exo) were a ", ("vesicle", "delivery_system"), True),
        (" as a load of a ", ("vesicle", "delivery_system"), False),
        (" as a ", ("vesicle", "chemical"), False),
        (" went into a ", ("vesicle", "delivery_system"), False),
    ],
)
def test_what_is_a_carrier_carries_none(between: str, kinds: tuple[str, str], one: bool) -> None:
    text = f"Vesicles{between}carrier."
    spans = (0, 8), (8 + len(between), len(text) - 1)
    mentions = tuple(mention(*span, kind, text) for span, kind in zip(spans, kinds, strict=True))
    assert _is_one(Document("d", text, mentions=mentions), Claim(1, 0, "carries", 0.7, None, None)) is one


def test_the_table_of_predicates_is_whole() -> None:
    assert len(PREDICATES) == 12 and len({item.colour for item in PREDICATES.values()}) == 12
    for item in PREDICATES.values():
        assert item.biolink.startswith("biolink:") and item.subjects and item.objects
        assert not item.symmetric or item.inverse == item.name
        assert allows(item.name, item.subjects[0], item.objects[0])
    assert not allows("treats", "disease", "chemical") and not allows("cures", "chemical", "disease")
