"""Link a mention to concepts: candidates, their scores and the reason for each.

Candidates come from the exact key, then from other forms of the name that keep its head, then from keys spelled nearly
alike. They are ranked by how they were found, by how their type agrees, by the scope of the name, and by what else the
document names. Below a threshold there is no link: nothing is better than the nearest nonsense.

After Gilda (Gyori et al. 2022, doi:10.1093/bioadv/vbac034): a scored match that explains itself. Deviations: forms are
made by rules and looked up, not compared pairwise; no trained disambiguation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gliomine.entity_traits import PLACE
from gliomine.entity_types import naming_of, types_with
from gliomine.kb.concepts import OWN_SCOPES, Posting
from gliomine.kb.overlay import Overlay
from gliomine.linking.candidates import CURATED, Candidate, in_order, is_nested
from gliomine.linking.forms import acronyms, other_forms
from gliomine.linking.means import FACTOR, means_of, plants_of, rays_of
from gliomine.linking.places import FACTOR as PLACED
from gliomine.linking.places import harmed
from gliomine.linking.respelled import elements, formulas, symbols
from gliomine.linking.spelling import MIXED_CASE, SHORT, case_fit, is_inverted, mixed, same_head, spelled
from gliomine.linking.tumors import FACTOR as OF_TUMOR
from gliomine.linking.tumors import is_growth, line_of, tumor_cells
from gliomine.linking.words import Words, load_words
from gliomine.text.normalize import lookup_keys, normal_key

THRESHOLD = 0.5
"""No link below this score."""
SETTLED = 0.7
"""A candidate with this score ends the search for other forms."""
_OWN_NAME = 0.9
"""And one with this score that for the singular."""
CACHE = 1 << 12  # names whose candidates are kept, with all that speaks for them
_SHORTEST_FUZZY = 9
_SHORTEST_WORD = 4
_LINE = re.compile(r"(.*[^\s-])[\s-]cells?", re.IGNORECASE)
_WEAK = frozenset({"head", "part"})
_ADJECTIVE = re.compile(r"..(?:ic|al|ed|ive|ous|ary|ular|oid|able|ible|ing|ly|less|like)$")
_PREFIXED = re.compile(
    r"(?:anti|bi|co|cross|extra|hyper|hypo|inter|intra|macro|micro|mono|multi|nano|neo|non|over|para|peri|poly|post"
    r"|pre|pseudo|radio|chemo|immuno|thermo|photo|re|semi|sub|super|supra|trans|tri|ultra|un|under)(?P<rest>[a-z]{4,})"
)

_PLACES = types_with(PLACE)
_KINDS = {"exact": 1.0, "word_order": 0.98, "plural": 0.98, "spelling": 0.96}
_SCOPES = {"name": 1.0, "exact": 0.98, "abbreviation": 0.95, "narrow": 0.9, "broad": 0.82, "related": 0.84}
_OTHER_TYPE = 0.78
_FUZZY_LEAST = 0.9
_FUZZY_STRICT = 0.93
_SUBSTANCE = 0.97


class Linker:
    """Finds candidates in one knowledge base; keeps what it has found for repeated mentions."""

    def __init__(self, kb: Overlay) -> None:
        """Take an opened knowledge base with the curated names laid over it."""
        self.kb = kb
        self.words: Words = load_words()
        self.candidates = lru_cache(maxsize=CACHE)(self._candidates)
        self.ancestors = lru_cache(maxsize=CACHE)(kb.ancestors)

    def _candidates(self, text: str, entity_type: str) -> tuple[Candidate, ...]:
        """Return the candidates of a name by itself, best first; empty where nothing reaches the threshold."""
        found: dict[int, Candidate] = {}
        if is_growth(normal_key(text), entity_type, self.kb):
            return ()
        self._add_exact(found, text, entity_type)
        if not _settled(found):
            self._add_cells_and_rays(found, text, entity_type)
        if not _settled(found):
            self._add_forms(found, text, entity_type)
            self._add_places(found, text, entity_type)
            self._add_means(found, text, entity_type)
        if not found:
            self._add_fuzzy(found, text, entity_type)
        return self.ranked(item for item in found.values() if item.score >= THRESHOLD)

    def ranked(self, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Return candidates in order, the best first."""
        return in_order(found, self.kb, self.ancestors)

    def _add_exact(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        line = _LINE.fullmatch(text) if naming_of(entity_type).numbered else None
        if line is not None:  # "MCF-7 cells" is the line MCF-7, whatever else bears the longer name
            self._add_key(found, normal_key(line[1]), line[1], entity_type, "tail", _KINDS["exact"])
            if _settled(found):
                return
        for name in elements(text) if naming_of(entity_type).noted else ():
            self._add_key(found, name, name, entity_type, "exact", 1.0)
            if _settled(found):
                return
        key = normal_key(text)
        if key:
            self._add_key(found, key, text, entity_type, "exact", 1.0)
        if _settled(found, _OWN_NAME):
            return
        for other, kind in lookup_keys(text)[1:]:
            if kind == "plural" and len(text) <= SHORT and text.isupper():
                continue  # PBS is not several of Pb
            if kind != "plural" and _settled(found):
                continue  # what is but related to "skin cancers" gives way to skin cancer alone
            self._add_key(found, other, text, entity_type, kind, _KINDS[kind])
            if _settled(found, _OWN_NAME):
                return
        if _settled(found):
            return
        for name in formulas(text) if naming_of(entity_type).noted else ():
            self._add_key(found, name, name, entity_type, "spelling", _KINDS["spelling"])
        if naming_of(entity_type).symbols:
            for name in symbols(text):
                self._add_key(found, normal_key(name), name, entity_type, "spelling", _KINDS["spelling"])
                if _settled(found):
                    return

    def _add_cells_and_rays(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        """Add what cells told with their tumour are, and treatments told with their rays."""
        for name in line_of(text) if naming_of(entity_type).numbered else ():
            self._add_key(found, normal_key(name), name, entity_type, "tail", OF_TUMOR)
            if _settled(found):
                return
        key = normal_key(text)
        name = tumor_cells(key, entity_type, self.kb) or rays_of(key, entity_type, words=self.words)
        if name:
            self._add_key(found, name, text, entity_type, "head", OF_TUMOR)

    def _add_forms(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        tried, naming, short = set[str](), naming_of(entity_type), acronyms(text)
        for form in other_forms(text, entity_type, words=self.words):
            if form.key in tried or not self._is_listed(form.key, entity_type):
                continue
            tried.add(form.key)
            if naming.means and self.words.light.issuperset(form.key.split(" ")):
                continue  # "adjuvant treatment" is no adjuvant
            known = self._is_word if naming.exact_spelling else self._may_be_word
            if not naming.described and not all(word in short or known(word) for word in form.dropped):
                continue  # nothing is known of what a made-up modifier does to the meaning
            symbol = naming.symbols and form.match in _WEAK and bool(form.dropped)
            self._add_key(found, form.key, spelled(form.key, text), entity_type, form.match, form.factor, family=symbol)
            if any(item.score >= form.factor * 0.9 for item in found.values()):
                return

    def _is_listed(self, key: str, entity_type: str) -> bool:
        return key in self.kb or bool(self.kb.curated(entity_type, key))

    def _add_places(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        """Add the disease of the part that is harmed, where nothing closer than a bare head is known."""
        if not naming_of(entity_type).harm or any(
            item.match not in _WEAK or " " in item.name for item in found.values()
        ):
            return
        for name in harmed(normal_key(text), kb=self.kb, words=self.words):
            self._add_key(found, name, text, entity_type, "head", PLACED)
            if any(item.factors[0] == PLACED for item in found.values()):
                return

    def _add_means(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        """Add what a mention is of which only the substance or the source is known: "oral rapamycin therapy"."""
        if _settled(found):
            return
        key = normal_key(text)
        # Of "TMZ treatment" too little is left for a form.
        known = [item.concept for item in self.kb.postings(key.rpartition(" ")[0]) if item.scope in OWN_SCOPES]
        kinds = {kind for one in (*found, *known) for kind in self.kb.entity_types(one)}
        name = means_of(key, entity_type, words=self.words, kinds=kinds, is_plant=self._is_plant)
        if name:
            self._add_key(found, name, text, entity_type, "head", FACTOR)

    def _is_plant(self, name: str) -> bool:
        return plants_of(self.kb, name)

    def _is_word(self, word: str) -> bool:
        """Tell whether a modifier is known to the knowledge base or our vocabularies, is short, or is an adjective."""
        if len(word) < _SHORTEST_WORD or word in self.kb or self.kb.is_word(word) or self.words.nouns_of(word):
            return True
        return _ADJECTIVE.search(word) is not None or self.kb.begins(word + " ")

    def _may_be_word(self, word: str) -> bool:
        """Tell the same of a modifier that may have a prefix: "multistep"."""
        if self._is_word(word):
            return True
        prefixed = _PREFIXED.fullmatch(word)
        return prefixed is not None and self._is_word(prefixed["rest"])

    def broader(self, text: str, entity_type: str) -> Iterator[int]:
        """Yield the concepts of a name's other forms, the most faithful first, whatever the name itself means."""
        seen: set[str] = set()
        for form in other_forms(text, entity_type, words=self.words):
            if form.key not in seen and form.key in self.kb:
                seen.add(form.key)
                found: dict[int, Candidate] = {}
                self._add_key(found, form.key, text, entity_type, form.match, form.factor)
                yield from (item.concept for item in self.ranked(found.values()) if item.score >= THRESHOLD)

    def _add_fuzzy(self, found: dict[int, Candidate], text: str, entity_type: str) -> None:
        key = normal_key(text)
        least = _FUZZY_STRICT if naming_of(entity_type).exact_spelling else _FUZZY_LEAST
        types = (entity_type,) if entity_type else ()
        if len(key) < _SHORTEST_FUZZY:
            return
        words = key.split(" ")
        # Of words that are all known none is misspelt.
        if len(words) > 1 and all(map(self._is_word, words)):
            return
        for near, similarity in self.kb.fuzzy(key, limit=3, types=types, least=least, same_start=True):
            if similarity >= least:
                self._add_key(found, near, near, entity_type, "fuzzy", 0.6 + 2 * (similarity - _FUZZY_LEAST))

    def _add_key(
        self,
        found: dict[int, Candidate],
        key: str,
        text: str,
        entity_type: str,
        match: str,
        factor: float,
        *,
        family: bool = False,
    ) -> None:
        self._add_curated(found, key, text, entity_type, match, factor)
        postings = self.kb.postings(key)
        members = naming_of(entity_type).members
        known = any(self.kb.curie(item.concept).startswith(members) for item in postings if item.scope in OWN_SCOPES)
        for posting in postings:
            # Of "E-cadherin" the family is left without its letter, never another member of it.
            member = self.kb.curie(posting.concept).startswith(members)
            if family and member:
                continue
            fit = self._type_fit(posting.concept, entity_type)
            if not fit or (fit < 1.0 and self._says_too_little(key, posting, match, entity_type)):
                continue
            if match == "eponym" and posting.scope != "name":
                continue
            scope, case = posting.scope, case_fit(posting, key, text)
            if scope == "exact" and " " in key and is_inverted(key, self.kb.name(posting.concept)):
                scope = "name"  # "left ventricular dysfunction" is what MeSH calls "Ventricular Dysfunction, Left"
            status = _SCOPES.get(scope, 0.8)
            # A gene that bears the name stands before the substance that does.
            score = factor * fit * status * case * (1.0 if member or not known else _SUBSTANCE)
            old = found.get(posting.concept)
            if old is None or score > old.score:
                name, curated = posting.name or key, old.curated if old else ""
                factors = factor, fit, status, case
                found[posting.concept] = Candidate(
                    posting.concept, round(score, 4), match, name, posting.origin, curated, posting.scope, factors
                )

    def _add_curated(
        self, found: dict[int, Candidate], key: str, text: str, entity_type: str, match: str, factor: float
    ) -> None:
        """Add what curated vocabularies say that a name means in a type: it wins over what else bears the name."""
        for name in self.kb.curated(entity_type, key):
            if name.acronym and len(key) <= SHORT and text.islower():
                continue
            for concept in name.concepts:
                if self._is_neighbour(concept, key, entity_type):
                    continue
                case = MIXED_CASE if name.acronym and mixed(text) else 1.0
                score, factors = round(factor * case, 4), (factor, 1.0, 1.0, case)
                if concept not in found or found[concept].score < score:
                    found[concept] = Candidate(concept, score, match, name.name, 0, name.curie, CURATED, factors)

    def _is_neighbour(self, concept: int, key: str, entity_type: str) -> bool:
        """Tell whether a key is the preferred name of a narrower concept, or its name says the same of what it is.

        Breast cancer is not breast neoplasm; pancreatic cancer is the malignant pancreatic neoplasm.
        """
        return any(
            (posting.scope == "name" or same_head(key, self.kb.name(posting.concept)))
            and posting.concept != concept
            and self._type_fit(posting.concept, entity_type) == 1.0
            and concept in self.ancestors(posting.concept)
            for posting in self.kb.postings(key)
        )

    def _says_too_little(self, key: str, posting: Posting, match: str, entity_type: str) -> bool:
        """Tell whether a name says too little of a mention for a concept of another type to answer it."""
        naming = naming_of(entity_type)
        if len(key) <= SHORT or (match == "tail" and not naming.described):
            return True  # nuclear receptors are no nucleus, mouse tissue is no mouse
        if posting.scope != "name" and " " not in key and (match in _WEAK or naming.nested):
            return True  # a lone word that is but a synonym: the posterior fossa is no Cryptoprocta
        if match not in _WEAK:
            return False
        # The end of a substance's name is no gene, and no part of a body an animal: liver cancer tissue is no crab.
        being = entity_type in _PLACES and is_nested(self.kb.entity_types(posting.concept))
        return being or self.kb.curie(posting.concept).startswith(naming.members)

    def _type_fit(self, concept: int, entity_type: str) -> float:
        if not entity_type:
            return 1.0
        types = self.kb.entity_types(concept)
        if entity_type in types:
            return 1.0
        close = naming_of(entity_type).compatible
        return _OTHER_TYPE if any(name in close for name in types) else 0.0


def _settled(found: dict[int, Candidate], least: float = SETTLED) -> bool:
    return any(item.score >= least for item in found.values())
