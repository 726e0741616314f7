"""One harmless line of whatever a text holds."""

from __future__ import annotations

import re

_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
_PICTURES |= {0x7F: 0x2421} | dict.fromkeys([*range(0x80, 0xA0), 0x200E, 0x200F], 0xFFFD)
_PICTURES |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def inline(text: str) -> str:
    r"""Return a text as one harmless line: white space folded, control characters spelt out.

    >>> inline("a\n b\x1b[31m")
    'a b\\x1b[31m'
    """
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", " ".join(text.split()))


def visible(text: str) -> str:
    """Return a text of the same length in which a terminal finds no command: pictures of control characters.

    >>> visible("a\\x1b[31m\\nb")
    'a␛[31m\\nb'
    """
    return text if text.isprintable() else text.translate(_PICTURES)
