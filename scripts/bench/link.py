"""Measure the link: frames over a real TCP socket, against one JSON message per sample.

Both ways run in this process over loopback, publisher and receiver each in its own thread.
Afterwards frames are damaged at random and decoded: whatever the bytes, only `FrameError` may
come out.

Usage: python scripts/bench/link.py [--seconds 3] [--damaged 200000]
"""

import argparse
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import zmq

from telemetry.link import FramePublisher, FrameReceiver, Received
from telemetry.sockets import bind, last_endpoint, subscribe
from telemetry.timebase import SystemClock
from telemetry.wire import Frame, FrameError, decode_frame, encode_frame

COLUMNS = 15
T0_NS = 1_631_750_400_000_000_000


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=3.0, help="of each way (default 3)")
    parser.add_argument(
        "--damaged", type=int, default=200_000, help="frames to damage and decode (default 200000)"
    )
    arguments = parser.parse_args()
    for rows in (1, 10):
        values_per_s = frames(arguments.seconds, rows)
        print(f"frames of {rows} × {COLUMNS}: {values_per_s:,.0f} values/s received")
    naive_per_s = samples(arguments.seconds)
    print(f"a JSON message per sample: {naive_per_s:,.0f} values/s received")
    print(f"ratio: {values_per_s / naive_per_s:.0f} ×")
    latency(200)
    damage(arguments.damaged)


def a_frame(sequence: int, rows: int) -> Frame:
    """Return a frame of noise."""
    values = np.random.default_rng(sequence).normal(20, 1, (rows, COLUMNS))
    return Frame(
        source="bench/1", packet="ARS_1HZ", sequence=sequence, generated_ns=T0_NS, values=values
    )


def frames(seconds: float, rows: int) -> float:
    """Publish frames as fast as they are received; return values received per second."""
    with zmq.Context() as context:
        publisher = FramePublisher("tcp://127.0.0.1:0", context)
        receiver = FrameReceiver(publisher.endpoint, context, SystemClock())
        frame = a_frame(0, rows)
        received = flow(
            seconds, lambda: publisher.send(frame), receiver.arrivals.qsize, lambda: publisher.sent
        )
        receiver.close()
        publisher.close()
    return received * rows * COLUMNS


def samples(seconds: float) -> float:
    """Publish every sample as JSON; return values received per second."""
    with zmq.Context() as context:
        publisher = bind(context, zmq.PUB, "tcp://127.0.0.1:0")
        socket = subscribe(context, last_endpoint(publisher), (b"",))
        count, sent, stop = [0], [0], threading.Event()

        def receive() -> None:
            while not stop.is_set():
                if socket.poll(50):
                    count[0] += bool(json.loads(socket.recv_multipart()[1]))
            socket.close()

        def send() -> None:
            sample = {"parameter": "CAB_PPCO2_Z3", "time_ns": T0_NS, "value": 3.25 + sent[0]}
            publisher.send_multipart([b"s", json.dumps(sample).encode()])
            sent[0] += 1

        thread = threading.Thread(target=receive)
        thread.start()
        received = flow(seconds, send, lambda: count[0], lambda: sent[0])
        stop.set()
        thread.join()
        publisher.close()
    return received


def flow(
    seconds: float,
    send: Callable[[], None],
    received: Callable[[], int],
    sent: Callable[[], int],
) -> float:
    """Send with at most 1 000 messages under way; return how many a second were received."""
    while not received():  # until the subscription has reached the publisher
        send()
        time.sleep(0.001)
    first, lead, started_s = received(), sent() - received(), time.perf_counter()
    while time.perf_counter() - started_s < seconds:
        if sent() - received() < lead + 1000:
            send()
        else:
            time.sleep(0.0002)
    return (received() - first) / (time.perf_counter() - started_s)


def latency(count: int) -> None:
    """Print how long a frame takes from `send` to the receiver's stamp."""
    with zmq.Context() as context:
        publisher = FramePublisher("tcp://127.0.0.1:0", context)
        clock = SystemClock()
        receiver = FrameReceiver(publisher.endpoint, context, clock)
        taken_ms: list[float] = []
        frame = a_frame(0, 1)
        while len(taken_ms) < count:
            publisher.send(replace(frame, generated_ns=clock.now_ns()))
            time.sleep(0.005)
            for _ in range(receiver.arrivals.qsize()):
                arrival = receiver.arrivals.get()
                if isinstance(arrival, Received):
                    taken_ms.append((arrival.received_ns - arrival.frame.generated_ns) / 1e6)
        receiver.close()
        publisher.close()
    p50, p99 = np.percentile(taken_ms, (50, 99))
    print(f"from send to received: p50 {p50:.2f} ms, p99 {p99:.2f} ms")


def damage(count: int) -> None:
    """Damage frames at random, decode them and print what became of them."""
    chance = random.Random(1)  # noqa: S311  # damage, not secrets
    whole = [bytearray(encode_frame(a_frame(sequence, sequence % 3 + 1))) for sequence in range(50)]
    refused = 0
    for _ in range(count):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 4)):
            # Mostly the header: the rest are numbers, of which any is one.
            place = chance.randrange(60 if chance.random() < 0.7 else len(data))
            data[place] = chance.randrange(256)
        try:
            decode_frame(
                bytes(data[: chance.choice((len(data), chance.randrange(len(data)))) or 1])
            )
        except FrameError:
            refused += 1
    print(f"{count:,} damaged frames: {refused:,} refused, {count - refused:,} still frames")


if __name__ == "__main__":
    main()
