import pytest
from builders import T0_NS, an_alarm_raised
from desks import a_desk
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog
from seats import a_seat

from console.client.desk import Changes
from console.domain.replay import AlarmTick, Bookmark, RecordingTold, ReplayStatus
from console.domain.replay_requests import (
    LoopReplay,
    MarkReplay,
    PaceReplay,
    SeekReplay,
    StepReplay,
    StepTo,
)
from console.domain.roles import Role
from console.protocol import Answer
from console.ui.models.recording_view import recording_view
from console.ui.shell import ConsoleWindow
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S
from telemetry.wire import SourceKind

HOUR_NS = 3600 * NS_PER_S


def a_status(**other):
    fields = {
        "session": "leak",
        "start_ns": T0_NS - HOUR_NS,
        "end_ns": T0_NS + HOUR_NS,
        "position_ns": T0_NS,
        "speed": 1.0,
        "is_paused": True,
    }
    return ReplayStatus(**(fields | other))


def replayed(role, **status):
    desk = a_desk(an_alarm_raised(), role=role, kind=SourceKind.REPLAY)
    desk.take([a_status(**status)])
    return desk


@pytest.fixture
def open_window(qtbot, sent):
    def opened(desk):
        window = ConsoleWindow(a_seat(desk, sent), "tcp://127.0.0.1:7700")
        window.resize(1366, 768)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=30_000)
        window.refresh(Changes(link=True))
        return window

    return opened


def test_where_nothing_is_replayed_there_is_no_transport(open_window):
    window = open_window(a_desk(role=Role.TRAINER))
    assert not window.transport.isVisible()
    assert window.transport.commands() == []


def test_a_trainer_drives_with_keys(open_window, qtbot, sent, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (" the leak ", True))
    window = open_window(replayed(Role.TRAINER))
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    for key, modifier in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, control),
        (Qt.Key.Key_Right, shift),
        (Qt.Key.Key_Left, shift),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier),
    ):
        qtbot.keyClick(window, key, modifier)
    assert sent.requests == [
        PaceReplay(speed=1.0, is_paused=False),
        StepReplay(to=StepTo.FRAME),
        StepReplay(to=StepTo.FACT),
        StepReplay(to=StepTo.NEXT_ALARM),
        StepReplay(to=StepTo.PREVIOUS_ALARM),
        SeekReplay(instant_ns=T0_NS - NS_PER_S),
        MarkReplay(instant_ns=T0_NS, name="the leak"),
    ]


def test_a_loop_is_set_from_a_to_b(open_window, qtbot, sent):
    desk = replayed(Role.TRAINER)
    window = open_window(desk)
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    desk.take([a_status(position_ns=T0_NS + 60 * NS_PER_S)])
    window.refresh(Changes(link=True))
    assert "set B with ]" in window.transport.note
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    qtbot.keyClick(window, Qt.Key.Key_Backslash)
    assert sent.requests == [
        LoopReplay(from_ns=T0_NS, to_ns=T0_NS + 60 * NS_PER_S),
        LoopReplay(),
    ]


def test_going_to_a_time_and_choosing_a_speed(open_window, qtbot, sent):
    window = open_window(replayed(Role.TRAINER))
    transport = window.transport
    transport.go_to.setText("T+00:30:00")
    qtbot.keyClick(transport.go_to, Qt.Key.Key_Return)
    transport.go_to.setText("soon")
    qtbot.keyClick(transport.go_to, Qt.Key.Key_Return)
    window.refresh(Changes(link=True))
    assert "neither a time" in transport.note
    transport.speed.setCurrentIndex(transport.speed.count() - 1)
    transport.speed.activated.emit(transport.speed.count() - 1)
    assert sent.requests == [
        SeekReplay(instant_ns=T0_NS - HOUR_NS // 2),
        PaceReplay(speed=float("inf"), is_paused=True),
    ]


def test_a_speed_that_was_asked_for_elsewhere_is_shown_as_it_is(open_window):
    window = open_window(replayed(Role.TRAINER, speed=20.0))
    assert window.transport.speed.currentText() == "× 20"


def test_a_click_on_the_timeline_goes_there(open_window, qtbot, sent):
    window = open_window(replayed(Role.TRAINER))
    line = window.transport.line
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() - 1, 20))
    assert sent.requests == [SeekReplay(instant_ns=T0_NS + HOUR_NS)]


def test_others_see_the_replay_and_cannot_drive_it(open_window, qtbot, sent):
    window = open_window(replayed(Role.FLIGHT))
    qtbot.keyClick(window, Qt.Key.Key_Space)
    line = window.transport.line
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(5, 20))
    assert sent.requests == []
    assert window.transport.isVisible()
    assert not any(button.isVisible() for button in window.transport.buttons.values())
    assert "a trainer drives" in window.transport.note


def test_what_is_left_out_for_speed_is_said(open_window):
    window = open_window(replayed(Role.FLIGHT, left_out=1234))
    assert "DECIMATED: 1234 frames" in window.transport.note


def test_a_refusal_is_said_beside_the_buttons(open_window, qtbot):
    window = open_window(replayed(Role.TRAINER))
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    window.seat.requests.take([Answer(request_id="r1", accepted=False, reason="no next alarm")])
    window.refresh(Changes(link=True))
    assert "no next alarm" in window.transport.note


def test_only_a_trainer_sees_what_is_to_come(sent):
    later = AlarmTick(
        instant_ns=T0_NS + HOUR_NS // 2, alarm="CAB_PPCO2_Z3", severity=Severity.WARNING
    )
    desk = replayed(Role.FLIGHT)
    assert [tick.alarm for tick in recording_view(desk).ticks] == ["CAB_PPCO2_Z3"]
    trainers = replayed(Role.TRAINER)
    trainers.take([RecordingTold(bookmarks=(Bookmark(instant_ns=1, name="x"),), ticks=(later,))])
    assert recording_view(trainers).ticks == (later,)


def test_a_trainer_asks_what_lies_in_the_recording_whenever_a_bookmark_changed(open_window, sent):
    desk = replayed(Role.TRAINER)
    window = open_window(desk)
    window.refresh(Changes(link=True))
    desk.take([a_status(marks=1)])
    window.refresh(Changes(link=True))
    assert sent.questions == ["recording", "recording"]


def test_the_timeline_tells_what_lies_under_the_pointer(open_window):
    desk = replayed(Role.TRAINER)
    mark = Bookmark(instant_ns=T0_NS, name="leak begins")
    tick = AlarmTick(instant_ns=T0_NS, alarm="CAB_PPCO2_Z3", severity=Severity.WARNING)
    desk.take([RecordingTold(bookmarks=(mark,), ticks=(tick,))])
    window = open_window(desk)
    window.grab()
    line = window.transport.line
    told = line.tip_at(line.x_of(T0_NS))
    assert "leak begins" in told
    assert "WARNING" in told
    assert "12:00:00" in told


def test_a_button_with_the_focus_is_pressed_by_space(open_window, qtbot, sent):
    window = open_window(replayed(Role.TRAINER))
    button = window.transport.buttons["Next fact"]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert sent.requests == [StepReplay(to=StepTo.FACT)]


def test_the_transport_fits_a_small_screen(open_window):
    window = open_window(replayed(Role.TRAINER))
    assert window.minimumSizeHint().width() <= 1366
