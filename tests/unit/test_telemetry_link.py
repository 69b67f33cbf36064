import logging
import time
from collections.abc import Iterator

import numpy as np
import pytest
import zmq

from telemetry.link import ClockReceived, FrameIntake, FramePublisher, Received, drain
from telemetry.sockets import subscribe
from telemetry.timebase import ManualClock
from telemetry.wire import (
    ClockAnnouncement,
    Frame,
    SourceKind,
    encode_clock,
    encode_frame,
    frame_topic,
)

DEADLINE_MS = 30_000
RECEIVED_NS = 1_700_000_000_000_000_000


@pytest.fixture
def intake() -> FrameIntake:
    return FrameIntake(ManualClock(RECEIVED_NS))


@pytest.fixture
def context() -> Iterator[zmq.Context]:
    with zmq.Context() as context:
        yield context


def a_frame(packet: str = "ARS_1HZ", sequence: int = 0) -> Frame:
    return Frame(
        source="sim/1",
        packet=packet,
        sequence=sequence,
        generated_ns=1_631_750_400_000_000_000,
        values=np.array([[1.5]]),
    )


def test_a_frame_message_becomes_a_stamped_frame(intake: FrameIntake) -> None:
    arrival = intake.take([frame_topic("ARS_1HZ", medical=False), encode_frame(a_frame())])
    assert isinstance(arrival, Received)
    assert (arrival.frame, arrival.received_ns) == (a_frame(), RECEIVED_NS)


def test_a_clock_message_becomes_a_stamped_announcement(intake: FrameIntake) -> None:
    clock = ClockAnnouncement(source="sim/1", kind=SourceKind.LIVE, mission_ns=1, rate=0.0)
    arrival = intake.take([b"clock", encode_clock(clock)])
    assert isinstance(arrival, ClockReceived)
    assert (arrival.clock, arrival.received_ns) == (clock, RECEIVED_NS)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"f/ARS_1HZ"],
        [b"f/ARS_1HZ", b"not a frame"],
        [b"f/ARS_1HZ", encode_frame(a_frame()), b"more"],
        [b"clock", encode_frame(a_frame())],
        [b"f/OTHER", encode_frame(a_frame())],
        [b"", encode_frame(a_frame())],
    ],
)
def test_a_message_that_is_no_frame_is_dropped_and_counted(
    intake: FrameIntake, parts: list[bytes]
) -> None:
    assert intake.take(parts) is None
    assert intake.dropped == 1


def test_drops_are_logged_at_the_first_second_fourth_eighth(
    intake: FrameIntake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(9):
            intake.take([b"f/ARS_1HZ", b"garbage"])
    assert [record.args[0] for record in caplog.records] == [1, 2, 4, 8]


def test_draining_reads_no_more_than_asked_and_does_not_block(context: zmq.Context) -> None:
    publisher = FramePublisher("inproc://drain", context)
    socket = subscribe(context, "inproc://drain")
    intake = FrameIntake(ManualClock(RECEIVED_NS))
    assert list(drain(socket, intake)) == []
    deadline_s = time.monotonic() + DEADLINE_MS / 1000
    while not socket.poll(10) and time.monotonic() < deadline_s:
        publisher.send(a_frame())
    list(drain(socket, intake))
    for sequence in range(5):
        publisher.send(a_frame(sequence=sequence))
    assert len(list(drain(socket, intake, at_most=3))) == 3
    assert len(list(drain(socket, intake))) == 2
    socket.close()
    publisher.close()


def test_a_frame_under_another_packets_topic_is_refused(intake: FrameIntake) -> None:
    assert intake.take([b"f/BIO_1HZ", encode_frame(a_frame())]) is None


def test_a_publisher_hears_when_somebody_begins_to_listen(context: zmq.Context) -> None:
    publisher = FramePublisher("inproc://heard", context)
    assert not publisher.hears_a_listener(0.0)
    socket = subscribe(context, "inproc://heard")
    assert publisher.hears_a_listener(DEADLINE_MS / 1000)
    publisher.send(a_frame())
    assert socket.poll(DEADLINE_MS)
    socket.close()
    publisher.close()
