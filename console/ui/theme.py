"""Colours, shapes and type of every screen: neutral ground, colour only for the abnormal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase

import resources
from console.config import TEXT_SCALE_RANGE
from console.ui.style_sheet import SHEET
from telemetry.dictionary import Severity
from telemetry.wire import SourceKind

LEAST_CONTRAST: Final = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of ordinary size
TEXT_SCALE_STEP: Final = 1.1
BASE_TEXT_PX: Final = 13


class Shape(Enum):
    """The shape that repeats what a severity's colour says."""

    DIAMOND = "◆"
    TRIANGLE = "▲"
    DISC = "●"
    SQUARE = "■"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityStyle:
    """How one alarm class looks.

    Parameters
    ----------
    word : str
        Its name on screen.
    ink : str
        Colour of text and symbols on the theme's grounds.
    plate, plate_ink : str
        Colours of a filled plate and of the words on it.
    """

    word: str
    shape: Shape
    ink: str
    plate: str
    plate_ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStyle:
    """How a kind of source marks the whole window; `frame` is None for no frame."""

    word: str
    frame: str | None
    plate_ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One set of colours. `ground` lies behind `panel`, `raised` stands on it.

    Parameters
    ----------
    curves : tuple of str
        Muted inks that tell curves of one plot apart; none looks like an alarm class.
    """

    name: str
    ground: str
    panel: str
    raised: str
    line: str
    grid: str
    text: str
    text_dim: str
    text_strong: str
    focus: str
    curves: tuple[str, ...]
    band: str
    severities: Mapping[Severity, SeverityStyle]
    sources: Mapping[SourceKind, SourceStyle]


# Hues: Okabe and Ito, "Color Universal Design", 2008; darkened where the ground asks for it.
_EMERGENCY_PLATE: Final = "#8F3D6C"
_SOURCES: Final = {
    SourceKind.LIVE: SourceStyle(word="LIVE", frame=None, plate_ink="#FFFFFF"),
    SourceKind.SIMULATION: SourceStyle(word="SIMULATION", frame="#0072B2", plate_ink="#FFFFFF"),
    SourceKind.REPLAY: SourceStyle(word="REPLAY", frame="#7B4FC9", plate_ink="#FFFFFF"),
}


def _severities(
    emergency: str, warning: str, caution: str, advisory: str
) -> Mapping[Severity, SeverityStyle]:
    return {
        Severity.EMERGENCY: SeverityStyle(
            word="EMERGENCY",
            shape=Shape.DIAMOND,
            ink=emergency,
            plate=_EMERGENCY_PLATE,
            plate_ink="#FFFFFF",
        ),
        Severity.WARNING: SeverityStyle(
            word="WARNING",
            shape=Shape.TRIANGLE,
            ink=warning,
            plate="#D55E00",
            plate_ink="#000000",
        ),
        Severity.CAUTION: SeverityStyle(
            word="CAUTION", shape=Shape.DISC, ink=caution, plate="#E69F00", plate_ink="#000000"
        ),
        Severity.ADVISORY: SeverityStyle(
            word="ADVISORY", shape=Shape.SQUARE, ink=advisory, plate="#56B4E9", plate_ink="#000000"
        ),
    }


DARK: Final = Theme(
    name="dark",
    ground="#0E1013",
    panel="#15181C",
    raised="#22272D",
    line="#343B43",
    grid="#262B31",
    text="#D3D7DB",
    text_dim="#98A1AA",
    text_strong="#FFFFFF",
    focus="#8FB8DE",
    curves=("#E8EBEE", "#8FB8DE", "#A9C7A0", "#C6AEDC"),
    band="#3A4149",
    severities=_severities("#CC79A7", "#D55E00", "#E69F00", "#56B4E9"),
    sources=_SOURCES,
)
DAYLIGHT: Final = Theme(
    name="daylight",
    ground="#E6E9EC",
    panel="#F8F9FA",
    raised="#DDE1E5",
    line="#A9B1B9",
    grid="#DCE0E4",
    text="#23282D",
    text_dim="#4F5861",
    text_strong="#000000",
    focus="#0B5A94",
    curves=("#15191D", "#2F6798", "#4A6B3F", "#6B4C91"),
    band="#C3C9CF",
    severities=_severities(_EMERGENCY_PLATE, "#A84300", "#7A5200", "#0F5F93"),
    sources=_SOURCES,
)
THEME_BY_NAME: Final = {theme.name: theme for theme in (DARK, DAYLIGHT)}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that has `share` of `one` and the rest of `other`; opaque, so cheap."""
    parts = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02X}" for a, b in parts)


@cache
def colour(name: str) -> QColor:
    """Return the QColor of ``#RRGGBB``, made once; never change it in place."""
    return QColor(name)


class Look(QObject):
    """The theme and text size in force; widgets that paint themselves follow `changed`."""

    changed = Signal()

    def __init__(self, theme: Theme = DARK, text_scale: float = 1.0) -> None:
        super().__init__()
        self.theme = theme
        self.text_scale = text_scale
        self._family = load_fonts()

    def px(self, designed: float) -> int:
        """Return a length of the design in pixels at the present text size."""
        return round(designed * self.text_scale)

    def font(self, size_px: float = BASE_TEXT_PX, *, is_bold: bool = False) -> QFont:
        """Return the typeface at a size of the design; its figures are all of one width."""
        font = QFont(self._family)
        font.setPixelSize(max(1, self.px(size_px)))
        font.setBold(is_bold)
        return font

    def severity(self, severity: Severity) -> SeverityStyle:
        """Return how an alarm class looks in this theme."""
        return self.theme.severities[severity]

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of every screen."""
        self.theme = theme
        self.changed.emit()

    def scale_text(self, factor: float | None) -> None:
        """Multiply the text size, or go back to the designed one if None."""
        lowest, highest = TEXT_SCALE_RANGE
        wanted = 1.0 if factor is None else self.text_scale * factor
        self.text_scale = min(highest, max(lowest, wanted))
        self.changed.emit()

    def style_sheet(self) -> str:
        """Return the Qt style sheet of the ordinary widgets."""
        words = {
            name: value
            for name in self.theme.__slots__
            if isinstance(value := getattr(self.theme, name), str)
        }
        words["family"] = self._family
        sheet = re.sub(r"\$(\w+)", lambda match: words[match[1]], SHEET)
        return re.sub(r"(\d+)dp", lambda match: f"{self.px(int(match[1]))}px", sheet)


@cache
def load_fonts() -> str:
    """Return the family to write with: B612, made for cockpits, or what a bare checkout has."""
    families = []
    try:
        folder = resources.find("fonts")
    except FileNotFoundError:
        return "DejaVu Sans"
    for path in sorted(folder.glob("B612-*.otf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number)
    return "B612" if "B612" in families else "DejaVu Sans"
