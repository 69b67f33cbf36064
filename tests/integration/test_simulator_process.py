"""The simulator as a real process: what it publishes, answers, writes, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zmq
from builders import a_mission

from simulator.cli import main
from telemetry.store import MissionFile
from telemetry.wire import CLOCK_TOPIC, SourceKind, decode_clock, decode_frame

HOME = Path(__file__).resolve().parents[2]
SOON_S = 60.0


@pytest.fixture
def context():
    with zmq.Context() as made:
        yield made


@pytest.fixture
def start():
    """Return a function that starts the simulator; whatever was started ends with the test."""
    started = []

    def begin(*options, **other):
        process = subprocess.Popen(
            [sys.executable, "-m", "simulator.cli", "--mission", "meridian-1", *options],
            cwd=HOME,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **other,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=SOON_S)


def endpoints(process):
    """Return where the process publishes and takes commands, from the line it prints."""
    words = process.stderr.readline().replace(",", " ").split()
    return [word for word in words if word.startswith("tcp://")]


def heard(context, endpoint, is_enough):
    """Return messages from a publisher until there are enough, or time is up."""
    messages = []
    with context.socket(zmq.SUB) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.subscribe(b"")
        socket.connect(endpoint)
        deadline = time.monotonic() + SOON_S
        while not is_enough(messages) and time.monotonic() < deadline:
            if socket.poll(100):
                messages.append(socket.recv_multipart())
    return messages


def packets_in(messages):
    return {decode_frame(data).packet for topic, data in messages if topic != CLOCK_TOPIC}


def asked(socket, request):
    """Return the answer to a request."""
    socket.send(json.dumps(request).encode())
    assert socket.poll(SOON_S * 1000)
    return json.loads(socket.recv())


def test_it_publishes_frames_of_every_fast_packet_and_its_clock(start, context):
    process = start("--publish", "tcp://127.0.0.1:0", "--speed", "60")
    (endpoint,) = endpoints(process)
    every = {packet.name for packet in a_mission().database.sent.packets}
    messages = heard(context, endpoint, lambda found: packets_in(found) >= every)
    assert packets_in(messages) == every
    clocks = [decode_clock(data) for topic, data in messages if topic == CLOCK_TOPIC]
    assert {clock.kind for clock in clocks} == {SourceKind.SIMULATION}
    assert {clock.rate for clock in clocks} == {60.0}
    assert clocks[-1].mission_ns > clocks[0].mission_ns >= a_mission().simulation_start_ns


def test_it_keeps_its_pace(start, context):
    process = start("--publish", "tcp://127.0.0.1:0", "--speed", "60")
    (endpoint,) = endpoints(process)
    times, pace = [], 0.0

    def has_kept_its_pace(found):
        """A busy machine may hold up both of us for a moment; what was missed is caught up."""
        nonlocal pace
        if found and found[-1][0] == CLOCK_TOPIC:
            times.append((time.monotonic(), decode_clock(found[-1][1]).mission_ns / 1e9))
        if len(times) > 25:
            (wall_0, mission_0), (wall_1, mission_1) = times[2], times[-1]
            pace = (mission_1 - mission_0) / (wall_1 - wall_0)
        return pace == pytest.approx(60.0, rel=0.1)

    heard(context, endpoint, has_kept_its_pace)
    assert pace == pytest.approx(60.0, rel=0.1)


def test_it_answers_commands_over_its_own_socket(start, context):
    process = start("--publish", "tcp://127.0.0.1:0", "--commands", "tcp://127.0.0.1:0")
    _, commands = endpoints(process)
    with context.socket(zmq.REQ) as socket:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(commands)
        source = asked(socket, {"do": "status"})["source"]
        request = {"do": "inject", "fault": "F01", "request": "r1"}
        assert not asked(socket, request)["accepted"]
        assert asked(socket, {**request, "source": source}) == {"accepted": True, "request": "r1"}


def test_it_ends_when_its_parent_lets_go_of_its_standard_input(start):
    process = start("--publish", "tcp://127.0.0.1:0", "--until-stdin-closes", stdin=subprocess.PIPE)
    endpoints(process)
    process.stdin.close()
    process.stdin = None
    assert process.wait(SOON_S) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(start, number):
    process = start("--publish", "tcp://127.0.0.1:0")
    endpoints(process)
    os.kill(process.pid, number)
    assert process.wait(SOON_S) == 0
    assert process.stdout.read() == ""


def test_it_writes_a_mission_file_of_everything(tmp_path):
    path = tmp_path / "day.mission"
    options = ["--mission", "meridian-1", "--for", "20min", "--speed", "max"]
    assert main([*options, "--output", str(path), "--fault", "F01@+00:05:00"]) == 0
    with MissionFile.read(path) as file:
        first_ns, last_ns = file.span_ns
        assert (last_ns - first_ns) / 1e9 == pytest.approx(1200.0, abs=1.0)
        assert {packet.name for packet in file.packets} == {
            packet.name for packet in a_mission().database.packets
        }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--mission is missing"),
        (["--mission", "atlantis"], "there is no mission 'atlantis'"),
        (["--mission", "meridian-1", "--fault", "F01@soon"], "not a duration"),
        (["--mission", "meridian-1", "--fault", "F01"], "not of the form"),
        (["--mission", "meridian-1", "--fault", "F01*x@+1h"], "not a severity"),
        (["--mission", "meridian-1", "--fault", "F99@+1h"], "no fault 'F99'"),
        (["--mission", "meridian-1", "--set", "cabin.volume_m3=-1"], "not between"),
        (["--mission", "meridian-1", "--set", "cabin"], "not of the form"),
        (["--mission", "meridian-1", "--set", "cabin.volume_m3=0.2"], "too fast for this model"),
        (["--mission", "meridian-1", "--scenario", "nothing"], "no scenario 'nothing'"),
        (["--mission", "meridian-1", "--scenario", "/nowhere.toml"], "No such file"),
        (["--mission", "meridian-1", "--speed", "fast"], "--speed"),
        (["--mission", "meridian-1", "--for", "0"], "--for must be positive"),
        (["--mission", "meridian-1", "--for", "never"], "--for"),
        (["--mission", "meridian-1", "--start", "then"], "--start"),
        (["--mission", "meridian-1", "--resume", "/nowhere"], "No such file"),
        (["--mission", "meridian-1", "--publish", "nonsense"], "cannot bind nonsense"),
    ],
)
def test_bad_options_are_one_clear_line_and_status_2(options, words, capsys):
    assert main([*options]) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_a_busy_port_is_named(context, capsys):
    with context.socket(zmq.PUB) as socket:
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        options = ["--mission", "meridian-1", "--publish", f"tcp://127.0.0.1:{port}"]
        assert main(options) == 2
    assert f"cannot bind tcp://127.0.0.1:{port}" in capsys.readouterr().err


def test_an_existing_file_is_not_overwritten(tmp_path, capsys):
    path = tmp_path / "day.mission"
    path.write_text("mine")
    options = ["--mission", "meridian-1", "--for", "1min", "--output", str(path)]
    assert main(options) == 2
    assert path.read_text() == "mine"
    assert "exists" in capsys.readouterr().err


def test_every_parameter_is_listed_with_unit_and_default(capsys):
    assert main(["--list-parameters"]) == 0
    lines = capsys.readouterr().out.splitlines()
    listed = {line.split("\t")[0]: line.split("\t")[1:] for line in lines[1:]}
    assert listed["cabin.volume_m3"][:2] == ["16.0", "m³"]
    assert all(len(fields) == 4 and fields[3] for fields in listed.values())


def test_a_state_out_of_range_stops_with_the_state_saved(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scenario = tmp_path / "furnace.toml"
    scenario.write_text(
        '[state]\n"air.extra_heat_w[1]" = 5e5\n[parameters.cabin]\n'
        "shell_conductance_w_per_k = 0.0\n"
    )
    options = ["--mission", "meridian-1", "--scenario", str(scenario), "--for", "1h"]
    assert main([*options, "--speed", "max", "--output", "x.mission"]) == 1
    assert (tmp_path / "meridian-1-stopped.snapshot").stat().st_size > 1000
    assert "which this model does not describe" in capsys.readouterr().err
