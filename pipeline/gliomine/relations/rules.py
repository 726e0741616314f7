"""Claims by example: wordings with {subject} and {object} say how a predicate is said.

"{subject} is spread by {object}" finds "A and B can also be spread by C", but not "A is spread through the bite of C":
only words that say nothing of a claim (articles, auxiliaries, adverbs, hedges, denials) may come in between. Endings of
words do not matter, and a list counts as one mention (`shape`).

A topic's own predicates are found this way, and a few wordings of ours that the examples of training lack
(`data/claim_patterns.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from gliomine.document import Document
from gliomine.errors import ConfigError, ResourceError
from gliomine.predicates import PREDICATES, Predicate
from gliomine.relations.answer import Claim
from gliomine.relations.claim_words import FOLDER, word_classes
from gliomine.relations.sentences import ReadSentence, read_sentences
from gliomine.relations.shape import Shape, Token, stem
from gliomine.resources import data_text
from gliomine.topics import OwnPredicate

PATTERNS = "claim_patterns.toml"
_PART = re.compile(r"\{(subject|object)\}|[^\W_{}]+|[^\w\s{}]")
_ARTICLES = ("a", "an", "the", "this", "these", "those", "its", "their", "also", "thus")
_AUXILIARIES = ("is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "do", "does", "did")
_MODALS = ("can", "could", "will", "would", "may", "might", "should")
_SILENT = frozenset((*_ARTICLES, *_AUXILIARIES, *_MODALS))
_BEHIND = frozenset({"of", "in", "to", "for", "with", "from", "on"})
_PASSIVE = "by"
_ASIDE = 3  # words before a claim that can deny or hedge it


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of a predicate.

    Attributes:
        predicate: its name.
        forward: whether the earlier mention is the subject.
        before: stems that stand before the earlier mention.
        between: stems between the two.
        after: stems behind the later one.
        score: of its claims.
    """

    predicate: Predicate
    forward: bool
    before: tuple[str, ...]
    between: tuple[str, ...]
    after: tuple[str, ...]
    score: float


class Rules:
    """Wordings, by what stands between the two mentions: call `claims`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_between: dict[tuple[str, ...], list[Rule]] = defaultdict(list)
        for rule in rules:
            self._by_between[rule.between].append(rule)

    def __bool__(self) -> bool:
        return bool(self._by_between)

    def claims(self, document: Document, sentences: Sequence[ReadSentence] | None = None) -> list[Claim]:
        """Return what the wordings say of the mentions of a document."""
        given = {item.mention_id: item.status for item in document.assertions}
        found: list[Claim] = []
        for sentence in read_sentences(document) if sentences is None else sentences:
            if len(sentence.inside) > 1:
                found += self._of_sentence(document, sentence.shape, sentence.inside, given)
        return found

    def _of_sentence(
        self, document: Document, shape: Shape, inside: Sequence[int], given: dict[str, str]
    ) -> Iterator[Claim]:
        at: dict[int, list[int]] = defaultdict(list)
        for number in inside:
            if number in shape.place:
                at[shape.place[number]].append(number)
        places = sorted(at)
        for low, high in pairwise(places):
            for rule in self._by_between.get(_said(shape.tokens[low + 1 : high]), ()):
                if not _framed(rule, shape.tokens, low, high):
                    continue
                trigger = _trigger(rule, shape.tokens, low, high)
                near = [*shape.tokens[max(0, low - _ASIDE) : low], *shape.tokens[low + 1 : high]]
                for first in at[low]:
                    for second in at[high]:
                        ends = (first, second) if rule.forward else (second, first)
                        kinds = [document.mentions[number].entity_type for number in ends]
                        if kinds[0] in rule.predicate.subjects and kinds[1] in rule.predicate.objects:
                            known = [given.get(document.mentions[number].mention_id, "") for number in ends]
                            yield Claim(*ends, rule.predicate.name, rule.score, _status(near, known), trigger)


def rules_of(own: Sequence[OwnPredicate]) -> Rules:
    """Return the wordings of a topic's own predicates, from their examples and words.

    Raises:
        ConfigError: an example does not hold {subject} and {object} once each, or no word between or beside them.
    """
    rules: list[Rule] = []
    for item in own:
        for example in item.examples:
            rules.append(rule_of(example, item.predicate, score=item.score))
        for word in item.words:
            rules += _of_word(word, item)
    return Rules(rules)


@cache
def shipped_rules() -> Rules:
    """Return our own wordings.

    Raises:
        ResourceError: their file is missing or damaged.
    """
    try:
        values = tomllib.loads(data_text(FOLDER, PATTERNS))
        rules = []
        for item in values["wordings"]:
            known = PREDICATES[item["predicate"]]
            predicate = replace(known, subjects=tuple(item.get("subjects", known.subjects)))
            rules += [rule_of(example, predicate, score=float(item["score"])) for example in item["examples"]]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ConfigError) as error:
        raise ResourceError(
            f"not a list of wordings ({error!r})", where=PATTERNS, advice="reinstall gliomine"
        ) from error
    return Rules(rules)


def rule_of(example: str, predicate: Predicate, *, score: float) -> Rule:
    """Return what an example says.

    Raises:
        ConfigError: it does not hold {subject} and {object} once each, or says nothing besides.
    """
    parts = [(match[1] or "", match[0]) for match in _PART.finditer(example)]
    names = [name for name, _ in parts if name]
    if sorted(names) != ["object", "subject"]:
        raise ConfigError(
            f"an example of '{predicate.name}' is none: {example!r}",
            expected="a wording with {subject} and {object}, once each",
            advice="see docs/adding-a-topic.md",
        )
    low, high = (number for number, (name, _) in enumerate(parts) if name)
    cuts = (parts[:low], parts[low + 1 : high], parts[high + 1 :])
    before, between, after = (_said([Token(text.lower(), "", 0, 0) for _, text in cut]) for cut in cuts)
    if not any(form.isalpha() for form in (*before, *between, *after)):
        raise ConfigError(
            f"an example of '{predicate.name}' holds no word besides the two: {example!r}",
            expected="a word that says what the predicate means",
            advice="see docs/adding-a-topic.md",
        )
    return Rule(predicate, names[0] == "subject", before, between, after, score)


def _of_word(word: str, item: OwnPredicate) -> Iterator[Rule]:
    """Yield "subject word object", the same with a small word behind it, and "object word by subject"."""
    said = tuple(stem(part) for part in word.lower().split())
    yield Rule(item.predicate, True, (), said, (), item.score)
    for small in sorted(_BEHIND):
        yield Rule(item.predicate, True, (), (*said, small), (), item.score)
    yield Rule(item.predicate, item.predicate.symmetric, (), (*said, _PASSIVE), (), item.score)


def _silent(token: Token) -> bool:
    aside = any(name in ("hedge", "denial") for name in word_classes().get(token.text, ()))
    return token.text in _SILENT or aside or (token.text.endswith("ly") and len(token.text) > 4)


def _said(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.form for token in tokens if token.kind or not _silent(token))


def _framed(rule: Rule, tokens: Sequence[Token], low: int, high: int) -> bool:
    """Tell whether what a rule asks for beside the two stands there."""
    before, after = _said(tokens[:low]), _said(tokens[high + 1 :])
    stands = not rule.before or before[-len(rule.before) :] == rule.before
    return stands and after[: len(rule.after)] == rule.after


def _trigger(rule: Rule, tokens: Sequence[Token], low: int, high: int) -> tuple[int, int] | None:
    """Return the span of the longest word that the rule names."""
    wanted = {*rule.before, *rule.between, *rule.after}
    named = [token for token in tokens if not token.kind and token.form in wanted and token.text not in _BEHIND]
    near = [token for token in named if tokens[low].start - 40 <= token.start <= tokens[high].end + 40]
    best = max(near, key=lambda token: (len(token.text), -token.start), default=None)
    return None if best is None or not best.text.isalpha() else (best.start, best.end)


def _status(near: Sequence[Token], known: Sequence[str]) -> str:
    classes = {name for token in near if not token.kind for name in word_classes().get(token.text, ())}
    if "denial" in classes or "absent" in known:
        return "absent"
    return "possible" if "hedge" in classes or "possible" in known else "present"
