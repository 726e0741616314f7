"""Comparing what two runs found: the frozen form of a run's tables, their differences, and how these are shown."""
