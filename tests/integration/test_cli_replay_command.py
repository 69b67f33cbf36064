import subprocess
import sys

import pytest
from live_server import Console, free_listen, wait_until
from recorded_day import joined, record_a_day, replaying

from console.cli import main
from console.client.lines import NOT_ENROLLED
from console.domain.replay_requests import PaceReplay
from console.domain.roles import Role
from telemetry.curve import KeyFolder
from telemetry.wire import SourceKind


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "day.mission"
    record_a_day(path)
    return path


def test_consoles_join_a_replay_which_ends_when_told(recording):
    listen = free_listen()
    words = ["replay", str(recording), "--listen", listen, "--from", "T+00:00:30", "--paused"]
    replay = subprocess.Popen(
        [sys.executable, "-m", "console.cli", *words, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        with joined(listen, Role.OBSERVER) as observer:
            status = observer.desk.replay
            assert status.session == "day"
            assert status.is_paused
            assert status.position_ns == status.start_ns + 30_000_000_000
            assert observer.desk.source_kind is SourceKind.REPLAY
    finally:
        printed, told = replay.communicate(timeout=60)
    assert replay.returncode == 0
    assert printed == ""
    assert f"consoles join {listen}; without keys, so for this machine alone" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--from", "soon"], "--from: 'soon' is neither a time"),
        (["--speed", "5000"], "from 0.1 to 1000"),
        (["--listen", "tcp://0.0.0.0:7700"], "needs keys"),
        (["--listen", "nonsense"], "is not an address"),
        (["--keys", "no-such-folder"], "no-such-folder"),
        (["--publish", "tcp://127.0.0.1:*", "--keys", "no-such-folder"], "no-such-folder"),
    ],
)
def test_bad_input_is_one_line_and_status_2(recording, words, told, capsys):
    assert main(["replay", str(recording), *words]) == 2
    told_by_us = capsys.readouterr().err
    assert told in told_by_us
    assert told_by_us.count("\n") == 1


def test_with_keys_only_the_enrolled_join_and_only_a_trainers_key_drives(recording, tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    for role, name in (("server", "main"), ("trainer", "tom"), ("flight", "anna")):
        keys.make(role, name)
    stranger = KeyFolder(tmp_path / "stranger")
    stranger.make("trainer", "mallory")
    stranger.enrol(keys.path / "main.pub")
    play = PaceReplay(speed=1.0, is_paused=True)
    with replaying(recording, keys=keys) as (_server, listen):
        with joined(listen, Role.TRAINER, keys=keys) as trainer:
            assert trainer.desk.is_secured
            assert trainer.asks(play).accepted
        with joined(listen, Role.FLIGHT, keys=keys) as flight:
            assert "Only the Trainer" in flight.asks(play).reason
        outside = Console(listen, Role.TRAINER, keys=stranger)
        try:
            wait_until(lambda: outside.look().complaint == NOT_ENROLLED, "the refusal")
        finally:
            outside.session.close()
