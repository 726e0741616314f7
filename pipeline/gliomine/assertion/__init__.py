"""Assertion: cues of negation and speculation, their scopes, and what they make of a mention."""
