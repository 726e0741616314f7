"""Runs: find inputs, divide them into units, work through them on an engine, resume, join and write."""
