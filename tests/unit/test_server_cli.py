"""How a mission server begins: its file, its new life, its numbers."""

import itertools
from contextlib import nullcontext

import pytest
from builders import a_mission

from console.domain.facts import MissionOpened, ServerStarted
from console.protocol import ProtocolError
from console.server.cli import ServerSettings, authority_over, serve
from console.server.record import Record
from telemetry.curve import KeyFolder, KeysError
from telemetry.lifeline import Lifeline
from telemetry.mission import MissionError, read_configuration
from telemetry.sockets import LinkError


@pytest.fixture
def record(tmp_path):
    made = Record.open(tmp_path / "a.mission", read_configuration("meridian-1"))
    yield made
    made.close()


@pytest.fixture
def no_signals(monkeypatch):
    """A lifeline that is cut at once and leaves the process's signals alone."""
    monkeypatch.setattr(Lifeline, "__init__", lambda self, *, is_child: None)
    monkeypatch.setattr(Lifeline, "ending_at_once", lambda self: nullcontext())
    monkeypatch.setattr(Lifeline, "is_cut", property(lambda self: True))


def settings(tmp_path, **other):
    return ServerSettings(
        **{"mission": "meridian-1", "file": tmp_path / "new" / "a.mission"} | other
    )


def test_a_new_file_begins_with_the_mission_and_the_servers_first_life(record):
    authority = authority_over(record, [])
    opened, started = (entry.fact for entry in authority.log)
    assert isinstance(opened, MissionOpened)
    assert opened.mission == "meridian-1"
    assert started == ServerStarted(epoch=1)
    assert record.entries() == authority.log
    assert authority.log[0].mission_ns == a_mission().simulation_start_ns


def test_another_life_on_the_same_file_keeps_the_record_and_raises_the_epoch(record):
    first = authority_over(record, [])
    second = authority_over(record, [])
    assert second.record == first.record
    assert (first.epoch, second.epoch) == (1, 2)
    assert [entry.sequence for entry in second.log] == [1, 2, 3]


def test_two_files_are_two_records(tmp_path):
    names = set()
    for name in "ab":
        record = Record.open(tmp_path / name, read_configuration("meridian-1"))
        names.add(authority_over(record, []).record)
        record.close()
    assert len(names) == 2


@pytest.mark.parametrize(
    ("other", "problem", "kind"),
    [
        ({"listen": "nonsense"}, "not an address", ProtocolError),
        ({"listen": "tcp://0.0.0.0:7700"}, "needs keys", LinkError),
        ({"mission": "atlantis"}, "atlantis", MissionError),
    ],
)
def test_bad_input_is_refused_before_a_file_is_begun(tmp_path, no_signals, other, problem, kind):
    wanted = settings(tmp_path, **other)
    with pytest.raises(kind, match=problem):
        serve(wanted)
    assert not wanted.file.exists()


def test_keys_that_cannot_be_used_are_refused_before_a_file_is_begun(tmp_path, no_signals):
    wanted = settings(tmp_path, keys=tmp_path / "keys")
    KeyFolder(tmp_path / "keys").make("flight", "anna")
    with pytest.raises(KeysError, match="no key for the role server"):
        serve(wanted)
    assert not wanted.file.exists()


def test_a_served_mission_reports_its_numbers(tmp_path, no_signals, capsys):
    from live_server import free_listen

    wanted = settings(tmp_path, listen=free_listen(), source=free_listen(), report=True)
    assert serve(wanted) == 0
    said = capsys.readouterr()
    assert '"frames_received": 0' in said.out
    assert f"serving {wanted.listen}" in said.err


def test_epochs_never_repeat(record):
    lives = list(itertools.islice(iter(record.raise_epoch, None), 3))
    assert lives == [1, 2, 3]
