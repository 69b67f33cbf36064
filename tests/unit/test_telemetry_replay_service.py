from collections.abc import Iterator
from pathlib import Path

import pytest
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame, at

from telemetry.replay import Played, Replayer
from telemetry.replay_service import STEP_S, ReplayService
from telemetry.store import MissionFile
from telemetry.wire import ClockAnnouncement, Frame

SECONDS = 1000


class PassingTime:
    """Time that passes when somebody sleeps."""

    now_s = 0.0

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds


class Heard:
    """Keeps what was published."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.clocks: list[ClockAnnouncement] = []
        self.facts: list[int] = []

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        del medical
        self.frames.append(frame)

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        self.clocks.append(announcement)

    def told(self, played: Played) -> None:
        self.facts += [fact.row.sequence for fact in played.facts]


@pytest.fixture
def replayer(tmp_path: Path) -> Iterator[Replayer]:
    with MissionFile.create(
        tmp_path / "day", mission="m", configuration=CONFIGURATION, database=DATABASE
    ) as mission:
        for second in range(SECONDS):
            mission.append_frame(a_frame(second, (second, 0.0)), T0_NS)
        mission.append_entries([a_fact(1, mission_ns=at(500))])
    with MissionFile.read(tmp_path / "day") as reading:
        yield Replayer(reading, session="x")


def test_it_plays_at_its_pace_and_announces_the_clock(
    replayer: Replayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, time = Heard(), PassingTime()
    monkeypatch.setattr("telemetry.replay_service.time", time)
    replayer.set_speed(500.0)
    replayer.play()
    service = ReplayService(replayer, heard, on_played=heard.told)
    service.run(lambda: replayer.is_at_end)
    assert time.now_s == pytest.approx((SECONDS - 1) / 500.0, abs=2 * STEP_S)
    assert [frame.values[0, 0] for frame in heard.frames] == list(range(SECONDS))
    assert heard.facts == [1]
    assert [clock.mission_ns for clock in heard.clocks] == sorted(
        clock.mission_ns for clock in heard.clocks
    )
    assert len(heard.clocks) > 10


def test_as_fast_as_it_goes_everything_is_sent(replayer: Replayer) -> None:
    heard = Heard()
    ReplayService(replayer, heard, on_played=heard.told).run_through(lambda: False)
    assert len(heard.frames) == SECONDS
    assert heard.facts == [1]
    assert heard.clocks[-1].mission_ns == at(SECONDS - 1)


def test_what_a_person_moves_is_announced_at_once(replayer: Replayer) -> None:
    heard = Heard()
    service = ReplayService(replayer, heard, on_played=heard.told)
    service.start()
    service.send(replayer.seek(at(700.5)))
    assert heard.frames[-1].values[0, 0] == 700
    assert heard.clocks[-1].mission_ns == at(700.5)
    assert heard.facts == [1]
    replayer.play()
    service.announce_soon()
    service.turn()
    assert heard.clocks[-1].rate == 1.0


def test_as_fast_as_it_goes_nobody_waits(replayer: Replayer) -> None:
    service = ReplayService(replayer, Heard())
    assert service.rests_s > 0
    replayer.set_speed(float("inf"))
    replayer.play()
    assert service.rests_s == 0
