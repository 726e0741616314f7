"""Algorithms: pure functions on strings and offsets, one per file, that stages put to use."""
