"""Evaluation against gold annotations: readers of gold, answers of the pipeline, and the scores of each task."""
