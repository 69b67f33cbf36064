from itertools import combinations

import pytest
from PySide6.QtGui import QFontMetricsF

from console.ui.theme import (
    DARK,
    DAYLIGHT,
    LEAST_CONTRAST,
    Look,
    contrast,
    load_fonts,
    mixed,
)
from telemetry.dictionary import Severity
from telemetry.wire import SourceKind

THEMES = pytest.mark.parametrize("theme", [DARK, DAYLIGHT], ids=lambda theme: theme.name)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # WCAG's own example


@THEMES
@pytest.mark.parametrize("ink", ["text", "text_dim", "text_strong"])
@pytest.mark.parametrize("ground", ["ground", "panel", "raised"])
def test_words_can_be_read_on_every_ground(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= LEAST_CONTRAST


@THEMES
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("ground", ["ground", "panel"])
def test_alarm_colours_can_be_read_on_the_grounds_they_are_used_on(theme, severity, ground):
    assert contrast(theme.severities[severity].ink, getattr(theme, ground)) >= LEAST_CONTRAST


@THEMES
@pytest.mark.parametrize("severity", Severity)
def test_words_can_be_read_on_alarm_plates(theme, severity):
    style = theme.severities[severity]
    assert contrast(style.plate, style.plate_ink) >= LEAST_CONTRAST


@THEMES
def test_words_can_be_read_on_the_plate_of_a_source_that_is_not_live(theme):
    for kind in (SourceKind.SIMULATION, SourceKind.REPLAY):
        style = theme.sources[kind]
        assert contrast(style.frame, style.plate_ink) >= LEAST_CONTRAST
    assert theme.sources[SourceKind.LIVE].frame is None


@THEMES
def test_curves_can_be_seen_and_told_from_alarms(theme):
    for ink in theme.curves:
        assert contrast(ink, theme.panel) >= LEAST_CONTRAST
        assert ink not in {style.ink for style in theme.severities.values()}


@THEMES
def test_no_alarm_class_is_told_by_colour_alone(theme):
    for one, other in combinations(theme.severities.values(), 2):
        assert one.shape is not other.shape
        assert one.word != other.word


def test_figures_are_all_of_one_width(qapp):
    metrics = QFontMetricsF(Look().font(20))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_shipped_typeface_is_used(qapp):
    assert load_fonts() == "B612"


def test_text_grows_and_shrinks_within_bounds_and_goes_back(qapp, qtbot):
    look = Look()
    with qtbot.waitSignal(look.changed):
        look.scale_text(1.5)
    assert look.px(20) == 30
    look.scale_text(10)
    assert look.text_scale == 2.0
    look.scale_text(0.01)
    assert look.text_scale == 0.7
    look.scale_text(None)
    assert look.font(20).pixelSize() == 20


@THEMES
def test_the_style_sheet_names_only_known_colours_and_sizes(theme):
    sheet = Look(theme).style_sheet()
    assert "$" not in sheet
    assert "dp" not in sheet.replace("dpad", "")


def test_mixing_gives_an_opaque_colour_between_the_two():
    assert mixed("#FF0000", "#000000", 0.5) == "#800000"
    assert mixed("#123456", "#FFFFFF", 1.0) == "#123456"
