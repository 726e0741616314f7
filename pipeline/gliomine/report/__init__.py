"""The report of a finished run: one self-contained HTML page, and its charts as pictures."""
