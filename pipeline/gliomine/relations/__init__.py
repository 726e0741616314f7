"""What a sentence says about two mentions: candidates, the classifier, the stage."""
