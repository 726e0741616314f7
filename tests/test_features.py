"""What the small models are told of a text: it must stay what their weights were trained with.

The weights in models/ mean something for these features alone: a change of one makes answers worse without an error.
Who changes a feature trains the weights anew and then writes the stored list again, with GLIOMINE_FEATURES=write.
The word classes are given by hand, so that nothing here depends on weights.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from gliomine.assertion import cues, scopes, tagger
from gliomine.assertion.assess import pairs_of
from gliomine.assertion.clause import Reading
from gliomine.assertion.cues import phrases_of, tokens_of, words_of
from gliomine.assertion.signs import signs_of
from gliomine.document import Cue, Mention, mention_id
from gliomine.linking import chances
from gliomine.linking.identifiers import Identified
from gliomine.mentions import score
from gliomine.mentions.merge import Proposal
from gliomine.relations.wording import features_of as wording_of
from gliomine.sentences import roles

from tests.relations.test_shape import marked, shaped

STORED = Path(__file__).parent / "data" / "features.txt"

ABSTRACT = [
    "Glioma is common.",
    "We asked whether exosomes help in glioma, a tumour of the brain.",
    "In 2012, we gave 2.5 mg (n = 30) of temozolomide to rats.",
    "Rats' weight rose by 5%: p<0.01.",
    "None died.",
    "Those that were fed grew faster than those that were not, and slept, ate and drank more than all of the others.",
    "Exosomes may help.",
]
TAGGED = (Path(__file__).parent / "data" / "tagged.txt").read_text(encoding="utf-8").splitlines()[1:]
RELATED = [
    "In rats, [chemical TMZ], [chemical CCNU] and not [gene MGMT] strongly reduced growth of [disease glioma] (n = 5)",
    "[vesicle MSC-derived exosomes] may not carry [gene miR-21] to [disease glioma]; [gene EGFR] was unchanged",
    "[gene EGFR] inhibitors did nothing. [chemical temozolomide] ([chemical TMZ]) was given to them with [gene PTEN]",
]


def of_roles(patch: pytest.MonkeyPatch) -> Iterator[str]:
    named: list[list[str]] = []

    def noted(names: Sequence[str]) -> list[int]:
        named.append(sorted(names))
        return []

    patch.setattr(roles, "hashed", noted)
    for opens in ([False] * 7, [False, False, True, False, True, False, False]):
        roles.features(ABSTRACT, opens)
        if opens[2]:
            named[:] = [[name for name in names if name.startswith("line")] for names in named]
        yield from (f"{number} {name}" for number, names in enumerate(named) for name in names)
        named.clear()


def sentence_of(tagged: str) -> tuple[str, list[str], list[Mention]]:
    """Return the text, the classes of its tokens and its mentions."""
    text, classes, mentions, opened = "", [], [], []
    for item in tagged.split(" "):
        if item.startswith("["):
            opened.append((item[1:], len(text) + bool(text)))
        elif item == "]":
            kind, start = opened.pop()
            key = mention_id("d", start, len(text), entity_type=kind)
            mentions.append(Mention(start, len(text), key, text[start:], kind, 0.9, "test"))
        else:
            word, _, kind = item.rpartition("/")
            text += f" {word}" if text else word
            classes.append(kind)
    return text, classes, mentions


def reading_of(tagged: str) -> tuple[str, Reading, list[Mention]]:
    text, classes, mentions = sentence_of(tagged)
    words, tokens = words_of(text, 0, len(text)), tokens_of(text, 0, len(text))
    assert len(words) == len(classes) == len(tokens)
    found = []
    for phrase in phrases_of(words):
        at, to = tokens[phrase.first].start, tokens[phrase.last - 1].end
        found.append((phrase, Cue(at, to, text[at:to], phrase.kind, at, len(text) - 1)))
    return (
        text,
        Reading(tokens, words, classes, found, [], ([0.96, 0.8, 0.6, 0.99] * len(found))[: len(found)]),
        mentions,
    )


def of_cues(patch: pytest.MonkeyPatch) -> Iterator[str]:
    named: list[Sequence[str]] = []

    def noted(names: Sequence[str]) -> list[int]:
        named.append(names)
        return []

    patch.setattr(cues, "hashed", noted)
    for number, tagged in enumerate(TAGGED):
        for phrase, _ in reading_of(tagged)[1].cues:
            cues.cue_features(reading_of(tagged)[1].words, phrase)
            yield from (f"{number} {phrase.first} {name}" for name in named.pop())


def of_classes(patch: pytest.MonkeyPatch) -> Iterator[str]:
    named: list[str] = []

    def places(names: Sequence[str]) -> list[int]:
        named.extend(names)
        return list(range(len(named) - len(names), len(named)))

    patch.setattr(tagger, "hashed", places)
    patch.setattr(tagger, "_alone", tagger._alone.__wrapped__)
    for number, tagged in enumerate(TAGGED[:2]):
        text, reading, _ = reading_of(tagged)
        shown = [text[token.start : token.end] for token in reading.tokens]
        for at in range(len(shown)):
            named.clear()
            yield from (f"{number} {at} {named[place]}" for place in tagger.tag_features(reading.words, shown, at))


def of_scopes(patch: pytest.MonkeyPatch) -> Iterator[str]:
    for number, tagged in enumerate(TAGGED):
        reading = reading_of(tagged)[1]
        for phrase, _ in reading.cues:
            sides = {
                "begin": scopes.begins(reading.words, reading.classes, phrase),
                "end": scopes.ends(reading.words, reading.classes, phrase, begin=max(0, phrase.first - 2)),
            }
            for side, candidates in sides.items():
                yield from (f"{number} {phrase.first} {side} {at} {name}" for at, names in candidates for name in names)


def of_pairs(patch: pytest.MonkeyPatch) -> Iterator[str]:
    for number, tagged in enumerate(TAGGED):
        _, reading, mentions = reading_of(tagged)
        for seen, pair in pairs_of(reading, mentions, role="results" if number else None):
            for name in signs_of(seen, pair, role="results" if number else None):
                yield f"{number} {pair.phrase.first} {pair.item.first} {pair.denies:d}{pair.ruled:d} {name}"


def of_rules(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield which mentions each cue concerns by the rules alone, which the weights hear of as well."""
    for number, tagged in enumerate(TAGGED):
        _, reading, mentions = reading_of(tagged)
        ruled: dict[tuple[int, str, bool], list[str]] = {}
        for _, pair in pairs_of(reading, mentions, role=None):
            key = pair.phrase.first, pair.phrase.words, pair.denies
            ruled.setdefault(key, []).extend([pair.item.mention.text] if pair.ruled else [])
        for (first, words, denies), names in ruled.items():
            yield f"{number} {first} {words} {'denies' if denies else 'hedges'} {', '.join(names) or 'nothing'}"


def of_wording(patch: pytest.MonkeyPatch) -> Iterator[str]:
    for number, text in enumerate(RELATED):
        plain, mentions = marked(text)
        statuses = ["present", "absent", "possible", "", ""][: len(mentions)]
        for first in range(len(mentions)):
            for second in range(len(mentions)):
                if first != second:
                    found = wording_of(plain, shaped(text)[0], first, second, mentions, statuses=statuses)
                    yield from (f"{number} {first} {second} {name}" for name in dict.fromkeys(found))


def of_mentions(patch: pytest.MonkeyPatch) -> Iterator[str]:
    cases: list[tuple[str, str, str, dict[str, Any]]] = [
        ("with chronic ", "pain", " processing in", {"repeats": 3, "known": True, "density": 0.04}),
        ("", "HCC", "", {"defined": True, "head": True, "listed": True}),
        ("of ", "Gadget itis of the long left leg", " and", {"repeats": 99, "density": 9.0}),
        ("", "gadgetitis", ".", {"head": True}),
    ]
    for number, (before, shown, behind, more) in enumerate(cases):
        item = Proposal(len(before), len(before + shown), "disease", 0.8 + number / 20, "model:gliomine")
        values = {"repeats": 1, "defined": False, "known": False, **more}
        found = score.features_of(item, before + shown + behind, **values)
        yield from (f"{number} {name} {value:.6f}" for name, value in found.items())


def of_links(patch: pytest.MonkeyPatch) -> Iterator[str]:
    answers = [
        Identified("A:1", 1, 0.9, "exact"),
        Identified("A:2", 2, 0.88, "case"),
        Identified("A:3", 3, 0.3, "fuzzy"),
        Identified("A:4", 4, 0.7, "head"),
    ]
    asked = [(answers, "GBMs"), (answers[::2], "glioma"), (answers[2:], "EGFR"), (answers[3:], "ear surgery")]
    for number, (found, shown) in enumerate(asked):
        for place, features in enumerate(
            chances.features_of(found, shown, "disease", vague=lambda concept: concept == 4)
        ):
            yield from (f"{number} {place} {name} {value:.6f}" for name, value in features.items())


KINDS = {
    "roles": of_roles,
    "cues": of_cues,
    "classes": of_classes,
    "scopes": of_scopes,
    "pairs": of_pairs,
    "rules": of_rules,
    "wording": of_wording,
    "mentions": of_mentions,
    "links": of_links,
}


def listed(kind: str, names: Iterator[str]) -> list[str]:
    """Return lines of kind and feature; of the many of a cue or a pair their number and checksum, by what they are of.

    GLIOMINE_FEATURES=whole writes all by name, to see what differs.
    """
    if kind in SHORT or os.environ.get("GLIOMINE_FEATURES") == "whole":
        return [f"{kind} {name}" for name in names]
    lines = []
    for place, group in groupby(names, key=lambda name: " ".join(name.split(" ")[:2])):
        found = sorted(group)  # their order means nothing
        digest = hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]
        lines.append(f"{kind} {place}: {len(found)} features {digest}")
    return lines


SHORT = ("roles", "rules", "mentions", "links")


@pytest.mark.skipif("GLIOMINE_FEATURES" not in os.environ, reason="writes the list of features anew")
def test_write(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line for kind, names in KINDS.items() for line in listed(kind, names(monkeypatch))]
    STORED.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


@pytest.mark.parametrize("kind", KINDS)
def test_features_are_those_of_the_weights(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = STORED.read_text(encoding="utf-8").splitlines()
    found, wanted = listed(kind, KINDS[kind](monkeypatch)), [line for line in lines if line.startswith(f"{kind} ")]
    assert sorted({*wanted} - {*found})[:20] == sorted({*found} - {*wanted})[:20] == []
    assert sorted(found) == sorted(wanted)
