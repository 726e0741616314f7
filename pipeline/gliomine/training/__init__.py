"""What builds the trained models in `models/`; needs more than the run-time packages."""
