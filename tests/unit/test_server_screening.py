"""What the server believes of its source."""

import logging

import numpy as np
import pytest
from builders import T0_NS, a_mission

from console.server.screening import AHEAD_S, JUMP_S, Screening
from telemetry.link import ClockReceived, Received
from telemetry.timebase import NS_PER_S, FollowedClock, ManualClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

PACKET = a_mission().database.place["ARS_FAN_A_STATE"][0]
MEDICAL = a_mission().database.place["BIO_3_HR"][0]


class Scene:
    def __init__(self):
        self.wall = ManualClock(1_700_000_000 * NS_PER_S)
        self.screening = Screening(a_mission().database, FollowedClock(self.wall))

    def tells(self, mission_s=0.0, *, rate=1.0, source="sim/1", kind=SourceKind.SIMULATION):
        clock = ClockAnnouncement(
            source=source,
            kind=kind,
            mission_ns=T0_NS + round(mission_s * NS_PER_S),
            rate=rate,
        )
        return self.screening.follow(
            ClockReceived(clock=clock, topic=b"clock", payload=b"", received_ns=self.wall.now_ns())
        )

    def admits(self, packet=PACKET, *, at_s=0.0, rows=1, columns=None, topic=b"f/", sequence=0):
        frame = Frame(
            source="sim/1",
            packet=packet.name,
            sequence=sequence,
            generated_ns=T0_NS + round(at_s * NS_PER_S),
            values=np.zeros((rows, columns or packet.columns)),
        )
        self.received = Received(frame=frame, topic=topic, payload=b"", received_ns=1)
        return self.screening.admits(self.received)


@pytest.fixture
def scene():
    return Scene()


def test_a_frame_of_the_vehicle_at_the_time_of_its_clock_is_admitted(scene):
    scene.tells()
    assert scene.admits()
    assert scene.admits(MEDICAL, topic=b"m/BIO")
    assert scene.screening.frames_refused == 0


def test_before_a_clock_was_heard_no_frame_can_be_from_the_future(scene):
    assert scene.admits(at_s=1e6)


@pytest.mark.parametrize("ahead_s", [AHEAD_S + 1, 1e9])
def test_a_frame_far_ahead_of_its_sources_clock_is_refused_and_counted(scene, ahead_s, caplog):
    scene.tells()
    with caplog.at_level(logging.WARNING):
        assert not scene.admits(at_s=ahead_s)
    assert scene.screening.frames_refused == 1
    assert "from the future" in caplog.text


def test_the_last_row_counts_and_not_the_first(scene, caplog):
    scene.tells()
    rows = round(AHEAD_S * NS_PER_S / PACKET.period_ns) + 2
    assert not scene.admits(rows=rows)


def test_a_faster_mission_sends_further_ahead(scene):
    scene.tells(rate=60.0)
    assert scene.admits(at_s=30 * AHEAD_S)


def test_the_past_is_no_problem(scene):
    scene.tells()
    assert scene.admits(at_s=-86400)


def test_a_frame_with_other_columns_or_of_another_vehicle_is_refused(scene, caplog):
    assert not scene.admits(columns=PACKET.columns + 1)
    unknown = type("Unknown", (), {"name": "NOPE", "columns": 1})
    assert not scene.admits(unknown)
    assert scene.screening.frames_refused == 2


def test_a_medical_frame_on_the_public_stream_is_refused(scene, caplog):
    assert not scene.admits(MEDICAL, topic=b"f/BIO")
    assert not scene.admits(PACKET, topic=b"m/ARS")


def test_refusals_are_logged_at_the_first_second_fourth_eighth(scene, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(9):
            scene.admits(columns=1000)
    assert len(caplog.records) == 4


def test_a_frame_that_comes_twice_is_new_once(scene):
    scene.admits()
    assert scene.screening.is_new(scene.received)
    assert not scene.screening.is_new(scene.received)
    assert scene.screening.quality.duplicate == 1


def test_a_clock_that_goes_on_does_not_jump(scene):
    scene.tells(0.0)
    scene.wall.advance(10.0)
    assert scene.tells(10.0 + JUMP_S - 0.1) is None


@pytest.mark.parametrize("announced_s", [10.0 + JUMP_S + 0.5, 3.0, -3600.0])
def test_a_clock_that_does_not_go_on_from_where_it_was_is_marked(scene, announced_s):
    scene.tells(0.0)
    scene.wall.advance(10.0)
    jump = scene.tells(announced_s)
    assert jump.source == "sim/1"
    assert jump.expected_ns == T0_NS + 10 * NS_PER_S
    assert jump.announced_ns == T0_NS + round(announced_s * NS_PER_S)
    assert scene.screening.clock_jumps == 1


def test_a_new_session_has_a_clock_of_its_own(scene):
    scene.tells(0.0)
    assert scene.tells(-3600.0, source="sim/2") is None
    assert scene.screening.clock_jumps == 0


def test_a_change_of_rate_is_no_jump(scene):
    scene.tells(0.0, rate=60.0)
    scene.wall.advance(0.1)
    assert scene.tells(1.0, rate=1.0) is None


def test_a_paused_clock_stands_still_without_a_jump(scene):
    scene.tells(0.0, rate=0.0)
    scene.wall.advance(600.0)
    assert scene.tells(0.0, rate=0.0) is None


def test_a_replay_may_go_through_days_in_a_second(scene):
    scene.tells(0.0, kind=SourceKind.REPLAY)
    assert scene.admits(at_s=86_400)
    assert scene.tells(2 * 86_400, kind=SourceKind.REPLAY) is None
    assert scene.screening.clock_jumps == 0
