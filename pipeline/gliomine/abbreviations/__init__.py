"""Abbreviations: short forms and the long forms that a document gives them."""
