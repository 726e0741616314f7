"""The colours of the report, light and dark, derived from the one table of entity types."""

from __future__ import annotations

from dataclasses import dataclass

from gliomine.entity_types import ENTITY_TYPES


@dataclass(frozen=True, slots=True)
class Theme:
    """The plain colours of a page, sRGB, `#rrggbb`; the last three are of claims and always beside a sign."""

    name: str
    page: str
    panel: str
    ink: str
    soft: str
    line: str
    accent: str
    heat: tuple[str, str]
    works: str
    fails: str
    unclear: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """The colours of one entity type in one theme.

    Attributes:
        fill: background of a highlighted mention, and of a bar.
        ink: the text on it.
        edge: a line that stands out from the page (3:1) and marks the type where the fill is too pale.
    """

    fill: str
    ink: str
    edge: str


LIGHT = Theme(
    *("light", "#ffffff", "#f6f7f9", "#1b1f26", "#57606c", "#d9dde3", "#1f5fb4", ("#eaf1fb", "#0b3d91")),
    *("#0b6e4f", "#a3330f", "#6b5900"),
)
DARK = Theme(
    *("dark", "#14171c", "#1c2027", "#e8eaed", "#a3abb6", "#363c46", "#8ab8ff", ("#1f2937", "#9cc9ff")),
    *("#5cd3a8", "#ff9b78", "#e0c94f"),
)
THEMES = (LIGHT, DARK)

_PLAIN = ("page", "panel", "ink", "soft", "line", "accent", "works", "fails", "unclear")
_GRAPHIC = 3.0  # WCAG 2.2, success criterion 1.4.11


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, 0 to 255.

    >>> channels("#FF8000")
    (255, 128, 0)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, *, share: float) -> str:
    """Return a colour blended with another; share is the part of the first, 0 to 1.

    >>> mix("#ffffff", "#000000", share=0.5)
    '#808080'
    """
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)


def contrast(colour: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    values = [value / 255 for value in channels(colour)]
    red, green, blue = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def swatch(colour: str, theme: Theme) -> Swatch:
    """Return the colours of an entity type whose colour is given, in a theme."""
    if theme is LIGHT:
        return Swatch(colour.lower(), theme.ink, _edge(colour, theme))
    # On a dark page a pale block glares: the type colours a dim ground and stays bright in the line.
    return Swatch(mix(colour, theme.page, share=0.34), "#ffffff", _edge(colour, theme))


def _edge(colour: str, theme: Theme) -> str:
    for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5):
        edge = mix(colour, theme.ink, share=share)
        if contrast(edge, theme.panel) >= _GRAPHIC and contrast(edge, theme.page) >= _GRAPHIC:
            return edge
    return theme.ink


def swatches(theme: Theme) -> dict[str, Swatch]:
    """Return entity type -> its colours, in the order of the types."""
    return {name: swatch(entry.colour, theme) for name, entry in ENTITY_TYPES.items()}


def style_sheet() -> str:
    """Return the custom properties of both themes and the classes of the entity types as CSS."""
    light, dark = _properties(LIGHT), _properties(DARK)
    classes = "\n".join(
        f".t-{name} {{ --fill: var(--fill-{name}); --on: var(--on-{name}); --edge: var(--edge-{name}); }}"
        for name in ENTITY_TYPES
    )
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }} }}\n'
        f':root[data-theme="dark"] {{ color-scheme: dark; {dark} }}\n{classes}\n'
    )


def _properties(theme: Theme) -> str:
    plain = {name: getattr(theme, name) for name in _PLAIN}
    for name, found in swatches(theme).items():
        plain |= {f"fill-{name}": found.fill, f"on-{name}": found.ink, f"edge-{name}": found.edge}
    return " ".join(f"--{name}: {value};" for name, value in plain.items())
