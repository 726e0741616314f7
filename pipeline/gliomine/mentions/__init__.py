"""Mentions: recognise entities with the encoder's heads, a dictionary or a plugged-in model, and merge."""
