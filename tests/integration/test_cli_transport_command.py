import pytest
from live_server import free_listen
from recorded_day import raised, record_a_day, replaying

from console.cli import main, transport_command
from telemetry.timebase import utc_text


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "day.mission"
    return path, record_a_day(path)


def test_a_replay_is_driven_from_the_command_line(day, capsys):
    path, log = day
    with replaying(path) as (server, listen):

        def drive(*words):
            assert main(["transport", *words, "--server", listen]) == 0
            return capsys.readouterr().out

        assert "paused" in drive("status")
        assert utc_text(raised(log)[0]) in drive("step", "next-alarm")
        assert "T14:02:30Z" in drive("seek", "T+00:00:10")
        assert "playing at 0.5 times real" in drive("play", "--speed", "0.5")
        assert "paused" in drive("pause")
        drive("loop", "T+00:00:10", "T+00:00:20")
        drive("mark", "here it begins")
        assert [mark.name for mark in server._bookmarks.all()] == ["here it begins"]
        for words, told in (
            (("step", "sideways"), "not understood"),
            (("seek", "soon"), "neither a time"),
            (("play", "--speed", "5000"), "0.1 to 1000"),
        ):
            assert main(["transport", *words, "--server", listen]) == 2
            told_by_us = capsys.readouterr().err
            assert told in told_by_us
            assert told_by_us.count("\n") == 1


def test_where_no_replay_answers_it_says_so(capsys, monkeypatch):
    monkeypatch.setattr(transport_command, "ANSWER_WITHIN_S", 0.1)
    assert main(["transport", "status", "--server", free_listen()]) == 2
    assert "no replay answers" in capsys.readouterr().err
