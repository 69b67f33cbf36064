"""The summary of a headless day says what was measured, and admits what was missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from console.cli.mission_day import DayPlan, ProcessRecord
from console.cli.summary import Summary
from console.client.understudy import Plays
from console.domain.roles import Role

SERVER = {
    "frames_received": 600,
    "frames_lost": 2,
    "values_received": 7200,
    "alarms_raised": 3,
    "windows_planned": 4,
    "windows_held": 1,
}
CONSOLE = {
    "frames_received": 590,
    "frames_lost": 0,
    "redraws": 1200,
    "painted_pages": ["life-support", "orbit"],
    "redraws_per_s": 20.0,
    "latency_p50_ms": 61.5,
    "latency_p95_ms": 98.2,
    "first_value_at_s": 104.5,
}


def a_summary(*, server=SERVER, console=CONSOLE, screenshots=None):
    plan = DayPlan(
        mission="meridian-1",
        file=Path("day.mission"),
        roles=(Role.FLIGHT,),
        is_headless=True,
        screenshots=screenshots,
    )
    records = {
        "server": ProcessRecord(
            name="server", lives=1, ran_s=60.0, cpu_s=6.0, memory_mb=80, report=server
        ),
        "flight": ProcessRecord(name="flight", lives=1, ran_s=60.0, cpu_s=24.0, report=console),
    }
    return Summary(plan=plan, records=records, ran_s=61.0, started_s=100.0, plays=Plays(proposed=4))


def test_a_day_that_worked_misses_nothing():
    assert a_summary().missing() == []


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"server": None}, "the server reported nothing"),
        ({"server": SERVER | {"frames_received": 0}}, "the server received no frames"),
        (
            {"console": CONSOLE | {"frames_received": 0}},
            "the flight console received no frames",
        ),
        ({"console": CONSOLE | {"redraws": 0}}, "the flight console painted nothing"),
        ({"console": CONSOLE | {"painted_pages": []}}, "the flight console painted nothing"),
        ({"console": CONSOLE | {"latency_p50_ms": None}}, "no console painted any telemetry"),
    ],
)
def test_what_did_not_happen_is_missing(change, missing):
    assert a_summary(**change).missing() == [missing]


def test_a_console_that_left_no_report_is_missing():
    assert "the flight console reported nothing" in a_summary(console=None).missing()


def test_pictures_that_were_wanted_and_not_saved_are_missing(tmp_path):
    assert a_summary(screenshots=tmp_path).missing() == [
        f"the flight console saved no picture in {tmp_path}"
    ]
    (tmp_path / "flight-orbit.png").touch()
    assert a_summary(screenshots=tmp_path).missing() == []


def test_the_text_says_every_number_once_measured():
    text = a_summary().text()
    for said in (
        "600 frames received by the server, 2 lost, 120 values/s",
        "3 raised",
        "4 windows planned, 1 held",
        "the rehearsal had 4 proposals",
        "4.5 s until the flight console showed telemetry",
    ):
        assert said in text
    console = next(line for line in text.splitlines() if line.startswith("flight "))
    assert console.split() == ["flight", "590", "0", "20.0", "61.5", "98.2", "-"]
    cpu = [line.split() for line in text.splitlines() if line.startswith("server ")]
    assert cpu == [["server", "10", "80", "1"]]


def test_a_summary_without_any_report_still_reads():
    assert "meridian-1" in a_summary(server=None, console=None).text()


def test_why_the_rehearsal_was_refused_is_said_once():
    plays = Plays(proposed=1, refusals=("The dome is taken.", "It is already over."))
    text = replace(a_summary(), plays=plays).text()
    assert "2 refused" in text
    assert "first because: The dome is taken." in text
    assert "already over" not in text
