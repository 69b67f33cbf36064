"""A mission day starts its processes, keeps the server alive, and ends every one of them."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from console.cli.children import end
from console.cli.mission_day import DayPlan, MissionDay
from console.cli.ports import PortSet
from console.domain.roles import Role

FAKE = (sys.executable, str(Path(__file__).parents[1] / "data" / "fake_cupola.py"))
DEADLINE_S = 60


@pytest.fixture
def a_day(monkeypatch, tmp_path):
    """Return a way to begin a day of fake processes; what they and it said is in `said`."""

    def begin(behaviour="", **plan):
        monkeypatch.setenv("FAKE_CUPOLA", behaviour)
        said = []
        plan = DayPlan(mission="meridian-1", file=tmp_path / "a.mission", **plan)
        day = MissionDay(plan, PortSet(), said.append, program=FAKE)
        day.said = said
        return day

    return begin


def heard(day, *lines):
    """Return a condition that stops the day once all `lines` were said."""
    deadline_s = time.monotonic() + DEADLINE_S

    def is_enough():
        assert time.monotonic() < deadline_s, day.said
        return all(any(line in said for said in day.said) for line in lines)

    return is_enough


EVERYBODY = ("[simulator] ", "[server] ", "[flight] ", "[guest] ")


def test_a_day_is_a_simulator_a_server_and_its_consoles(a_day):
    day = a_day()
    day.run(heard(day, *EVERYBODY))
    assert set(day.records) == {"simulator", "server", "flight", "guest"}
    assert day.exit_status == 0


def test_the_simulator_starts_only_once_the_server_serves(a_day):
    day = a_day("server-is-silent", for_s=0.1)
    day.run(heard(day, "[server] server starts", "[guest] ", "[flight] "))
    assert "simulator" not in day.records
    assert day.exit_status == 0


def test_no_process_is_left_when_the_day_ends(a_day):
    ours = psutil.Process()
    before = ours.children(recursive=True)  # a database other tests share, say
    day = a_day()
    day.run(heard(day, *EVERYBODY))
    assert set(ours.children(recursive=True)) <= set(before)
    assert all(record.statuses == [0] for record in day.records.values())
    assert day.records["server"].report["words"][0] == "server"


def test_a_server_that_dies_is_started_again(a_day, tmp_path):
    day = a_day(f"server-dies-once={tmp_path / 'died'}")
    day.run(heard(day, *EVERYBODY, "was killed by signal 9; starting it again"))
    assert day.records["server"].lives == 2
    assert day.exit_status == 0


def test_a_server_that_cannot_live_is_given_up(a_day):
    day = a_day("server-dies")
    day.run(heard(day, "never said"))
    assert any("giving up" in line for line in day.said)
    assert day.records["server"].lives == 3
    assert day.exit_status == 1


def test_closing_the_last_console_ends_the_day(a_day):
    day = a_day("console-closes", roles=(Role.GUEST,))
    day.run(heard(day, "never said"))
    assert day.exit_status == 0


def test_bad_input_ends_the_day_with_status_2(a_day):
    day = a_day("bad")
    day.run(heard(day, "never said"))
    assert "[simulator] cupola: there is no mission 'bad'" in day.said
    assert day.exit_status == 2


def test_a_process_that_does_not_end_is_killed_and_said_so(a_day, monkeypatch):
    monkeypatch.setitem(end.__kwdefaults__, "within_s", 3.0)
    day = a_day("deaf")
    day.run(heard(day, *EVERYBODY))
    assert day.killed == ["simulator"]
    assert day.exit_status == 1


def test_the_processes_are_told_where_to_meet(a_day):
    day = a_day()
    day.run(heard(day, *EVERYBODY))
    words = {name: record.report["words"] for name, record in day.records.items()}
    assert after("--publish", words["simulator"]) == after("--source", words["server"])
    assert after("--listen", words["server"]) == day.server
    assert after("--server", words["flight"]) == after("--server", words["guest"]) == day.server


def test_speed_and_faults_go_to_the_simulator(a_day):
    day = a_day(speed=60, faults=("F01@+00:00:10", "F11@+00:01:00"))
    day.run(heard(day, *EVERYBODY))
    words = " ".join(day.records["simulator"].report["words"])
    assert "--speed 60 --until-stdin-closes --fault F01@+00:00:10 --fault F11@+00:01:00" in words


def test_headless_consoles_draw_offscreen_for_their_time(a_day, tmp_path):
    day = a_day(is_headless=True, for_s=20, screenshots=tmp_path)
    day.run(heard(day, *EVERYBODY))
    report = day.records["guest"].report
    assert report["screen"] == "offscreen"
    assert after("--for", report["words"]) == "20"
    assert after("--screenshots", report["words"]) == str(tmp_path)


def after(word, words):
    return words[words.index(word) + 1]
