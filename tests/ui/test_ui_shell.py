import pytest
from desks import a_desk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from seats import a_seat

from console.client.desk import Changes
from console.ui.flight import Decisions, flight_screens
from console.ui.seat import EVERYTHING, Page, Panel, Screens
from console.ui.shell import ConsoleWindow
from console.ui.theme import DARK, DAYLIGHT
from telemetry.wire import SourceKind

SERVER = "tcp://127.0.0.1:7700"


class Counting(Panel):
    def __init__(self):
        super().__init__()
        self.seen = []

    def refresh(self, changes):
        self.seen.append(changes)


@pytest.fixture
def window(seat, qtbot):
    window = ConsoleWindow(seat, SERVER)
    qtbot.addWidget(window)
    return window


def settle():
    """Let Qt do everything that waits to be done, repaints included."""
    for _ in range(10):
        QApplication.processEvents()


def three_pages(window, *, strip=None, side=None):
    panels = [Counting() for _ in range(3)]
    names = ("one", "two", "three")
    pages = (Page(name=n, title=n.title(), panel=p) for n, p in zip(names, panels, strict=True))
    window.set_screens(Screens(pages=tuple(pages), strip=strip, side=side))
    return panels


def test_it_waits_in_words_until_the_server_answers(window):
    assert window.pages == ()
    window.refresh(Changes(link=True))
    assert window.current_page is None


def test_only_the_page_in_sight_is_refreshed(window):
    one, two, _three = three_pages(window)
    two.seen.clear()
    news = Changes(telemetry=True)
    window.refresh(news)
    assert one.seen[-1] is news
    assert two.seen == []


def test_a_page_that_comes_into_sight_is_brought_up_to_date(window):
    _one, two, _three = three_pages(window)
    window.show_page(1)
    assert two.seen == [EVERYTHING]
    assert window.current_page.name == "two"


def test_f_keys_turn_the_pages(window, qtbot):
    three_pages(window)
    with qtbot.waitActive(window, timeout=30_000):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert window.current_page.name == "three"
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert window.current_page.name == "three"


def test_strip_and_side_are_refreshed_on_every_page(window):
    strip, side = Counting(), Counting()
    three_pages(window, strip=strip, side=side)
    window.show_page(2)
    news = Changes(state=True)
    window.refresh(news)
    assert strip.seen[-1] is news
    assert side.seen[-1] is news


def test_another_mission_replaces_every_page(window, qtbot):
    three_pages(window, strip=Counting())
    again = three_pages(window)
    window.refresh(Changes(telemetry=True))
    assert [page.panel for page in window.pages] == again


@pytest.mark.parametrize("kind", SourceKind)
def test_the_window_is_framed_in_the_colour_of_a_source_that_is_not_live(qtbot, sent, kind):
    window = ConsoleWindow(a_seat(a_desk(kind=kind), sent), SERVER)
    qtbot.addWidget(window)
    window.refresh(EVERYTHING)
    window.resize(800, 400)
    edge = window.grab().toImage().pixelColor(1, 200).name().upper()
    frame = DARK.sources[kind].frame
    assert (edge == frame) if frame else (edge == DARK.ground)


def test_a_real_repaint_is_counted_and_the_pages_painted_are_known(window, seat, qtbot):
    three_pages(window)
    window.resize(800, 400)
    window.show()
    qtbot.waitUntil(lambda: window.painted_pages == {"one"}, timeout=30_000)
    qtbot.waitUntil(lambda: seat.meter.redraws > 0, timeout=30_000)
    before = seat.meter.redraws
    window.show_page(1)
    qtbot.waitUntil(lambda: window.painted_pages == {"one", "two"}, timeout=30_000)
    assert seat.meter.redraws > before


def test_nothing_is_repainted_while_nothing_changes(window, seat, qtbot):
    three_pages(window)
    window.show()
    qtbot.waitUntil(lambda: seat.meter.redraws > 0, timeout=30_000)
    settle()
    before = seat.meter.redraws
    window.refresh(Changes())
    settle()
    assert seat.meter.redraws == before


def test_keys_change_text_size_and_theme(window, seat, qtbot):
    with qtbot.waitActive(window, timeout=30_000):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert seat.look.text_scale == pytest.approx(1.1)
    qtbot.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert seat.look.text_scale == 1.0
    qtbot.keyClick(window, Qt.Key.Key_F12)
    assert seat.look.theme is DAYLIGHT


def many_pages(window, count):
    panels = [Counting() for _ in range(count)]
    window.set_screens(
        Screens(
            pages=tuple(
                Page(name=f"p{n}", title=f"A page with number {n}", panel=panel)
                for n, panel in enumerate(panels)
            )
        )
    )


def test_tabs_that_do_not_fit_begin_another_line(window, qtbot):
    many_pages(window, 15)
    window.resize(1000, 700)
    window.show()
    settle()
    assert window.width() == 1000
    assert window.tabs.lines >= 2
    assert window.tabs.height() == window.tabs.sizeHint().height()
    inside = window.tabs.rect()
    assert all(inside.contains(tab.geometry()) for tab in window.tabs.tabs)
    places = {(tab.x(), tab.y()) for tab in window.tabs.tabs}
    assert len(places) == 15


def test_words_that_do_not_fit_beside_the_tabs_get_a_line_of_their_own(window, qtbot):
    many_pages(window, 5)
    window.resize(1000, 700)
    window.show()
    window.show_page(0)
    settle()
    assert window.tabs.lines == 1
    window.say("Somebody asked for something that cannot be done here. " * 2)
    settle()
    assert window.tabs.lines == 2
    window.show_page(1)
    settle()
    assert window.tabs.lines == 1
    assert "?" in window.tabs.words


def test_log_in_says_what_this_seat_may_do_and_a_key_what_it_may_not(window):
    three_pages(window)
    assert "Flight controller: may acknowledge alarms" in window.tabs.words
    assert "acknowledge alarms" in window.banner.cell("SEAT").toolTip()
    window.show_authority()
    assert "acknowledge alarms" in window.keys.words
    (proposing,) = (words for words in window.keys.words if words.startswith("propose and"))
    assert proposing.endswith("Guest-experience lead")
    window.show_page(1)
    assert "may" not in window.tabs.words


def test_the_side_keeps_its_share_of_a_window_that_changes_its_size(qtbot, sent):
    seat = a_seat(a_desk(), sent)
    window = ConsoleWindow(seat, "tcp://here:7700")
    qtbot.addWidget(window)
    window.set_screens(flight_screens(seat))
    side = window.findChild(Decisions)
    widths = []
    for width in (1366, 1920):
        window.resize(width, 900)
        window.show()
        settle()
        widths.append(side.width())
    assert widths == [round(0.22 * 1366), 420]
