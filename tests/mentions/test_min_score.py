"""Mentions below the least score of the settings are left out, those just at it are not."""

from __future__ import annotations

import pytest
from gliomine.config import Config, MentionConfig
from gliomine.document import Document, Sentence
from gliomine.mentions.stage import build

TEXT = "Temozolomide was given to mice."


@pytest.mark.parametrize(("least", "texts"), [(0.0, 2), (0.9, 2), (0.9001, 0), (1.0, 0)])
def test_the_least_score_is_enough(least: float, texts: int) -> None:
    document = Document("a", TEXT, sentences=(Sentence(0, len(TEXT), 0, "abstract", TEXT),))
    (done,) = build(Config(mentions=MentionConfig(model="none", min_score=least)))([document])
    assert len(done.mentions) == texts
    assert {mention.score for mention in done.mentions} <= {0.9}  # what the dictionary alone says
