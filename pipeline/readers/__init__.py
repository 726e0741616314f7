"""Readers: from a file to documents. `READERS` lists them; `discover` finds the files; `read_documents` reads one."""
