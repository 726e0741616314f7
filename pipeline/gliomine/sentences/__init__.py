"""Sentences: where they begin and end, and the role each plays in its abstract."""
