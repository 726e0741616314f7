"""Other spellings of one symbol: `hsa-miR-124-3p` is miR-124, `K-RAS` is KRAS, `p-STAT3` and `c-Met` are STAT3 and MET.

Rules of notation, not of language: they change no word. Symbols of the periodic table are read here too. What is
yielded is looked up as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MICRO = re.compile(
    r"(?:[a-z]{3}[-_ ])?(?:pre-|pri-|anti-)?(?:mi(?:cro)?-?(?:RNA|R)s?)[-_ ]?(?P<number>\d+)(?P<letter>[a-z]?)"
    r"(?:-(?P<copy>\d))?(?:[-_ ]?[35]p|\*|#)?",
    re.IGNORECASE,
)
_LET = re.compile(
    r"(?:[a-z]{3}[-_ ])?(?:pre-|pri-)?let-?7(?P<letter>[a-k]?)(?:-(?P<copy>\d))?(?:[-_ ]?[35]p|\*)?", re.IGNORECASE
)
_PARTED = re.compile(r"(?P<first>[A-Za-z])-(?P<rest>[A-Za-z]{2,5}\d{0,2})")
_STATE = re.compile(
    r"(?:p-|phospho-|phosphorylated |pan-|total |anti-)(?P<rest>\S.+)|p(?P<glued>[A-Z][A-Z0-9a-z]*\d)", re.IGNORECASE
)
_CELLULAR = re.compile(r"[cv]-(?P<rest>[A-Za-z]{2,5}\d?)")
_SPECIES = re.compile(r"(?:r?h|[mrs])(?P<rest>[A-Z][A-Z0-9-]{2,})")
_LATIN_GREEK = re.compile(r"(?P<rest>.*[A-Z)]\d*)-?(?P<letter>[abg])(?P<number>\d?)")
_LATIN_BEFORE = re.compile(r"(?P<letter>[abgdk])-(?P<rest>[a-z]{4,}(?:\s\S+)*)")
_LATIN_BEHIND = re.compile(r"(?P<rest>.*[a-z]{3})-(?P<letter>[abg])(?P<number>\d?)")
_GREEK = {"a": "alpha", "b": "beta", "g": "gamma", "d": "delta", "k": "kappa"}
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
_LOWERED = str.maketrans("\u2080\u2081\u2082\u2083\u2084\u2085\u2086", "0123456")
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u207a", "012345+")
_SYMBOLS = (
    "Ac:actinium Ag:silver Al:aluminum As:arsenic At:astatine Au:gold Ba:barium Bi:bismuth Br:bromine Ca:calcium "
    "Cd:cadmium Cl:chlorine Co:cobalt Cr:chromium Cs:cesium Cu:copper Fe:iron Ga:gallium Gd:gadolinium Hg:mercury "
    "Ho:holmium In:indium Ir:iridium Kr:krypton La:lanthanum Li:lithium Lu:lutetium Mg:magnesium Mn:manganese "
    "Mo:molybdenum Na:sodium Ni:nickel Os:osmium Pb:lead Pd:palladium Po:polonium Pt:platinum Ra:radium "
    "Rb:rubidium Re:rhenium Rh:rhodium Rn:radon Ru:ruthenium Sb:antimony Sc:scandium Se:selenium Si:silicon "
    "Sm:samarium Sn:tin Sr:strontium Tb:terbium Tc:technetium Th:thorium Ti:titanium Tl:thallium Xe:xenon "
    "Y:yttrium Yb:ytterbium Zn:zinc Zr:zirconium B:boron C:carbon F:fluorine H:hydrogen I:iodine K:potassium "
    "N:nitrogen O:oxygen P:phosphorus S:sulfur"
)
_ELEMENTS = dict(pair.split(":") for pair in _SYMBOLS.split())
"""Symbols of the periodic table -> names as vocabularies have them."""
_AMINO_ACIDS = (
    "Ala:alanine Arg:arginine Asn:asparagine Asp:aspartic-acid Cys:cysteine Gln:glutamine Glu:glutamic-acid "
    "Gly:glycine His:histidine Ile:isoleucine Leu:leucine Lys:lysine Met:methionine Phe:phenylalanine Pro:proline "
    "Ser:serine Thr:threonine Trp:tryptophan Tyr:tyrosine Val:valine"
)
_RESIDUES = dict(pair.split(":") for pair in _AMINO_ACIDS.split())
"""Amino acids as sequences write them."""
_ION = re.compile(r"(?P<symbol>[A-Z][a-z]?)\s?(?:\(?(?P<charge>\d?)\+\)?|\(?(?P<roman>I{1,3}|IV|VI?)\)?)")
_CHARGES = {"I": "", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
_ISOTOPE = re.compile(
    r"[(\[]?(?P<before>\d{1,3})m?[)\]]?-?(?P<first>[A-Z][a-z]?)|(?P<second>[A-Z][a-z]?)-?(?P<behind>\d{2,3})m?"
)


_CATIONS = {"NH4": "ammonium", **{symbol: name for symbol, name in _ELEMENTS.items() if name.endswith("ium")}}
_CATIONS |= {symbol: _ELEMENTS[symbol] for symbol in ("Zn", "Cu", "Cd", "Hg", "Pb", "Ag", "Al", "Fe", "Mn", "Co", "Ni")}
_SALTS = (
    "Cl:chloride F:fluoride Br:bromide I:iodide OH:hydroxide SO4:sulfate NO3:nitrate NO2:nitrite CO3:carbonate "
    "HCO3:bicarbonate PO4:phosphate N3:azide Ac:acetate OAc:acetate CN:cyanide S:sulfide SCN:thiocyanate"
)
_ANIONS = dict(pair.split(":") for pair in _SALTS.split())
_FORMULA = re.compile(
    rf"\(?(?P<cation>{'|'.join(sorted(_CATIONS, key=len, reverse=True))})\)?\d?"
    rf"\(?(?P<anion>{'|'.join(sorted(_ANIONS, key=len, reverse=True))})\)?\d?"
)
_OTHER_FORMULAS = {"NH3": "ammonia", "HCl": "hydrochloric acid", "CCl4": "carbon tetrachloride"}


def elements(text: str) -> Iterator[str]:
    """Yield the names of an element, of its ion or isotope, or of an amino acid, the closest first.

    A single letter alone may stand for anything; it needs a mass or a charge.

    >>> list(elements("(225)Ac")), list(elements("Na")), list(elements("K")), list(elements("I-131"))
    (['actinium 225', 'actinium'], ['sodium'], [], ['iodine 131', 'iodine'])
    >>> list(elements("Ni2+")), list(elements("Cd(II)")), list(elements("Cys")), list(elements("CI"))
    (['nickel 2 +', 'nickel'], ['cadmium 2 +', 'cadmium'], ['cysteine'], [])
    """
    if len(text) > 1 and text in _ELEMENTS:
        yield _ELEMENTS[text]
        return
    if text in _RESIDUES:
        yield _RESIDUES[text].replace("-", " ")
        return
    yield from _ion(text)
    found = _ISOTOPE.fullmatch(text.translate(_DASHES))
    name = _ELEMENTS.get(found["first"] or found["second"], "") if found else ""
    if found and name:
        yield f"{name} {found['before'] or found['behind']}"
        yield name


def formulas(text: str) -> Iterator[str]:
    """Yield the name of a salt, or of a few other substances, by its formula.

    >>> list(formulas("NH4Ac")), list(formulas("Na\u2082SO\u2084")), list(formulas("NH3")), list(formulas("NaHS2"))
    (['ammonium acetate'], ['sodium sulfate'], ['ammonia'], [])
    """
    plain = text.translate(_LOWERED)
    salt = _FORMULA.fullmatch(plain)
    if salt is not None:
        yield f"{_CATIONS[salt['cation']]} {_ANIONS[salt['anion']]}"
    elif plain in _OTHER_FORMULAS:
        yield _OTHER_FORMULAS[plain]


def _ion(text: str) -> Iterator[str]:
    """Yield the names of an ion as vocabularies have them; a capital alone before a numeral may be any short form."""
    found = _ION.fullmatch(text.translate(_RAISED))
    if found is None or found["symbol"] not in _ELEMENTS or (found["roman"] and len(found["symbol"]) == 1):
        return
    name, charge = _ELEMENTS[found["symbol"]], found["charge"] or _CHARGES.get(found["roman"] or "", "")
    yield f"{name} {charge} +" if charge else f"{name} 1 +"
    yield name


def symbols(text: str) -> Iterator[str]:
    """Yield other spellings of a symbol of a gene, the likeliest first.

    >>> list(symbols("hsa-miR-124a-3p")), list(symbols("K-Ras")), list(symbols("let-7i-5p"))
    (['miR-124a', 'miR-124'], ['KRas'], ['let-7i'])
    """
    text = text.translate(_DASHES)
    micro = _MICRO.fullmatch(text)
    if micro is not None:
        number, letter = micro["number"], micro["letter"].lower()
        yield f"miR-{number}{letter}"
        if letter:  # "miR-124a" is the old name of miR-124
            yield f"miR-{number}"
        return
    let = _LET.fullmatch(text)
    if let is not None:
        yield f"let-7{let['letter'].lower()}"
        return
    parted = _PARTED.fullmatch(text)
    if parted is not None:
        yield parted["first"] + parted["rest"]
    for pattern in (_STATE, _CELLULAR, _SPECIES):
        found = pattern.fullmatch(text)
        if found is not None:
            rest = next((value for value in found.groupdict().values() if value), "")
            if len(rest) > 2:
                yield rest
    before = _LATIN_BEFORE.fullmatch(text)
    if before is not None:  # "b-catenin"
        yield f"{_GREEK[before['letter']]}-{before['rest']}"
    latin = _LATIN_GREEK.fullmatch(text) or _LATIN_BEHIND.fullmatch(text)
    if latin is not None and len(latin["rest"]) > 1:  # "TGF-b1", "PKC-a", "transforming growth factor-b"
        yield f"{latin['rest']} {_GREEK[latin['letter']]} {latin['number']}".strip()
