import json
import signal
import threading
from queue import SimpleQueue

import pytest
from builders import an_alarm_raised, an_entry
from desks import T0_NS, a_mission, clock_event, frames_until, received, welcome
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication

from console.client.lookahead import LookedAhead
from console.client.mirror import Advanced, Step, Stepped
from console.config import ConsoleSettings
from console.domain.mission import fold
from console.domain.requests import AcknowledgeAlarm
from console.domain.roles import Role
from console.protocol import Answer
from console.ui import app as app_module
from console.ui.app import Console
from console.ui.saved_layout import load_layout
from telemetry.lifeline import Lifeline
from telemetry.timebase import SystemClock


class QuietSession:
    """A link nothing comes from but what a test puts into its inbox."""

    def __init__(self):
        self.inbox = SimpleQueue()
        self.asked = []
        self.questions = []
        self.state = "new"

    def start(self):
        self.state = "started"

    def close(self):
        self.state = "closed"

    def submit(self, request):
        self.asked.append(request)
        return f"r{len(self.asked)}"

    def ask_history(self, *question):
        self.questions.append(question)

    def ask_recording(self):
        self.questions.append("recording")


@pytest.fixture(autouse=True)
def no_long_work(monkeypatch):
    """A look ahead over a whole flight is tested elsewhere; here nobody waits for it."""
    monkeypatch.setattr(
        "console.client.lookahead.look_ahead", lambda *_: LookedAhead(is_known=True)
    )


@pytest.fixture
def signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def console_of(qapp, signals, tmp_path):
    made = []

    def build(role=Role.FLIGHT, layout=None, **settings):
        session, lifeline = QuietSession(), Lifeline(is_child=False)
        chosen = ConsoleSettings(
            server="tcp://127.0.0.1:7700", role=role, window_px=(1366, 768), **settings
        )
        console = Console(chosen, session, lifeline, layout)
        console.session = session
        console.start()
        made.append(console)
        return console

    yield build
    for console in made:
        if console.session.state != "closed":
            console.close()
        console.window.deleteLater()


def hears(console, *, role=Role.FLIGHT, facts=()):
    """Let the console hear a server with a mission, telemetry and a log."""
    wall_ns = SystemClock().now_ns()
    clock = clock_event().clock
    entries = tuple(an_entry(n, fact=fact) for n, fact in enumerate(facts, start=1))
    events = [
        welcome(role),
        type(clock_event())(clock=clock, topic=b"clock", payload=b"", received_ns=wall_ns),
        Advanced(entries=entries, state=fold(entries), is_restart=True),
        Stepped(Step.LIVE),
        *(received(each) for each in frames_until(a_mission(), T0_NS, 60)),
    ]
    for event in events:
        console.session.inbox.put(event)


def pages_of(console):
    return [page.name for page in console.window.pages]


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.FLIGHT, "life-support"),
        (Role.GUEST, "plan"),
        (Role.OBSERVER, "life-support"),
        (Role.TRAINER, "trainees"),
    ],
)
def test_each_role_gets_its_screens_once_the_server_has_answered(console_of, qtbot, role, first):
    console = console_of(role)
    assert pages_of(console) == []
    hears(console, role=role)
    qtbot.waitUntil(lambda: pages_of(console)[:1] == [first], timeout=30_000)


def test_a_killed_console_comes_back_as_it_was_shortly_before(
    console_of, qtbot, tmp_path, monkeypatch
):
    monkeypatch.setattr(app_module, "KEEP_LAYOUT_S", 0.05)
    kept = tmp_path / "layout.json"
    killed = console_of(layout=kept)
    hears(killed)
    qtbot.waitUntil(lambda: bool(pages_of(killed)), timeout=30_000)
    killed.window.show_page_named("log")
    qtbot.waitUntil(lambda: load_layout(kept).page == "log", timeout=30_000)
    again = console_of(layout=kept)  # nothing was told to close
    hears(again)
    qtbot.waitUntil(lambda: bool(pages_of(again)), timeout=30_000)
    assert again.window.current_page.name == "log"


def test_what_lies_ahead_is_worked_out_beside_the_window(console_of, qtbot):
    console = console_of()
    hears(console)
    qtbot.waitUntil(lambda: console.desk.lookahead.is_known, timeout=30_000)


def test_telemetry_becomes_painted_pixels_whose_age_is_measured(console_of, qtbot):
    console = console_of()
    hears(console)
    qtbot.waitUntil(lambda: console.meter.latency_ms(50) is not None, timeout=30_000)
    assert console.meter.redraws > 0
    assert console.window.painted_pages == {"life-support"}


def test_a_click_is_asked_and_its_answer_comes_back_to_the_panel(console_of, qtbot):
    console = console_of()
    hears(console, facts=(an_alarm_raised(),))
    qtbot.waitUntil(lambda: pages_of(console) != [], timeout=30_000)
    strip = console.window.strip.alarm
    strip.button.click()
    assert [type(request) for request in console.session.asked] == [AcknowledgeAlarm]
    console.session.inbox.put(Answer(request_id="r1", accepted=False, reason="Look again."))
    qtbot.waitUntil(lambda: strip.words.text == "Refused: Look again.", timeout=30_000)


def test_every_page_is_painted_and_pictured_before_the_end(console_of, qtbot, tmp_path):
    console = console_of(screenshots=tmp_path / "shots", report=True)
    hears(console)
    qtbot.waitUntil(lambda: console.meter.latency_ms(50) is not None, timeout=30_000)
    console.close()
    pages = pages_of(console)
    assert {"life-support", "orbit"} <= set(pages)
    assert {path.name for path in (tmp_path / "shots").iterdir()} == {
        f"flight-{page}.png" for page in pages
    }
    assert console.window.painted_pages == set(pages)


def test_the_report_is_one_line_of_what_was_measured(console_of, qtbot):
    console = console_of(report=True)
    hears(console)
    qtbot.waitUntil(lambda: console.meter.latency_ms(50) is not None, timeout=30_000)
    report = json.loads(console.report())
    assert report["role"] == "flight"
    assert report["frames_received"] == len(a_mission().database.packets)
    assert report["frames_lost"] == 0
    assert report["redraws"] > 0
    assert report["latency_p95_ms"] >= report["latency_p50_ms"] >= 0
    assert report["first_value_s"] > 0


def test_a_report_without_telemetry_claims_none(console_of):
    report = json.loads(console_of().report())
    assert report["frames_received"] == 0
    assert report["latency_p50_ms"] is None
    assert report["painted_pages"] == []


def test_pictures_that_cannot_be_saved_are_said_and_survived(console_of, qtbot, tmp_path, caplog):
    (tmp_path / "shots").write_text("a file where the folder should be")
    console = console_of(screenshots=tmp_path / "shots")
    hears(console)
    qtbot.waitUntil(lambda: pages_of(console) != [], timeout=30_000)
    console.close()
    assert "no picture at" in caplog.text


def test_producers_end_before_the_window(console_of):
    console = console_of()
    console.close()
    assert console.session.state == "closed"
    assert not console.window.isVisible()
    assert not [each for each in threading.enumerate() if each.name.startswith("look-ahead")]


def test_a_signal_ends_the_console(console_of, qapp, qtbot, monkeypatch):
    ended = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(1))
    console_of()
    signal.raise_signal(signal.SIGTERM)
    qtbot.waitUntil(lambda: bool(ended), timeout=30_000)


def test_an_error_nobody_caught_is_shown_in_the_banner(console_of, qtbot):
    import sys

    console = console_of()
    sys.excepthook(ValueError, ValueError("no such gauge"), None)
    qtbot.waitUntil(lambda: "no such gauge" in console.window.banner.fault_text, timeout=30_000)


def test_every_role_has_screens():
    assert set(app_module.SCREENS) == set(Role)


def test_what_qt_says_goes_into_the_log_without_the_offscreen_platform_s_remark(caplog):
    app_module.log_qt_message(QtMsgType.QtWarningMsg, None, "does not support propagateSizeHints()")
    assert caplog.records == []
    app_module.log_qt_message(QtMsgType.QtCriticalMsg, None, "no such font")
    assert [(each.levelname, each.getMessage()) for each in caplog.records] == [
        ("ERROR", "Qt: no such font")
    ]
