"""Stages: each fills its own fields of a batch of documents. `STAGES` lists them in order."""
