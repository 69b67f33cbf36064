"""What every transport of a link must do; run on real sockets of each kind."""

import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import numpy as np
import pytest
import zmq

from telemetry.link import Arrival, ClockReceived, FramePublisher, FrameReceiver, Received
from telemetry.timebase import ManualClock
from telemetry.wire import ClockAnnouncement, Frame, SourceKind

DEADLINE_S = 30.0
NOW_NS = 1_631_750_400_000_000_000


def a_frame(sequence: int = 0, *, packet: str = "ARS_1HZ", source: str = "sim/1") -> Frame:
    return Frame(
        source=source,
        packet=packet,
        sequence=sequence,
        generated_ns=NOW_NS + sequence * 1_000_000_000,
        values=np.array([[float(sequence), np.nan]]),
    )


A_CLOCK = ClockAnnouncement(source="sim/1", kind=SourceKind.SIMULATION, mission_ns=NOW_NS, rate=1.0)


@pytest.fixture
def context() -> Iterator[zmq.Context]:
    with zmq.Context() as context:
        yield context


@pytest.fixture(params=["tcp", "inproc", "ipc"])
def endpoint(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return {
        "tcp": "tcp://127.0.0.1:0",
        "inproc": "inproc://frames",
        "ipc": f"ipc://{tmp_path}/f",
    }[request.param]


@pytest.fixture
def publisher(context: zmq.Context, endpoint: str) -> Iterator[FramePublisher]:
    publisher = FramePublisher(endpoint, context)
    yield publisher
    publisher.close()


@pytest.fixture
def receiver(context: zmq.Context, publisher: FramePublisher) -> Iterator[FrameReceiver]:
    receiver = FrameReceiver(publisher.endpoint, context, ManualClock(NOW_NS))
    hear_first(publisher, receiver)
    yield receiver
    receiver.close()


def hear_first(publisher: FramePublisher, receiver: FrameReceiver) -> None:
    """Announce the clock until it is heard: a subscription takes a moment to reach PUB."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        publisher.send_clock(A_CLOCK)
        try:
            receiver.arrivals.get(timeout=0.01)
        except Empty:
            continue
        return
    pytest.fail("the subscription never reached the publisher")


def frames_of(receiver: FrameReceiver, count: int) -> list[Received]:
    found: list[Received] = []
    deadline = time.monotonic() + DEADLINE_S
    while len(found) < count and time.monotonic() < deadline:
        arrival: Arrival = receiver.arrivals.get(timeout=DEADLINE_S)
        if isinstance(arrival, Received):
            found.append(arrival)
    return found


def test_frames_arrive_whole_and_in_order(
    publisher: FramePublisher, receiver: FrameReceiver
) -> None:
    sent = [a_frame(sequence) for sequence in range(500)]
    for frame in sent:
        publisher.send(frame)
    assert [arrival.frame for arrival in frames_of(receiver, 500)] == sent


def test_a_frame_is_stamped_with_the_receivers_clock(
    publisher: FramePublisher, receiver: FrameReceiver
) -> None:
    publisher.send(a_frame())
    assert frames_of(receiver, 1)[0].received_ns == NOW_NS


def test_the_payload_can_be_relayed_unchanged(
    publisher: FramePublisher, receiver: FrameReceiver
) -> None:
    publisher.send(a_frame(), medical=True)
    arrival = frames_of(receiver, 1)[0]
    assert (arrival.topic, arrival.is_medical) == (b"m/ARS_1HZ", True)
    intake = receiver._intake
    again = intake.take([arrival.topic, arrival.payload])
    assert isinstance(again, Received)
    assert again.frame == arrival.frame


def test_the_clock_announcement_arrives(publisher: FramePublisher, receiver: FrameReceiver) -> None:
    publisher.send_clock(A_CLOCK)
    arrival = receiver.arrivals.get(timeout=DEADLINE_S)
    assert isinstance(arrival, ClockReceived)
    assert arrival.clock == A_CLOCK


def test_a_subscription_to_public_frames_hears_no_medical_ones(
    context: zmq.Context, publisher: FramePublisher
) -> None:
    public = FrameReceiver(
        publisher.endpoint, context, ManualClock(NOW_NS), topics=(b"f/", b"clock")
    )
    try:
        hear_first(publisher, public)
        publisher.send(a_frame(0, packet="BIO_1HZ"), medical=True)
        publisher.send(a_frame(1))
        assert [each.frame.packet for each in frames_of(public, 1)] == ["ARS_1HZ"]
    finally:
        public.close()


def test_closing_a_receiver_ends_its_thread(receiver: FrameReceiver) -> None:
    receiver.close()
    assert not receiver.is_running
