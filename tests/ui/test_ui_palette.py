import pytest
from desks import a_desk
from PySide6.QtCore import Qt
from seats import a_seat

from console.ui.commands import Command, matching
from console.ui.flight import flight_screens
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from console.ui.theme import DAYLIGHT


@pytest.fixture
def window(qtbot, sent):
    window = ConsoleWindow(a_seat(a_desk(), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(flight_screens(window.seat))
    window.refresh(EVERYTHING)
    with qtbot.waitActive(window, timeout=30_000):
        window.show()
        window.activateWindow()
    return window


def typed(window, qtbot, text):
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.command_palette.entry, text)


def test_the_palette_leads_to_every_page(window, qtbot):
    typed(window, qtbot, "vehicle")
    qtbot.keyClick(window.command_palette.entry, Qt.Key.Key_Return)
    assert window.current_page.name == "vehicle"
    assert not window.command_palette.isVisible()


def test_any_parameter_can_be_plotted_from_the_palette(window, qtbot):
    typed(window, qtbot, "plot dome co2")
    assert window.command_palette.found == ["Plot CAB_PPCO2_Z3 CO2 partial pressure, viewing dome"]
    qtbot.keyClick(window.command_palette.entry, Qt.Key.Key_Return)
    assert window.current_page.name == "plots"


def test_arrows_choose_and_escape_closes(window, qtbot):
    typed(window, qtbot, "text")
    qtbot.keyClick(window.command_palette.entry, Qt.Key.Key_Down)
    assert window.command_palette.list.currentRow() == 1
    qtbot.keyClick(window.command_palette.entry, Qt.Key.Key_Escape)
    assert not window.command_palette.isVisible()


def test_a_question_mark_shows_every_key_and_any_key_closes(window, qtbot):
    qtbot.keyClick(window, "?")
    assert window.keys.isVisible()
    for words in ("F10", "Follow now", "Ctrl+K", "Life support", "Alt+Left"):
        assert words in window.keys.words
    qtbot.keyClick(window.keys, Qt.Key.Key_X)
    assert not window.keys.isVisible()


def test_time_is_moved_zoomed_and_let_go_by_keys(window, qtbot):
    time = window.seat.time
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_Left, alt)
    assert not time.follows
    before_s = time.span_s
    qtbot.keyClick(window, Qt.Key.Key_Up, alt)
    assert time.span_s == before_s / 2
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert time.follows


def test_the_theme_changes_from_the_palette(window, qtbot):
    typed(window, qtbot, "daylight")
    qtbot.keyClick(window.command_palette.entry, Qt.Key.Key_Return)
    assert window.seat.look.theme is DAYLIGHT


def test_what_begins_with_the_typed_words_comes_first():
    commands = [Command(name=name, act=print) for name in ("Plot log", "Log", "Other")]
    assert [each.name for each in matching(commands, "log")] == ["Log", "Plot log"]
