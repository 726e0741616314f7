"""One harmless line of whatever a text holds."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def inline(text: str) -> str:
    r"""Return a text as one harmless line: white space folded, control characters spelt out.

    >>> inline("a\n b\x1b[31m")
    'a b\\x1b[31m'
    """
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", " ".join(text.split()))
