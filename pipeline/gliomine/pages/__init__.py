"""Pages: headed parts, labelled abstracts, affiliations and funders of a raw page."""
