from builders import an_alarm_raised
from desks import T0_NS, a_desk
from seats import a_seat

from console.domain.facts import WindowProposed
from console.domain.requests import AcknowledgeAlarm, ApproveWindow
from console.ui.flight import SIDE_PX, flight_screens
from console.ui.seat import EVERYTHING
from console.ui.shell import ConsoleWindow
from telemetry.timebase import NS_PER_S


def a_flight_console(qtbot, sent):
    proposed = WindowProposed(
        window="w1",
        opportunity="reef",
        title="Reef",
        pane="dome",
        start_ns=T0_NS + 600 * NS_PER_S,
        end_ns=T0_NS + 900 * NS_PER_S,
        quality=80,
        guests=("guest-a",),
    )
    window = ConsoleWindow(a_seat(a_desk(an_alarm_raised(), proposed), sent), "tcp://here:7700")
    qtbot.addWidget(window)
    screens = flight_screens(window.seat)
    window.set_screens(screens)
    window.refresh(EVERYTHING)
    return window, screens


def test_life_support_comes_first_and_the_orbit_second(qtbot, sent):
    window, _screens = a_flight_console(qtbot, sent)
    assert [page.name for page in window.pages][:2] == ["life-support", "orbit"]


def test_a_click_on_flight_s_buttons_is_a_question_to_the_server(qtbot, sent):
    _window, screens = a_flight_console(qtbot, sent)
    screens.strip.alarm.button.click()
    screens.side.windows.approve.click()
    assert [type(request) for request in sent.requests] == [AcknowledgeAlarm, ApproveWindow]


def test_the_side_takes_a_share_of_the_window_that_can_be_read(qtbot, sent):
    window, screens = a_flight_console(qtbot, sent)
    for width in (1000, 1366, 1920, 3840):
        window.resize(width, 800)
        assert SIDE_PX[0] <= screens.side.sizeHint().width() <= SIDE_PX[1]


def test_larger_text_needs_no_larger_window(qtbot, sent):
    window, _screens = a_flight_console(qtbot, sent)
    window.resize(1366, 768)
    window.show()
    window.seat.look.scale_text(1.3)
    qtbot.waitUntil(lambda: window.banner.lines == 2, timeout=30_000)
    assert (window.width(), window.height()) == (1366, 768)
    window.seat.look.scale_text(None)
    qtbot.waitUntil(lambda: window.banner.lines == 1, timeout=30_000)
