"""Build, extend and export the knowledge base."""
