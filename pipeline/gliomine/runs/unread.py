"""What is said of files that no reader claims."""

from __future__ import annotations

from pathlib import Path

_ADVICE = (
    ((".doc", ".odt", ".rtf", ".pages", ".ppt", ".pptx", ".epub"), "save it as PDF or plain text"),
    ((".xls", ".xlsx", ".ods"), "save the sheet as CSV"),
    ((".bib", ".enw", ".enl", ".rdf"), "export the references as RIS or CSV"),
    ((".zip", ".bz2", ".xz", ".7z", ".rar", ".zst"), "unpack it and run over the folder"),
    (
        (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".svg", ".bmp", ".webp"),
        "pictures hold no text; let a program for text recognition read them first",
    ),
)


def unclaimed(name: str) -> str:
    """Return why a file is skipped that no reader claims: its suffix tells what to do.

    >>> unclaimed("a.JPEG"), unclaimed("notes"), unclaimed("b.doc.gz")
    ('.jpeg, a suffix that no reader claims', 'no suffix', '.doc.gz, a suffix that no reader claims')
    """
    plain = name.lower().removesuffix(".gz")
    suffix = Path(plain).suffix
    return (
        f"{suffix}{'.gz' if plain != name.lower() else ''}, a suffix that no reader claims" if suffix else "no suffix"
    )


def skipped_advice(reason: str) -> str:
    """Return what to do about files that were skipped, empty where nothing need be done.

    >>> skipped_advice(".jpeg, a suffix that no reader claims"), skipped_advice("hidden")
    ('pictures hold no text; let a program for text recognition read them first', '')
    """
    suffix = reason.split(",")[0].removesuffix(".gz")
    for suffixes, advice in _ADVICE:
        if suffix in suffixes:
            return advice
    plain = "give its name on the command line, or --input-format text, to read it as plain text"
    return plain if reason == "no suffix" or reason.endswith("no reader claims") else ""
