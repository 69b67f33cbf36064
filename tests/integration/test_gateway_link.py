"""Space packets over UDP and TCP arrive as frames at the other end of a link."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty

import numpy as np
import pytest
import zmq

from telemetry.gateway import Gateway
from telemetry.link import ClockReceived, FramePublisher, FrameReceiver, Received
from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import read_definition
from telemetry.packet_sources import PacketSource, TcpSource, UdpSource
from telemetry.space_packet import PacketSplitter
from telemetry.time_code import usual_time_code
from telemetry.timebase import SystemClock
from telemetry.xtce import load_database

JPSS = Path(__file__).parents[1] / "data" / "jpss1"
DEADLINE_S = 30.0


@pytest.fixture(scope="module")
def packets() -> list[bytes]:
    (capture,) = JPSS.glob("*.DAT1")
    return list(PacketSplitter().feed(capture.read_bytes()))[:2000]


@pytest.fixture
def context() -> Iterator[zmq.Context]:
    with zmq.Context() as context:
        yield context


Send = Callable[[list[bytes]], None]


def received_through(
    source: PacketSource, context: zmq.Context, send: Send, packets: list[bytes]
) -> tuple[list[Received], list[ClockReceived]]:
    """Run a gateway on `source`; return what arrived of all but the first of `packets`.

    The first is sent until it is heard, because a subscription takes its time to arrive.
    """
    xtce = (JPSS / "jpss1_geolocation_xtce_v1.xml").read_bytes()
    definition = read_definition(xtce)
    time_code = usual_time_code(frozenset(definition.parameters))
    decoder = PacketDecoder(
        load_database(xtce, b""), definition, time_code=time_code, source="gateway/1"
    )
    publisher = FramePublisher("tcp://127.0.0.1:0", context)
    receiver = FrameReceiver(publisher.endpoint, context, SystemClock())
    gateway = Gateway(
        source, decoder, publisher, SystemClock(), medical=frozenset(), source="gateway/1"
    )
    stop = threading.Event()
    thread = threading.Thread(target=gateway.run, args=(stop.is_set,))
    thread.start()
    frames: list[Received] = []
    clocks: list[ClockReceived] = []
    deadline_s = time.monotonic() + DEADLINE_S
    knock, *rest = packets
    send([knock])
    heard_ns = None
    while not (len(frames) == len(rest) and clocks) and time.monotonic() < deadline_s:
        try:
            arrival = receiver.arrivals.get(timeout=0.05)
        except Empty:
            if heard_ns is None:
                send([knock])
            continue
        if isinstance(arrival, ClockReceived):
            clocks.append(arrival)
        elif heard_ns is None:
            heard_ns = arrival.frame.generated_ns
            send(rest)
        elif arrival.frame.generated_ns != heard_ns:
            frames.append(arrival)
    stop.set()
    thread.join()
    receiver.close()
    publisher.close()
    return frames, clocks


def test_datagrams_become_frames_at_the_other_end(
    packets: list[bytes], context: zmq.Context
) -> None:
    source = UdpSource("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:

        def send(some: list[bytes]) -> None:
            for packet in some:
                sender.sendto(packet, ("127.0.0.1", source.port))

        frames, clocks = received_through(source, context, send, packets[:201])
    assert {frame.frame.packet for frame in frames} == {"JPSS_ATT_EPHEM"}
    radius_km = [np.linalg.norm(frame.frame.values[0, 7:10]) / 1000 for frame in frames]
    # The satellite's mean altitude is 824 km above a mean radius of 6 371 km.
    assert np.abs(np.array(radius_km) - 7195).max() < 30
    assert clocks


def test_a_stream_becomes_frames_at_the_other_end(
    packets: list[bytes], context: zmq.Context
) -> None:
    connections: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def send(some: list[bytes]) -> None:
            if not connections:
                connections.append(server.accept()[0])
            connections[0].sendall(b"".join(some))

        source = TcpSource("127.0.0.1", server.getsockname()[1])
        try:
            frames, _ = received_through(source, context, send, packets[:101])
        finally:
            for connection in connections:
                connection.close()
    times_ns = [frame.frame.generated_ns for frame in frames]
    assert len(times_ns) == 100
    assert times_ns == sorted(times_ns)
