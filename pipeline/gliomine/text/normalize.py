"""Strings -> look-up keys: the one folding that the knowledge base is built with and asked with.

A key is lower-case words parted by single spaces. Case, accents, dashes, slashes, apostrophes, Greek letters, Roman
numerals, British spelling and the border between letters and digits are folded away, so that `IL-6`, `IL6` and `il 6`
have the key `il 6`, and `Type II diabetes mellitus` that of `type 2 diabetes mellitus`. Nothing here edits a document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from gliomine.text.greek import GREEK

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
# "Tanshinone IIA" is tanshinone II A.
_PARTED_NUMERALS = {
    numeral + letter: (number, letter) for numeral, number in (("ii", "2"), ("iii", "3")) for letter in "abc"
}
_SINGLE_ROMAN = {"i": "1", "v": "5", "x": "10"}
# A lone i, v or x is a numeral only after these: "fragile X" and "chromosome X" must stay.
_NUMBERED = frozenset(
    (
        *("type", "types", "grade", "grades", "stage", "class", "phase", "group", "factor", "collagen", "angiotensin"),
        *("complex", "topoisomerase", "level", "category", "layer", "lamina", "mhc", "region", "nerve", "annexin"),
        *("glycoprotein", "hla", "bipolar", "cathepsin", "mucopolysaccharidosis"),
    )
)
_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("tumour", "tumor"),
        ("oedem", "edem"),
        ("haem", "hem"),
        ("aemi", "emi"),
        ("oesoph", "esoph"),
        ("oestr", "estr"),
        ("rhoea", "rhea"),
        ("pnoea", "pnea"),
        ("coeli", "celi"),
        ("foet", "fet"),
        ("^faec", "fec"),
        ("^caec", "cec"),
        ("aesthe", "esthe"),
        ("paed", "ped"),
        ("gynaec", "gynec"),
        ("caesar", "cesar"),
        ("homoeo", "homeo"),
        ("leuco(?!v)", "leuko"),
        ("(?<!ne)sulph", "sulf"),
        ("aluminium", "aluminum"),
        ("colour", "color"),
        ("behaviour", "behavior"),
        ("fibre", "fiber"),
        ("centre", "center"),
        ("^grey$", "gray"),
        ("(?<=..[a-z])is(e|ed|ing|ation)$", r"iz\1"),
        ("^(non|anti)(?=tumor|cancer|diabetic|neoplastic)", r"\1 "),
    )
)
# One of these stands in every word that a spelling applies to; a test holds it to that.
_SPELLING_MARK = re.compile("ae|oe|ou|uco|lph|mini|bre|tre|grey|is|^non|^anti")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
# A letter run, a digit run, or a sign that carries meaning (CD4+ and CD4, "Na+"); all else parts words.
_PIECES = re.compile(r"[^\W\d_]+|\d+|\+")
HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Soft hyphens and characters without width, which stand within words; for a character class."""
_QUOTE = re.compile(f"['’`´ʼ{HIDDEN}]")
_POSSESSIVE = re.compile(r"['’`´ʼ]s\b", re.IGNORECASE)
_APOSTROPHE = re.compile(rf"(?<=[^\W\d_])['’`´ʼ{HIDDEN}](?=[^\W\d_])")
_PLAIN = {
    **{
        ord(raised): plain
        for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋ɑɣ", "0123456789+-0123456789+-αγ", strict=True)
    },
    **{place: chr(place - 0xFEE0) for place in range(0xFF01, 0xFF5F)},
}
"""Raised, lowered and full-width signs, and letters drawn like Greek ones -> what they stand for; one sign for one."""
_SHARP_S = re.compile("(?<![a-zäöü])ß(?![a-zäöü])")  # TGF-ß
_GLUED_GREEK = re.compile(r"^([A-Z]{2,})(alpha|beta|gamma|delta|epsilon|kappa)$")


class KeyWord(NamedTuple):
    """One word of a key and where it stands in the text.

    Attributes:
        word: the folded word; the words of a text, joined by spaces, are its key.
        start: first character in the text.
        end: behind the last character in the text.
    """

    word: str
    start: int
    end: int


@lru_cache(maxsize=16384)
def _fold_piece(piece: str) -> tuple[str, ...]:
    """Fold a run of letters, digits or a plus; several words where Greek letters stand in it."""
    glued = _GLUED_GREEK.match(piece)
    if glued:
        return glued[1].casefold(), glued[2]
    if piece.isascii():
        spelled = piece.lower()
    else:
        folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", piece).casefold()))
        spelled = "".join(f" {GREEK[letter]} " if letter in GREEK else letter for letter in folded)
    if spelled in _PARTED_NUMERALS:
        return _PARTED_NUMERALS[spelled]
    if _SPELLING_MARK.search(spelled):
        for pattern, replacement in _SPELLINGS:
            spelled = pattern.sub(replacement, spelled)
    return tuple(word.lstrip("0") or "0" if word.isdecimal() else word for word in spelled.split())


_NUMERALS = frozenset({*_ROMAN, *_SINGLE_ROMAN})


def _numeral(word: str, before: str) -> str:
    if not before or before.isdecimal() or before == "+":
        return word
    if word in _SINGLE_ROMAN and before in _NUMBERED:
        return _SINGLE_ROMAN[word]
    return _ROMAN.get(word, word) if len(before) > 1 else word


def key_words(text: str) -> list[KeyWord]:
    """Return the folded words of a text with their places in it.

    >>> [(item.word, item.start, item.end) for item in key_words("TNFα-induced")]
    [('tnf', 0, 4), ('alpha', 0, 4), ('induced', 5, 12)]
    """
    found, before = [], ""
    for start, end, piece in _pieces(_plain(text)):
        for word in _fold_piece(piece):
            before = _numeral(word, before) if word in _NUMERALS else word
            found.append(KeyWord(before, start, end))
    return found


def _plain(text: str) -> str:
    """Return a text of the same length in which signs stand for themselves."""
    if text.isascii():
        return text
    text = text.translate(_PLAIN)
    return _SHARP_S.sub("β", text) if "ß" in text else text


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the runs of a text; a possessive ending belongs to no run, an inner apostrophe parts none."""
    if _QUOTE.search(text) is None:
        yield from ((match.start(), match.end(), match[0]) for match in _PIECES.finditer(text))
        return
    skip = {match.start(): match.end() for match in _POSSESSIVE.finditer(text)}
    joins = {match.start() for match in _APOSTROPHE.finditer(text)} - set(skip)
    begin, glued, last = -1, "", -1
    for match in _PIECES.finditer(text):
        start, end = match.span()
        if start - 1 in skip:
            continue
        if begin >= 0 and start - 1 in joins and last == start - 1:
            glued, last = glued + match[0], end
            continue
        if begin >= 0:
            yield begin, last, glued
        begin, glued, last = start, match[0], end
    if begin >= 0:
        yield begin, last, glued


@lru_cache(maxsize=16384)
def normal_key(text: str) -> str:
    """Return the key under which a name is stored and looked up; empty when it holds no letter or digit.

    >>> normal_key("IL-6") == normal_key("IL6") == normal_key("il 6")
    True
    >>> normal_key("Parkinson's disease"), normal_key("Tumour, grade IV"), normal_key("TGF-β1")
    ('parkinson disease', 'tumor grade 4', 'tgf beta 1')
    """
    before, words = "", []
    if "&" in text and ";" in text:
        text = unescape(text)
    text = _plain(text)
    simple = text.isascii() and "'" not in text and "`" not in text
    for piece in _PIECES.findall(text) if simple else (piece for _, _, piece in _pieces(text)):
        for word in _fold_piece(piece):
            before = _numeral(word, before)
            words.append(before)
    return "" if words and all(word == "+" for word in words) else " ".join(words)


_IRREGULAR = {
    "metastases": "metastasis",
    "crises": "crisis",
    "mice": "mouse",
    "feet": "foot",
    "teeth": "tooth",
    "men": "man",
    "women": "woman",
    "children": "child",
    "indices": "index",
    "appendices": "appendix",
    "sera": "serum",
    "ova": "ovum",
    "phyla": "phylum",
    "genera": "genus",
    "data": "datum",
    "viscera": "viscus",
    "phenomena": "phenomenon",
    "mitochondria": "mitochondrion",
    "ganglia": "ganglion",
    "criteria": "criterion",
}
_ENDINGS = (
    ("sses", "ss"),
    ("xes", "x"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("uses", "us"),
    ("oses", "osis"),
    ("yses", "ysis"),
    ("trices", "trix"),
    ("tices", "tex"),
    ("ies", "y"),
    ("mata", "ma"),
    ("theria", "therium"),
    ("teria", "terium"),
    ("thelia", "thelium"),
    ("ae", "a"),
    ("nuclei", "nucleus"),
    ("illi", "illus"),
    ("cci", "ccus"),
    ("oci", "ocus"),
    ("ombi", "ombus"),
    ("oli", "olus"),
    ("uli", "ulus"),
    ("ungi", "ungus"),
    ("ulci", "ulcus"),
    ("gyri", "gyrus"),
    ("onchi", "onchus"),
    ("s", ""),
)
_NO_PLURAL = re.compile(
    r"(?:ss|us|is|herpes|diabetes|rabies|scabies|series|species|lens|gas|pancreas|atlas|asbestos|chaos|aids|sids"
    r"|ascites|rickets|measles|mumps|shingles|hives|facies|caries|pubes|stapes)$"
)


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """Return the singular of a folded word, or the word itself where it looks like none.

    >>> [singular(word) for word in ("gliomas", "metastases", "astrocytomata", "virus", "mice", "biopsies")]
    ['glioma', 'metastasis', 'astrocytoma', 'virus', 'mouse', 'biopsy']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 3 or not word.isalpha() or _NO_PLURAL.search(word):
        return word
    for ending, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            return word[: len(word) - len(ending)] + replacement
    return word


_VARIANTS = (
    (re.compile(r"\b(anti|non|pre|post|co|micro|nano|neuro|immuno|radio|chemo|hyper|hypo|sub|inter|intra) "), r"\1"),
    (re.compile(r"\b(anti|non|pre|post|micro|nano|neuro|immuno|radio|chemo)(?=[a-z]{4})"), r"\1 "),
    (re.compile(r"([a-z]{2,})(alpha|beta|gamma|delta|kappa)\b"), r"\1 \2"),
    (re.compile(r"\b(?:the|a|an) "), ""),
    # British spellings beside those that are folded into every key.
    (re.compile(r"\bdisc(?=s?\b|ectom|ograph)"), "disk"),
    (re.compile(r"(?<=[a-z]{2})our(?=s?\b|al\b)"), "or"),
    (re.compile(r"(?<=[a-z]{2}[aei])ll(?=ing\b|ed\b|ers?\b)"), "l"),
    (re.compile(r"(?<=[a-z]{2})tre(?=s?\b)"), "ter"),
    (re.compile(r"\bage(?=ing\b)"), "ag"),
)


_BROKEN = re.compile(r"(?<=[^\W\d_]{2})-[ \t]*\r?\n[ \t]*(?=[a-zß-ÿ]{2})")
_MOST_WORDS = 64
"""Words of a name, more than any known one has; a longer text is not tried with each word of it changed."""


def unbroken(text: str) -> str:
    """Return a name in which no word is broken at the end of a line, whatever its halves mean.

    >>> unbroken("glio-" + chr(10) + "blastoma")
    'glioblastoma'
    """
    return _BROKEN.sub("", text) if "\n" in text else text


def lookup_keys(text: str) -> tuple[tuple[str, str], ...]:
    """Return the keys worth trying for a mention, best first, each with the kind of match it would be.

    Kinds: `exact` (the key itself), `word_order` (a comma inversion undone), `plural` (a singular), `spelling` (a
    prefix joined or parted, a Greek ending parted, an article left out). Whether case agrees is for the caller to see.

    >>> lookup_keys("Carcinomas, Renal Cell")[:3]
    (('carcinomas renal cell', 'exact'), ('renal cell carcinomas', 'word_order'), ('carcinoma renal cell', 'plural'))
    """
    key = normal_key(text)
    if not key:
        return ()
    found = {key: "exact"}
    if (whole := unbroken(text)) != text:
        found.setdefault(normal_key(whole), "spelling")
    parts = [part for part in text.split(",") if part.strip()]
    if 2 <= len(parts) <= 3:
        found.setdefault(normal_key(" ".join(reversed(parts))), "word_order")
    for known in tuple(found):
        words = known.split()
        found.setdefault(" ".join([*words[:-1], singular(words[-1])]), "plural")
        found.setdefault(" ".join(map(singular, words)), "plural")
        for place in range(len(words) - 1 if len(words) <= _MOST_WORDS else 0):
            found.setdefault(" ".join([*words[:place], singular(words[place]), *words[place + 1 :]]), "plural")
    for known in tuple(found):
        for pattern, replacement in _VARIANTS:
            found.setdefault(pattern.sub(replacement, known).strip(), "spelling")
    found.pop("", None)
    return tuple(found.items())


def without_plural(word: str) -> str:
    """Return a word without the plural s of a short form.

    >>> without_plural("MSCs"), without_plural("cells"), without_plural("AS")
    ('MSC', 'cells', 'AS')
    """
    before = word[-2:-1]
    return word[:-1] if word[-1:] == "s" and (before.isupper() or before.isdigit()) else word


def numbers_of(short_form: str) -> tuple[str, ...]:
    """Return a short form as written, and the singular and plural that it may be the other number of.

    >>> numbers_of("EVs"), numbers_of("Exo")
    (('EVs', 'EV', 'EVss'), ('Exo', 'Exos'))
    """
    singulars = (short_form[:-1],) if short_form.endswith("s") else ()
    return (short_form, *singulars, short_form + "s")
