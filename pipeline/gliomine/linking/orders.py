"""Forms of a name that say the same in another order, and the form that all of them have.

"Carcinoma of the bladder" is bladder carcinoma, "inherited disorder of skeletal muscle" a skeletal muscle disease.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gliomine.linking.words import Words
from gliomine.text.normalize import singular

_OF = re.compile(r" (?:of|in|by|with) (?:the |an? )?")
_EPISODES = frozenset({"exacerbation", "episode", "attack", "flare", "bout", "recurrence", "relapse", "onset"})
"""Heads that say only that something is there, or there again: an exacerbation of asthma is asthma."""
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class Form:
    """A key to look up.

    Attributes:
        key: the folded form.
        match: what was done to the name, as `Link.match` says it.
        factor: what is left of the score, in (0, 1].
        dropped: the modifiers that went.
        of: how many words of the name were looked at, counted from its end; 0 for all.
    """

    key: str
    match: str
    factor: float
    dropped: tuple[str, ...] = ()
    of: int = 0


def both_numbers(key: str, match: str, factor: float) -> Iterator[Form]:
    """Yield a form, and the same in the singular."""
    yield Form(key, match, factor)
    *before, last = key.split(" ")
    one = singular(last)
    if one != last:
        yield Form(" ".join([*before, one]), match, factor - 0.005)


def weaker(base: list[str], words: Words, factor: float) -> Iterator[Form]:
    """Yield forms whose head says the same or less, and those with a modifier turned as well."""
    if len(base) == 1:
        # "Lesions" alone is not worth the link to disease.
        return
    for other in words.weaker.get(singular(base[-1]), ()):
        yield Form(" ".join([*base[:-1], other]), "head_changed", factor)
        for noun in words.nouns_of(base[-2]):
            yield Form(" ".join([*base[:-2], noun, other]), "head_changed", factor - 0.01)
        factor -= 0.02


def reordered(key: str, words: Words, factor: float) -> Iterator[Form]:
    """Yield `bladder carcinoma` for `carcinoma of the bladder`, and `rectal carcinoma` for that of the rectum."""
    head, of, owner = _split_of(key)
    if not of:
        return
    *before, last = owner.split(" ")
    for noun in (last, singular(last), *words.adjectives.get(singular(last), ())):
        turned = " ".join([*before, noun, head])
        yield from both_numbers(turned, "word_order", factor)
        for form in weaker(turned.split(" "), words, factor - 0.03):
            yield Form(form.key, "word_order", form.factor)
    yield Form(f"{singular(head)} of {owner}", "word_order", factor)
    if singular(head.rpartition(" ")[2]) in _EPISODES:
        yield from both_numbers(owner, "tail", factor - 0.04)


def inverted(base: list[str], factor: float) -> Iterator[Form]:
    """Yield `smooth muscle cell of the pulmonary artery` for `pulmonary artery smooth muscle cells`."""
    *before, last = base
    words = [*before, singular(last)]
    for cut in range(1, len(words)):
        owner, head = " ".join(words[:cut]), " ".join(words[cut:])
        yield Form(f"{head} of {owner}", "word_order", factor)
        yield Form(f"{head} of the {owner}", "word_order", factor)


def typed(base: list[str], factor: float) -> Iterator[Form]:
    """Yield `hepatitis type b` and `hepatitis b` for `type B hepatitis`."""
    if base[0] == "type" and len(base) > 2:
        yield from (Form(" ".join([*base[2:], *more, base[1]]), "word_order", factor) for more in (("type",), ()))


def narrowed(base: list[str], of: int, factor: float) -> Iterator[Form]:
    """Yield `phenylalanine hydroxylase deficiency` for `deficiency of the hepatic phenylalanine hydroxylase`.

    Args:
        base: words of the name.
        of: place of its first `of`.
        factor: what is left of the score.
    """
    owner = [word for word in base[of + 1 :] if word not in _ARTICLES]
    for cut in range(1, len(owner) if "of" not in owner else 0):
        factor -= 0.02
        for form in both_numbers(" ".join([*owner[cut:], *base[:of]]), "head", factor):
            yield Form(form.key, "head", form.factor, tuple(owner[:cut]))


def _split_of(key: str) -> tuple[str, str, str]:
    match = _OF.search(f" {key} ")
    if not match:
        return key, "", ""
    padded = f" {key} "
    head, owner = padded[: match.start()].strip(), padded[match.end() :].strip()
    return (head, "of", owner) if head and owner else (key, "", "")
