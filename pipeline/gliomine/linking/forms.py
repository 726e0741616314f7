"""Other forms of a name that the knowledge base may hold when it does not hold the name itself.

Every form keeps the head of the name: modifiers go, the head never does. `human bone marrow MSCs` may become `MSCs` and
`renal damage` may become `kidney disease`, but nothing becomes its modifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gliomine.entity_types import naming_of
from gliomine.linking.changes import altered
from gliomine.linking.orders import Form, both_numbers, inverted, narrowed, reordered, typed, weaker
from gliomine.linking.words import Words
from gliomine.text.normalize import normal_key, singular

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_JOINED = re.compile(r"\s*(?:,\s*(?:and|or|and/or)?|\band/or\b|\band\b|\bor\b|/|&)\s+|(?<=\w)/(?=\w)", re.IGNORECASE)
_SYSTEMATIC = re.compile(r"[\[\]{}]|\d,\s?\d|\)-|-\(|[a-z]\(\d|·")
_FORM_MARK = re.compile(
    r"^(?:(?:DL|[DLRSNdlrs]|\([RS+±-]\)|\[?\(?\d{1,3}\)?[A-Z][a-z]?\]?"
    r"|(?:alpha|beta|gamma|delta|[αβγδΔ])[- ]?\d?|\d+(?:,\d+)*'*(?=-[a-z]{5})|[a-z]{4,}-\d{2,3}(?=-[a-z]))-)+"
)
_AUTHORED = re.compile(
    r"(?P<species>[A-Z][a-z]+ [a-z-]{3,}(?: (?:var|subsp|ssp)\. [a-z-]{3,})?)"
    r"(?:,? \(?[A-Z][\w.]*\)?(?: (?:&|et|ex|and))?)+"
)
_STRAIN = re.compile(
    r"(?:(?:(?=\S*[\d/]|\S+[A-Z])[A-Z\d][\w/.()‐-―-]*|Wistar|Lewis|Fischer|Zucker|Dahl|Kunming|Swiss|nude|athymic"
    r"|transgenic|knock-?out|wild-?type|mutant|null|naive|littermate|naïve|(?:fe)?male"
    r"|\S+[-‐-―](?:deficient|bearing|null|mutant|transgenic|humani[sz]ed))\s)+"
    r"(?P<animal>mice|mouse|rats?|rabbits?|pigs?|dogs?)"
)
_LED_SPECIES = re.compile(r"(?:[\w‐-―-]+\s){1,3}(?P<rest>[A-Z](?:[a-z]{2,}|\.)\s[a-z-]{3,}(?:\s.*)?)")
_DOING = re.compile(r"\S+[-‐-―]\w+(?:ing|ed|ant|ent|ive)\s(?P<rest>[a-z]+)")
_SHORTEST_GROWTH = 10
_OPPOSITES = frozenset({"non", "without", "anti"})
_AT_RECEPTORS = frozenset({"antagonist", "agonist", "blocker"})
_ACRONYM = 6
_TYPE = re.compile(r"type (?:\d|i{1,3}|i?v|[a-e])\b")  # "newly diagnosed type 2 diabetes" is of this type
_MOST_WORDS = 12
_SHORTEST_HEAD = 3
_SHORTEST_SALT = 7
_CAUSED = frozenset({"induced", "related", "associated", "mediated"})
_VERB_FORMS = frozenset({"induced", "related", "associated", "mediated", "derived", "type", "positive", "negative"})


def other_forms(text: str, entity_type: str, *, words: Words) -> Iterator[Form]:
    """Yield the forms of a name, the most faithful first; a key may come twice.

    Args:
        text: the name as written.
        entity_type: what is known of it; the empty type allows the fewest changes.
        words: the linker's tables.
    """
    key = normal_key(text)
    bare = normal_key(_BRACKETS.sub(" ", text))
    if bare and bare != key:
        yield from both_numbers(bare, "bracket", 0.97)
    base = (bare or key).split(" ")
    if len(base) > _MOST_WORDS:
        return
    yield from _inner_singular(base, "plural", 0.96)
    yield from _turned(base, words, 0.94)
    if naming_of(entity_type).harm:
        yield from (Form(name, "derived", 0.93) for name in altered(bare or key, words))
    if naming_of(entity_type).nested:
        yield from _without_author(text)
        yield from _without_strain(text)
        yield from _without_manner(text)
    if naming_of(entity_type).noted:
        yield from _joined(base)
        yield from _of_acid(base)
        yield from _of_receptor(base)
    if not naming_of(entity_type).exact_spelling:
        yield from _of_growth(base)
    yield from reordered(bare or key, words, 0.92)
    yield from inverted(base, 0.91)
    yield from typed(base, 0.91)
    yield from _with_head(text, base, entity_type, words)
    yield from _parted(text)
    yield from _without_tail(base, entity_type, words, 0.88)
    yield from weaker(base, words, 0.86)
    ends = _whole_ends(text) if naming_of(entity_type).noted else None
    yield from (form for form in _shortened(base, entity_type, words) if ends is None or form.of in ends)


def acronyms(text: str) -> frozenset[str]:
    """Return the words in capitals before a head, folded: nothing else is known of BALF in "BALF neutrophilia".

    >>> acronyms("BALF neutrophilia"), acronyms("PASC")
    (frozenset({'balf'}), frozenset())
    """
    return frozenset(word.lower() for word in text.split()[:-1] if word.isupper() and len(word) <= _ACRONYM)


def _whole_ends(text: str) -> frozenset[int]:
    """Return how many words the ends of a substance's name have that can stand by themselves.

    A hyphen makes one substance of two: boron-phenylalanine is no phenylalanine. Marks of its form and isotopes before
    it do not: D-phenylalanine. A systematic name has no such end.
    """
    text = _FORM_MARK.sub("", text)
    if _SYSTEMATIC.search(text):
        return frozenset({0})
    tokens = text.split()
    ends = [" ".join(tokens[place:]) for place in range(len(tokens))]
    return frozenset({0, *(len(normal_key(end).split(" ")) for end in ends)})


def _inner_singular(base: list[str], match: str, factor: float) -> Iterator[Form]:
    """Yield `stem cell transplantation` for `stem cells transplantation`."""
    one = [*map(singular, base)]
    if one[:-1] != base[:-1]:
        yield Form(" ".join(one), match, factor)


def _joined(base: list[str]) -> Iterator[Form]:
    """Yield a substance written in one word: `6-carboxy-fluorescein`, `triethyl amine`."""
    for place in range(1, len(base)):
        if base[place - 1].isalpha() and base[place].isalpha() and len(base[place]) > _SHORTEST_HEAD:
            glued = [*base[: place - 1], base[place - 1] + base[place], *base[place + 1 :]]
            yield from both_numbers(" ".join(glued), "spelling", 0.95)
    if len(base) > 2 and all(map(str.isalpha, base)):
        yield Form("".join(base), "spelling", 0.94)


def _of_acid(base: list[str]) -> Iterator[Form]:
    """Yield the acid of a salt and the salt of an acid: `risedronate`, `valproic acid`."""
    *before, last = base
    if last.endswith("ate") and len(last) > _SHORTEST_SALT:
        yield Form(" ".join([*before, f"{last[:-3]}ic", "acid"]), "derived", 0.94)
    if last == "acid" and before and before[-1].endswith("ic"):
        yield Form(" ".join([*before[:-1], f"{before[-1][:-2]}ate"]), "derived", 0.94)


def _of_receptor(base: list[str]) -> Iterator[Form]:
    """Yield `CB1 receptor antagonist` for `CB1 antagonists`."""
    *before, last = base
    if singular(last) in _AT_RECEPTORS and before and before[-1] != "receptor":
        yield Form(" ".join([*before, "receptor", singular(last)]), "spelling", 0.93)


def _without_author(text: str) -> Iterator[Form]:
    """Yield a species without who named it: `Rosa canina L.`, `Salix alba var. vitellina (L.) Stokes`."""
    found = _AUTHORED.fullmatch(text)
    if found is not None:
        yield Form(normal_key(found["species"]), "tail", 0.95)


def _without_strain(text: str) -> Iterator[Form]:
    """Yield the animal without its strain and what was done to its genes: `BALB/c nude mice`.

    Of small letters only words of strains go: a deer mouse is no mouse.
    """
    found = _STRAIN.fullmatch(text)
    if found is not None:
        yield from both_numbers(normal_key(found["animal"]), "head", 0.85)


def _without_manner(text: str) -> Iterator[Form]:
    """Yield a species, or a group of beings, without what is said of it: `nontypeable Haemophilus influenzae`."""
    found = _LED_SPECIES.fullmatch(text) or _DOING.fullmatch(text)
    if found is not None:
        yield from both_numbers(normal_key(found["rest"]), "head", 0.85)


def _of_growth(base: list[str]) -> Iterator[Form]:
    """Yield what is more or less than it should be (`hypermethylation`), and how cells come to be."""
    *before, last = base
    if last.endswith("ogenesis") and len(last) > _SHORTEST_GROWTH:
        yield Form(" ".join([*before, last.removesuffix("ogenesis"), "differentiation"]), "derived", 0.9)
    for prefix in ("hyper", "hypo", "cyto"):
        if last.startswith(prefix) and len(last) > _SHORTEST_GROWTH:
            yield from both_numbers(" ".join([*before, last.removeprefix(prefix)]), "head", 0.8)


def _turned(base: list[str], words: Words, factor: float) -> Iterator[Form]:
    """Yield forms with one adjective turned into its noun: `hypotensive`, `renal failure`, `nuclear`."""
    for place in range(len(base) - 1, -1, -1):
        for noun in words.nouns_of(base[place]) or words.nouns_of(singular(base[place])):
            last = singular(base[-1]) if place < len(base) - 1 else None
            rest = [*base[place + 1 : -1], last] if last else []
            yield Form(" ".join([*base[:place], noun, *rest]), "derived", factor)
            factor -= 0.005
    *before, last = base
    for place, word in enumerate(before):
        for adjective in words.adjectives.get(singular(word), ()):
            yield Form(" ".join([*before[:place], adjective, *before[place + 1 :], singular(last)]), "derived", factor)


def _with_head(text: str, base: list[str], entity_type: str, words: Words) -> Iterator[Form]:
    """Yield forms with the head that a bare name lacks: `Lesch-Nyhan` -> `Lesch-Nyhan syndrome`."""
    if base[-1] in words.generic or base[-1] in words.weaker:
        return
    naming = naming_of(entity_type)
    eponym = naming.eponyms
    if eponym and len(base) == 1 and not text[:1].isupper():
        return
    for head in naming.heads:
        yield Form(" ".join([*base, head]), "eponym" if eponym and len(base) == 1 else "head_added", 0.9)


def _parted(text: str) -> Iterator[Form]:
    """Yield the parts of a coordination, an elliptical one completed: `breast and ovarian cancer`."""
    parts = [part.strip() for part in _JOINED.split(_BRACKETS.sub(" ", text)) if part and part.strip()]
    if not 2 <= len(parts) <= 4:
        return
    keys = [normal_key(part).split(" ") for part in parts]
    if not all(key[0] for key in keys):
        return
    last = keys[-1]
    for key in keys[:-1]:
        for cut in range(1, len(last)):
            yield from both_numbers(" ".join([*key, *last[cut:]]), "part", 0.84)
    for key in (last, *keys[:-1]):
        if len(" ".join(key)) >= _SHORTEST_HEAD:
            yield from both_numbers(" ".join(key), "part", 0.82)


def _without_tail(base: list[str], entity_type: str, words: Words, factor: float) -> Iterator[Form]:
    """Yield forms without words behind the name that add nothing: `U87 cells`, `galantamine hydrobromide`."""
    trailing = naming_of(entity_type).trailing
    rest = base
    while len(rest) > 1 and (rest[-1] in trailing or singular(rest[-1]) in trailing):
        rest = rest[:-1]
        if len(rest) == 1 and rest[0] in words.light:
            return  # a "malignant phenotype" is no tumour
        if rest[-1] not in words.generic and rest[-1] not in _VERB_FORMS:
            yield from both_numbers(" ".join(rest), "tail", factor)
            for noun in words.nouns_of(rest[-1]):
                yield Form(" ".join([*rest[:-1], noun]), "tail", factor - 0.01)
        factor -= 0.03


def _shortened(base: list[str], entity_type: str, words: Words) -> Iterator[Form]:
    """Yield the ends of the name, one leading word fewer each time."""
    factor = 0.82
    of = base.index("of") if "of" in base else len(base)
    for place in range(1, of):
        dropped = base[place - 1]
        known = dropped in words.light or dropped.isdecimal()
        if not known and (not entity_type or naming_of(entity_type).fixed):
            return
        factor -= 0.01 if known else 0.035
        rest = base[place:]
        if dropped in _OPPOSITES:
            continue  # a non-vertebral fracture is none of a vertebra
        if (rest[0] in _VERB_FORMS and not _TYPE.match(" ".join(rest))) or rest[0] in {"and", "or"}:
            continue
        if len("".join(rest)) < _SHORTEST_HEAD or all(
            singular(one) in words.generic or one.isdecimal() for one in rest
        ):
            return  # neither "factor" nor "factor 2" says what it is
        # What brought something about may be anything: "radiocontrast-induced nephropathy".
        caused = {base[one] for one in range(place - 1) if base[one + 1] in _CAUSED}
        gone = tuple(
            word for word in base[:place] if word not in words.light and word not in _VERB_FORMS and word not in caused
        )
        if len(rest) == 1 and naming_of(entity_type).means:
            # "Adjuvant stereotactic fractionated radiotherapy" is adjuvant radiotherapy.
            yield from (
                Form(f"{word} {rest[0]}", "head", factor, gone) for word in base[: place - 1] if word in words.light
            )
        for form in _of_rest(rest, entity_type, words, factor):
            yield Form(form.key, "head", form.factor, gone, len(rest))
    if 0 < of < len(base):
        yield from narrowed(base, of, factor - 0.03)
        head = base[:of]
        if singular(head[-1]) not in words.generic and len(head[-1]) > _SHORTEST_HEAD:
            for form in both_numbers(" ".join(head), "head", factor - 0.05):
                yield Form(form.key, "head", form.factor, tuple(base[of + 1 :]))


def _of_rest(rest: list[str], entity_type: str, words: Words, factor: float) -> Iterator[Form]:
    yield from both_numbers(" ".join(rest), "head", factor)
    yield from _inner_singular(rest, "head", factor - 0.01)
    if "of" in rest:
        yield from reordered(" ".join(rest), words, factor - 0.01)
    yield from _turned(rest, words, factor - 0.02)
    yield from weaker(rest, words, factor - 0.03)
    if len(rest) > 1:
        yield from _without_tail(rest, entity_type, words, factor - 0.03)
