"""``cupola bridge`` beside a mission server: what PlotJuggler would hear."""

import subprocess
import sys

import msgpack
import numpy as np
import zmq
from builders import a_mission
from live_server import FAN, free_listen, serving, wait_until

from console.client.plot_bridge import TIMESTAMP, messages
from telemetry.wire import Frame

PACKET = a_mission().database.place[FAN][0]


def a_frame(values: np.ndarray) -> Frame:
    return Frame(source="s/1", packet=PACKET.name, sequence=0, generated_ns=10**9, values=values)


def test_a_row_is_a_map_of_numbers_with_its_time_and_without_invalid_values():
    values = np.full((2, PACKET.columns), np.nan)
    values[:, 1] = (4.5, 5.5)
    maps = [msgpack.unpackb(each) for each in messages(a_frame(values), PACKET)]
    name = f"{PACKET.name}/{PACKET.parameters[1].id}"
    assert maps == [{TIMESTAMP: 1.0, name: 4.5}, {TIMESTAMP: 1 + PACKET.period_ns / 1e9, name: 5.5}]
    assert list(messages(a_frame(np.full((1, PACKET.columns), np.nan)), PACKET)) == []


def test_plotjuggler_hears_a_servers_telemetry_and_nothing_medical(tmp_path, source):
    listen, publish = free_listen(), free_listen()
    medical = next(packet for packet in a_mission().database.packets if packet.is_medical)
    words = ["bridge", "--plotjuggler", "--server", listen, "--publish", publish]
    context = zmq.Context()
    hearing = context.socket(zmq.SUB)
    hearing.connect(publish)
    hearing.subscribe(b"")  # as PlotJuggler does without topics
    heard, fan = {}, {}
    begun_s = source.now_ns / 1e9

    def hears_the_fan():
        source.reports(medical.parameters[0].id, 80.0)
        source.reports(FAN, 1.0)
        while hearing.poll(10):
            told = msgpack.unpackb(hearing.recv())
            heard.update(told)
            if f"{PACKET.name}/{FAN}" in told:
                fan.update(told)
        return fan

    with (
        serving(tmp_path / "a.mission", source, listen),
        subprocess.Popen(
            [sys.executable, "-m", "console.cli", *words, "--until-stdin-closes"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as bridge,
    ):
        wait_until(hears_the_fan, "the fan's state")
        bridge.stdin.close()
        assert bridge.wait(10) == 0
        assert publish in bridge.stderr.read()
    hearing.close(linger=0)
    context.term()
    assert fan[f"{PACKET.name}/{FAN}"] == 1.0
    assert begun_s <= fan[TIMESTAMP] <= source.now_ns / 1e9
    assert all(isinstance(value, float) for value in heard.values())
    assert not any(name.startswith(f"{medical.name}/") for name in heard)
