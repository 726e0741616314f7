"""The tables that are made of a whole run."""

from __future__ import annotations

from pathlib import Path

import gliomine
import pytest
from gliomine.tables.ask import ask
from gliomine.tables.stored import read_tables

RECORDS = """PMID- 1001
TI  - Glioblastoma in adults.
DP  - 2019
AB  - Glioblastomas were treated with temozolomide.

PMID- 1002
TI  - Astrocytoma.
DP  - 2001
AB  - Glioblastoma and astrocytoma grew. The qwertzuiopase was measured.
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("concepts")
    (folder / "a.nbib").write_text(RECORDS, encoding="utf-8")
    gliomine.run(folder / "a.nbib", output=folder / "out", engine="inline", model="none")
    return folder / "out"


def test_a_concept_has_one_row_with_counts_and_the_first_document(run: Path) -> None:
    tables = read_tables(run)
    concepts = tables["concepts"].set_index("curie")
    row = concepts.loc["MONDO:0018177"]
    assert (row["name"], row["entity_type"], row["documents"], row["mentions"]) == ("glioblastoma", "disease", 2, 3)
    assert (row["first_year"], row["first_doc_id"]) == (2001, "a.nbib#1002")
    assert "MONDO:" in row["parents"]
    assert concepts.index.is_unique
    entities = tables["entities"]
    assert set(concepts.index) == set(entities["concept"].dropna())
    linked = entities[entities["curie"] == "MONDO:0018177"].iloc[0]
    assert linked["xrefs"] == row["xrefs"]
    assert linked["name"] == "glioblastoma"


def test_what_is_above_a_concept_finds_it(run: Path) -> None:
    above = read_tables(run)["concept_ancestors"]
    own = above[above["curie"] == "MONDO:0018177"]
    assert own.iloc[0].tolist() == ["MONDO:0018177", "MONDO:0018177", "glioblastoma", 0]
    assert "MONDO:0021042" in set(own["ancestor"])
    assert own["ancestor"].is_unique
    places = list(own[["distance", "ancestor"]].itertuples(index=False, name=None))
    assert places == sorted(places) and len(places) > 4
    assert not above["ancestor_name"].isna().any() and (above["ancestor_name"] != above["ancestor"]).all()
    assert list(above["curie"]) == sorted(above["curie"])
    assert set(above["curie"]) == set(read_tables(run)["concepts"]["curie"])
    assert sorted(row[0] for row in ask(run, "papers", {"concept": "glioma"}).rows) == ["a.nbib#1001", "a.nbib#1002"]


ORIGINS = """PMID- 2001
TI  - Exosomes of stem cells.
AB  - Mesenchymal stem cell-derived exosomes reached glioma. Bone marrow mesenchymal stem cell-derived exosomes did not.

PMID- 2002
TI  - Exosomes.
AB  - Exosomes carried CD63.
"""


def test_exosomes_of_stem_cells_are_a_concept_below_exosomes(tmp_path: Path) -> None:
    (tmp_path / "a.nbib").write_text(ORIGINS, encoding="utf-8")
    gliomine.run(tmp_path / "a.nbib", output=tmp_path / "out", engine="inline")
    tables = read_tables(tmp_path / "out")
    concepts = tables["concepts"].set_index("curie")
    stem, marrow = (f"GO:0070062~derived_from~CL:{number}" for number in ("0000134", "0002540"))
    assert concepts.loc[stem, ["head", "origin", "parents"]].tolist() == ["GO:0070062", "CL:0000134", "GO:0070062"]
    assert concepts.loc[marrow, "parents"] == stem
    assert concepts["head"].notna().sum() == 2
    above = tables["concept_ancestors"].set_index("curie")
    steps = dict(above.loc[marrow, ["ancestor", "distance"]].itertuples(index=False))
    assert (steps[marrow], steps[stem], steps["GO:0070062"]) == (0, 1, 2)
    name = "extracellular exosome from mesenchymal stem cell"
    assert [row[0] for row in ask(tmp_path / "out", "papers", {"concept": name}).rows] == ["a.nbib#2001"]
    both = [row[0] for row in ask(tmp_path / "out", "papers", {"concept": "GO:0070062"}).rows]
    assert sorted(both) == ["a.nbib#2001", "a.nbib#2002"]
