import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from console.client.desk import Changes
from console.ui.arrangement import arrange, layout_of
from console.ui.flight import flight_screens
from console.ui.saved_layout import SavedLayout
from console.ui.seat import EVERYTHING, Page, Panel, Screens
from console.ui.shell import ConsoleWindow
from console.ui.torn import TornPage

CTRL = Qt.KeyboardModifier.ControlModifier


class Blank(Panel):
    def refresh(self, changes):
        """There is nothing to show."""


def light_screens(_seat):
    """Return pages that cost nothing to draw."""
    names = ("life-support", "orbit", "power", "plan", "log")
    return Screens(pages=tuple(Page(name=n, title=n, panel=Blank()) for n in names))


@pytest.fixture
def screens():
    return light_screens


@pytest.fixture
def window(seat, qtbot, screens):
    window = ConsoleWindow(seat, "tcp://127.0.0.1:7700")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.set_screens(screens(seat))
    window.show()
    window.refresh(EVERYTHING)
    return window


def page_named(window, name):
    return next(page for page in window.pages if page.name == name)


@pytest.mark.parametrize("screens", [flight_screens])
@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_a_page_is_torn_off_goes_on_living_and_comes_back_when_closed(window, qtbot):
    window.show_page_named("orbit")
    qtbot.keyClick(window, Qt.Key.Key_T, CTRL)
    (torn,) = window.torn.windows
    assert isinstance(torn, TornPage)
    assert torn.page.name == "orbit"
    assert torn.isVisible()
    assert window.current_page.name == "life-support"
    assert page_named(window, "orbit").panel.isVisible()
    window.refresh(Changes(telemetry=True))
    torn.close()
    assert window.torn.windows == []
    assert window.current_page.name == "orbit"
    QApplication.processEvents()


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
def test_the_key_of_a_torn_off_page_brings_its_window_to_the_front(window):
    window.show_page_named("orbit")
    window.tear_page()
    window.show_page_named("orbit")
    assert window.current_page.name == "life-support"
    window.torn.close()


def test_every_window_says_what_the_source_is(window):
    window.show_page_named("orbit")
    window.tear_page()
    (torn,) = window.torn.windows
    assert "border: 4px solid" in torn.styleSheet()
    assert torn._banner.reading("SOURCE").value == "SIMULATION"
    window.torn.close()


def test_the_last_page_stays(window):
    for _ in range(len(window.pages) + 2):
        window.tear_page()
    assert len(window.torn.windows) == len(window.pages) - 1
    assert window.current_page is not None
    window.torn.close()
    assert window.torn.windows == []


def test_torn_off_windows_are_remembered_and_stand_where_a_screen_is(window):
    window.show_page_named("orbit")
    window.tear_page()
    kept = layout_of(window)
    assert list(kept.windows) == ["orbit"]
    arrange(window, SavedLayout())
    assert window.torn.windows == []
    arrange(
        window, SavedLayout(windows={"orbit": [30_000, 30_000, 900, 600], "gone": [0, 0, 9, 9]})
    )
    (torn,) = window.torn.windows
    assert QGuiApplication.primaryScreen().availableGeometry().contains(torn.geometry())
    window.torn.close()


def test_every_torn_off_page_comes_back_the_first_one_too(window):
    window.show_page_named("orbit")
    window.tear_page()
    window.show_page_named("life-support")
    window.tear_page()
    kept = layout_of(window)
    window.torn.close()
    arrange(window, kept)
    assert {each.page.name for each in window.torn.windows} == {"life-support", "orbit"}
    window.torn.close()


def test_of_a_layout_with_every_page_torn_off_one_stays(window):
    place = [0, 0, 400, 300]
    arrange(window, SavedLayout(windows={page.name: place for page in window.pages}))
    assert len(window.torn.windows) == len(window.pages) - 1
    assert window.current_page is not None
    window.torn.close()
