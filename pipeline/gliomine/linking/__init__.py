"""Linking: candidates from the knowledge base, their score, and the order of a mention's identifiers."""
