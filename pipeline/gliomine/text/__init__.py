"""Strings to look-up keys, tries and hashing; nothing here edits a text."""
