"""Build the knowledge base from the packages of public ontologies and vocabularies."""
