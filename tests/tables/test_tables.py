"""Records as rows, schemas, and the wide table."""

from __future__ import annotations

from pathlib import Path

from gliomine.document import Abbreviation, Document, Link, Mention, Section, Sentence, mention_id
from gliomine.tables.arrow import column_of, column_values, rows_to_arrow
from gliomine.tables.parquet import write_table
from gliomine.tables.rows import rows
from gliomine.tables.schema import describe, table_schemas
from gliomine.tables.stored import read_tables
from hypothesis import given
from hypothesis import strategies as st

TEXT = "Exosomes (Exo)\nExos help."


def document() -> Document:
    identifier = mention_id("a.txt", 15, 19, entity_type="vesicle")
    return Document(
        doc_id="a.txt",
        text=TEXT,
        title="Exosomes (Exo)",
        sections=(Section(0, 14, "title"), Section(15, 25, "abstract")),
        sentences=(Sentence(0, 14, 0, "title", TEXT[:14]), Sentence(15, 25, 1, "abstract", TEXT[15:])),
        abbreviations=(Abbreviation(10, 13, "Exo", "Exosomes", 0, 8),),
        mentions=(Mention(15, 19, identifier, "Exos", "vesicle", 0.9, "dictionary"),),
        links=(
            Link(identifier, 1, "GO:0070062", "extracellular exosome", 0.95, "long_form"),
            Link(identifier, 2, "MESH:D055354", "Exosomes", 0.9, "long_form"),
        ),
    )


def test_the_wide_table_joins_place_sentence_concept_and_long_form() -> None:
    schema = table_schemas()["entities"]
    (row,) = rows("entities", [document()])
    values = dict(zip([item.name for item in schema.columns], row, strict=True))
    assert values["section"] == "abstract"
    assert values["sentence_index"] == 1
    assert (values["curie"], values["match"]) == ("GO:0070062", "long_form")
    assert values["long_form"] == "Exosomes"
    assert values["assertion"] is None


def test_tables_survive_a_round_trip_with_nullable_integers(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    for name in table_schemas():
        table = rows_to_arrow("failures", []) if name == "failures" else rows_to_arrow(name, rows(name, [document()]))
        write_table(name, [table], tmp_path / "tables" / f"{name}.parquet")
    frames = read_tables(tmp_path)
    assert set(frames) == set(table_schemas())
    assert str(frames["documents"]["cited_by_count"].dtype) == "Int64"
    assert frames["documents"]["cited_by_count"].isna().all()
    assert list(frames["links"]["rank"]) == [1, 2]
    assert len(frames["failures"]) == 0


def test_equal_rows_give_equal_bytes_however_they_arrive(tmp_path: Path) -> None:
    table = rows_to_arrow("sentences", rows("sentences", [document()]))
    write_table("sentences", [table, table], tmp_path / "a.parquet")
    write_table("sentences", [table.slice(0, 1), table.slice(1), table], tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_the_documented_columns_are_those_of_the_code(root: Path) -> None:
    assert (root / "docs" / "tables.md").read_text(encoding="utf-8") == describe()


def test_every_column_has_a_meaning() -> None:
    assert not [
        (schema.name, item.name) for schema in table_schemas().values() for item in schema.columns if not item.meaning
    ]


@given(
    st.lists(st.none() | st.text(max_size=8), max_size=30),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1), max_size=30),
    st.lists(st.none() | st.floats(allow_nan=False), max_size=30),
    st.integers(0, 5),
)
def test_columns_hold_what_was_put_in(
    texts: list[str | None], numbers: list[int | None], floats: list[float | None], skip: int
) -> None:
    import pyarrow as pa

    for values, kind, arrow_type in (
        (texts, str, pa.string()),
        (numbers, int, pa.int64()),
        (floats, float, pa.float64()),
    ):
        made = column_of(values, kind, arrow_type)
        made.validate(full=True)
        assert made.equals(pa.array(values, type=arrow_type))
        assert column_values(made, kind) == values
        assert column_values(made[skip:], kind) == values[skip:]


def test_a_document_counts_its_words_sentences_and_mentions() -> None:
    text = "One  two\nthree. Four,\tfive - six.\n\nnot a sentence"
    spans = ((0, 15), (16, 33))
    sentences = tuple(Sentence(a, b, at, "abstract", text[a:b]) for at, (a, b) in enumerate(spans))
    names = [item.name for item in table_schemas()["documents"].columns]
    (row,) = rows("documents", [Document("a", text, sentences=sentences, mentions=document().mentions)])
    found = dict(zip(names, row, strict=True))
    # Words are what white space parts, in sentences alone.
    assert (found["words"], found["sentence_count"], found["mention_count"]) == (7, 2, 1)
    assert found["characters"] == len(text)
