"""Which organisms are read from a taxonomy, under which names, below what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import marisa_trie
import pytest
from gliomine.kb.build import taxa
from gliomine.kb.build.archives import Archives
from gliomine.kb.build.taxa import Taxonomy, read_taxa

# Number, the one above, scientific name, common name, whether it has an article.
TAXA = [
    (1, 1, "root", "", False),
    (2, 1, "Bacteria", "", True),
    (561, 2, "Escherichia", "", True),
    (562, 561, "Escherichia coli", "", True),
    (563, 561, "Escherichia ara", "", True),
    (564, 561, "Escherichia albertii", "", False),
    (5758, 1, "Entamoeba coli", "", True),
    (33208, 1, "Metazoa", "animals", True),
    (7742, 33208, "Vertebrata", "", False),
    (40674, 7742, "Mammalia", "mammals", True),
    (10088, 40674, "Mus", "", False),
    (10090, 10088, "Mus musculus", "house mouse", False),
    (10091, 10088, "Mus sp. 7", "odd mouse", True),
    (8353, 7742, "Xenopus", "", False),
    (262014, 8353, "Xenopus", "", False),
    (8355, 262014, "Xenopus laevis", "African clawed frog", True),
    (8364, 262014, "Xenopus tropicalis", "", True),
    (8365, 262014, "Xenopus borealis", "Marsabit frog", False),
    (33090, 1, "Viridiplantae", "", False),
    (58024, 33090, "Spermatophyta", "", False),
    (4527, 58024, "Oryza", "", True),
    (4530, 4527, "Oryza sativa", "", True),
    (4531, 58024, "Avena", "oats", True),
    (4532, 58024, "Hordeum", "", True),
    (4533, 58024, "Hordeum vulgare", "barley", False),
    (3055, 33090, "Volvox carteri", "", True),
    (3056, 33090, "Volvox aureus", "golden volvox", True),
]


class Packed(Archives):
    """The taxonomy above, packed as the package has it, but for the compression."""

    def __init__(self) -> None:
        """Pack it."""
        self.members: dict[str, bytes] = {}
        texts = {"scientific_name": b"first\n", "common_name": b""}
        places: dict[str, list[tuple[str, tuple[int]]]] = {"scientific_name": [], "common_name": []}
        for number, _, *names, _ in TAXA:
            for table, name in zip(places, names, strict=True):
                if name:
                    places[table].append((str(number), (len(texts[table]),)))
                    texts[table] += f"{name}\n".encode()
        tries: dict[str, tuple[str, list[tuple[str, Any]]]] = {
            "taxa": ("IBBB", [(str(number), (above, 0, 0, 0)) for number, above, *_ in TAXA]),
            "sn2taxid": ("I", [(name, (number,)) for number, _, name, _, _ in TAXA if number != 8353]),
            "en_wiki_title": ("I", [(str(item[0]), (0,)) for item in TAXA if item[4]]),
            **{table: ("I", found) for table, found in places.items()},
        }
        for table, (form, rows) in tries.items():
            self.members[f"{table}.marisa"] = marisa_trie.RecordTrie(form, rows).tobytes()
        for table, text in texts.items():
            self.members[f"{table}.zstd"] = text

    def taxa_member(self, name: str) -> bytes:
        return self.members[name]

    def guide_synonyms(self, ontology: str) -> tuple[dict[str, list[str]], str]:
        assert ontology == "NCBITaxon"
        return {"NCBITaxon:10090": ["mouse", "mice"], "NCBITaxon:99": ["nothing"]}, "v7"


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> Packed:
    monkeypatch.setattr(taxa, "unpack_zstd", lambda content: content)
    return Packed()


def test_a_taxonomy_answers_for_single_taxa(packed: Packed, tmp_path: Path) -> None:
    found = Taxonomy(packed, tmp_path)
    assert [found.numbers(name) for name in ("Mus musculus", "Xenopus", "Nothing")] == [[10090], [262014, 8353], []]
    assert [found.parent(number) for number in (10090, 2, 1, 99)] == [10088, 1, None, None]
    assert found.above(10090) == [10088, 40674, 7742, 33208, 1]
    assert [found.scientific(number) for number in (1, 10090, 99)] == ["root", "Mus musculus", ""]
    assert [found.common(number) for number in (33208, 10090, 561)] == ["animals", "house mouse", ""]
    assert found.commons == {33208, 40674, 10090, 10091, 8355, 8365, 4531, 4533, 3056}
    assert {2, 4530} <= found.notable and not {1, 10090} & found.notable


def test_which_organisms_have_which_names(packed: Packed) -> None:
    source, records = read_taxa(packed, ["Escherichia coli", "Xenopus tropicalis", "Nothing"])
    assert (source.name, source.priority, source.version) == ("NCBITaxon", 1, "2024-09-07, v7")
    shown = {
        curie.partition(":")[2]: (
            record.name,
            sorted(f"{name}~" if scope == "abbreviation" else name for name, scope in record.names.items()),
            [parent.partition(":")[2] for parent in record.parents],
        )
        for curie, record in records.items()
        if record.types == ["organism"] and record.source == "NCBITaxon"
    }
    assert shown == {
        # What the named ones stand below is there where it has an article, a common name, or is a great group.
        "1": ("root", [], []),
        "2": ("Bacteria", [], ["1"]),
        "561": ("Escherichia", [], ["2"]),
        # Of two that one short form could mean, the one of MeSH has it.
        "562": ("Escherichia coli", ["E. coli~"], ["561"]),
        "5758": ("Entamoeba coli", [], ["1"]),
        # Too short to be told by its second name.
        "563": ("Escherichia ara", [], ["561"]),
        "33208": ("Metazoa", ["animals"], ["1"]),
        "7742": ("Vertebrata", [], ["33208"]),
        "40674": ("Mammalia", ["mammals"], ["7742"]),
        # A mammal needs a common name or an article; other animals both, unless MeSH has them.
        "10090": ("Mus musculus", ["M. musculus~", "house mouse", "mice", "mouse"], ["40674"]),
        "8355": ("Xenopus laevis", ["African clawed frog", "X. laevis~"], ["7742"]),
        "8364": ("Xenopus tropicalis", ["X. tropicalis~"], ["7742"]),
        # A seed plant needs an article, and to be a species or have a common name; other plants both.
        "4527": ("Oryza", [], ["33090"]),
        "4530": ("Oryza sativa", ["O. sativa~"], ["4527"]),
        "4531": ("Avena", ["oats"], ["33090"]),
        "33090": ("Viridiplantae", [], ["1"]),
        "3056": ("Volvox aureus", ["V. aureus~", "golden volvox"], ["33090"]),
        **{rank: (rank, [], []) for rank in ("species", "subspecies", "genus", "family", "phylum", "kingdom")},
    }
