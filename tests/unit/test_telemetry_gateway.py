import logging
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest
from packet_builder import a_container, a_definition, a_packet_of_bytes, integer_type

from telemetry.gateway import Gateway
from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import read_definition
from telemetry.packet_sources import FileSource
from telemetry.time_code import parse_time_code
from telemetry.timebase import NS_PER_S, ManualClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind
from telemetry.xtce import load_database

T0_S = 1_631_750_400
XTCE = a_definition(
    integer_type("S", 32) + integer_type("N", 8), ["S", "N"], a_container("P", ["S", "N"])
)


class Heard:
    """Keeps what was published."""

    def __init__(self) -> None:
        self.frames: list[tuple[Frame, bool]] = []
        self.clocks: list[ClockAnnouncement] = []
        self.order: list[str] = []

    def send(self, frame: Frame, *, medical: bool = False) -> None:
        self.frames.append((frame, medical))
        self.order.append("frame")

    def send_clock(self, announcement: ClockAnnouncement) -> None:
        self.clocks.append(announcement)
        self.order.append("clock")


class Packets:
    """Gives packets, each at one call."""

    def __init__(self, *packets: bytes) -> None:
        self._packets = list(packets)
        self.skipped_bytes = 2
        self.is_closed = False

    @property
    def is_over(self) -> bool:
        return not self._packets

    def packets(self) -> Iterator[bytes]:
        yield self._packets.pop(0)

    def close(self) -> None:
        self.is_closed = True


def a_packet(second: int, *, apid: int = 100) -> bytes:
    return a_packet_of_bytes((T0_S + second).to_bytes(4) + b"\x07", count=second, apid=apid)


def a_gateway(packets: Packets | FileSource, heard: Heard, **options: object) -> Gateway:
    decoder = PacketDecoder(
        load_database(XTCE, b""),
        read_definition(XTCE),
        time_code=parse_time_code("cuc:1970-01-01:S"),
        source="gateway/1",
    )
    fields = {"medical": frozenset(), "source": "gateway/1"} | options
    return Gateway(packets, decoder, heard, ManualClock(5), **fields)  # type: ignore[arg-type]


def test_packets_become_frames_and_the_clock_follows_them() -> None:
    heard, packets = Heard(), Packets(a_packet(0), a_packet(1))
    gateway = a_gateway(packets, heard)
    gateway.run(lambda: False)
    assert [frame.generated_ns for frame, _ in heard.frames] == [
        T0_S * NS_PER_S, (T0_S + 1) * NS_PER_S,
    ]  # fmt: skip
    assert heard.clocks[0].kind is SourceKind.LIVE
    assert heard.clocks[0].rate == 1.0
    assert 0 <= heard.clocks[0].mission_ns - T0_S * NS_PER_S < NS_PER_S
    assert packets.is_closed


def test_the_clock_is_announced_before_the_first_frame() -> None:
    heard = Heard()
    a_gateway(Packets(a_packet(0)), heard).run(lambda: False)
    assert heard.order[:2] == ["clock", "frame"]
    assert heard.clocks[0].mission_ns >= heard.frames[0][0].generated_ns


def test_medical_packets_go_on_the_private_stream() -> None:
    heard = Heard()
    a_gateway(Packets(a_packet(0)), heard, medical=frozenset({"P"})).run(lambda: False)
    assert [medical for _, medical in heard.frames] == [True]


def test_a_recording_is_a_replay_at_its_speed(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    path.write_bytes(b"".join(a_packet(second) for second in range(21)))
    heard = Heard()
    a_gateway(FileSource(path), heard, speed=100.0).run(lambda: False)
    assert len(heard.frames) == 21
    assert {clock.kind for clock in heard.clocks} == {SourceKind.REPLAY}
    assert {clock.rate for clock in heard.clocks} == {100.0}
    assert len(heard.clocks) >= 2  # 20 s at a hundred times are two tenths of a second


def test_as_fast_as_it_goes_the_clock_stands_between_announcements() -> None:
    heard = Heard()
    a_gateway(Packets(a_packet(0), a_packet(1000)), heard, speed=inf).run(lambda: False)
    assert len(heard.frames) == 2
    assert heard.clocks[0].rate == 0.0


def test_it_stops_when_told_to() -> None:
    heard, packets = Heard(), Packets(a_packet(0), a_packet(10_000))
    gateway = a_gateway(packets, heard, speed=1.0)
    gateway.run(lambda: gateway.frames == 1)
    assert gateway.frames == 1
    assert packets.is_closed


def test_at_the_end_it_tells_what_was_lost(caplog: pytest.LogCaptureFixture) -> None:
    packets = Packets(a_packet(0), a_packet(3), a_packet(0, apid=9), a_packet_of_bytes(b"\0"))
    with caplog.at_level(logging.INFO):
        a_gateway(packets, Heard()).run(lambda: False)
    told = [each.getMessage() for each in caplog.records if each.name == "telemetry.gateway"]
    assert told[0].startswith("APID 9: 1 packets, 0 decoded, 1 unknown")
    assert told[1].startswith("APID 100: 3 packets, 2 decoded, 0 unknown, 1 short")
    assert "2 bytes belonged to no packet" in told[2]
