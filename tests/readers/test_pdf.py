"""PDF: a page made by hand, and what cannot be read."""

from __future__ import annotations

import io

from gliomine.document import Document, Failure
from pypdf import PdfReader, PdfWriter

from tests.readers.conftest import Read


def make_pdf(*lines: str) -> bytes:
    """Return a PDF of one page that shows the lines in Helvetica."""
    drawn = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {drawn} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >> stream\n" % len(content) + content + b"\nendstream",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj " % number + item + b" endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer << /Size 5 /Root 1 0 R >>\n"
    return made + end + b"startxref\n%d\n%%%%EOF\n" % len(made)


def test_text_of_the_pages(read: Read) -> None:
    (found,) = read("a.pdf", make_pdf("Exosomes in glioma", "They carry drugs."))
    assert isinstance(found, Document)
    assert (found.text, found.input_format, found.layout) == ("Exosomes in glioma\nThey carry drugs.", "pdf", "page")


def test_pdf_that_cannot_be_read(read: Read) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Glioma"))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    for data, message in (
        (make_pdf("Glioma")[:60], "cannot be read"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "cannot be read"),
        (locked.getvalue(), "without a password"),
        (make_pdf(""), "no text"),
    ):
        (found,) = read("a.pdf", data)
        assert isinstance(found, Failure)
        assert message in found.error
