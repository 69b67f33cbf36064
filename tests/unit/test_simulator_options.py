"""The simulator's command line: everything wrong is told at once, whatever it is."""

import tomllib

import pytest
from simulations import the_library

from simulator.agenda import ClearFault, InjectFault
from simulator.cli import main
from simulator.faults import FaultBoard
from simulator.feasibility import scenario_problems
from simulator.models import Models
from simulator.parameters import VehicleParameters
from simulator.scenario import Scenario, ScenarioDraft
from simulator.scenario_tables import Planned

WRONG = """
about = 3
colour = "blue"
parameters = {cabin = {volume_m3 = -1, oxygen_mmhg = 800}}
state = {"air.hole_mm[1]" = -3, "people.zones[0]" = 9, "nowhere.x" = 1}
[[people]]
activity = "dancing"
[[events]]
at = "1h"
fault = "F01"
clear = "F01"
[[events]]
at = "1h"
fault = "F12"
severity = 9
[[events]]
at = "1h"
clear = "F03"
"""


def told(options, capsys):
    assert main(options) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    return shown.err


def test_options_scenario_state_and_events_are_told_together(tmp_path, capsys):
    path = tmp_path / "wrong.toml"
    path.write_text(WRONG)
    lines = told(
        [
            *("--mission", "nope", "--speed", "x", "--for", "-3", "--start", "then"),
            *("--seed", "-4", "--scenario", str(path), "--set", "air.hole_mm[2]=99"),
            *("--set", "cabin", "--fault", "F99@+1h", "--fault", "F01@soon"),
        ],
        capsys,
    ).splitlines()
    for words in (
        "no mission 'nope'",
        "--speed",
        "--for",
        "--start",
        "--seed",
        "unknown 'colour'",
        "about must be a text",
        "volume_m3 = -1",
        "no activity 'dancing'",
        "event 1: fault and clear",
        "event 2: fault F12 cannot act here at severity 9",
        "event 3: clears F03",
        "'air.hole_mm[1]' cannot be -3",
        "'people.zones[0]' cannot be 9",
        "no model is called 'nowhere'",
        "'air.hole_mm[2]' cannot be 99",
        "'cabin' is not of the form",
        "no fault 'F99'",
        "'soon'",
        "cabin.oxygen_mmhg",
    ):
        assert any(words in line for line in lines), words


def problems_of(text):
    """Return every problem of a scenario file called odd.toml."""
    draft = ScenarioDraft(0.0)
    draft.add(tomllib.loads(text), "odd.toml")
    models = Models(VehicleParameters(), 0.0, ["nominal"] * 6, [1] * 6)
    board = FaultBoard(the_library().faults, models.roots)
    return draft.problems + scenario_problems(draft.scenario(), the_library(), board, models.roots)


@pytest.mark.parametrize("key", ["parameters", "people", "state", "events"])
@pytest.mark.parametrize("value", ["3", '"x"', "[3]", "true"])
def test_a_table_that_is_none_is_named(key, value):
    (problem,) = problems_of(f"{key} = {value}\n")
    assert problem.startswith(f"odd.toml: {key}")


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ('at = "1h"\nfault = "F01"\nseverity = nan', "severity nan"),
        ('at = "1h"\nfault = "F01"\nseverity = -3', "severity -3"),
        ('at = "1h"\nfault = "F01"\nseverity = 1e9', "severity 1000000000.0"),
        ('at = "1h"\nfault = "F01"\nseverity = true', "severity True"),
        ('at = "1h"\nfault = 3', "'fault' must be a name"),
        ("at = nan\nfault = 'F01'", "'nan' is not a duration"),
        ("at = [1]\nfault = 'F01'", "is not a duration"),
        ('at = "1h"\nfault = "F01"\nvalue = 3', "unknown value"),
        ('at = "1h"\nset = "air.hole_mm[1]"\nvalue = [1]', "cannot be [1]"),
        ('at = "1h"\nperson = 1.5', "person must be a number"),
        ('at = "1h"\nperson = 99', "no element 98"),
        ('at = "1h"\nperson = 0', "there is no 'zones[-1]'"),
        ('at = "1h"\nattitude = [1]', "no attitude"),
        ('at = "1h"\ncommand = "fan_b"\nargument = [1]', "fan_b needs on or off"),
    ],
)
def test_an_event_that_cannot_be_is_one_line(event, words):
    (problem,) = problems_of(f"[[events]]\n{event}\n")
    assert problem.startswith("odd.toml: event 1: ")
    assert words in problem


def test_settings_reach_parameters_places_people_and_events():
    draft = ScenarioDraft(0.0)
    for setting in (
        "cabin.volume_m3=9.3",
        "air.hole_mm[1]=2",
        'people=[{count=4, activity="sleep"}]',
        'events=[{at=20, fault="F01"}]',
    ):
        draft.add_setting(setting)
    scenario = draft.finished()
    assert scenario.parameters.cabin.volume_m3 == 9.3
    assert scenario.state == {"air.hole_mm[1]": 2}
    assert len(scenario.people) == 4
    assert scenario.events == (Planned(20.0, InjectFault(fault="F01"), "--set: event 1"),)


def test_clearing_what_was_injected_before_is_no_contradiction():
    events = (Planned(20.0, ClearFault(fault="F01")), Planned(10.0, InjectFault(fault="F01")))
    models = Models(VehicleParameters(), 0.0, ["nominal"], [1])
    board = FaultBoard(the_library().faults, models.roots)
    scenario = Scenario(events=events)
    assert scenario_problems(scenario, the_library(), board, models.roots) == []


@pytest.mark.parametrize(
    "late", [("--fault", "F01@+00:20:00"), ("--set", 'events=[{at="+00:10:00", fault="F01"}]')]
)
def test_what_is_asked_for_after_the_end_is_told(late, capsys):
    lines = told(["--mission", "meridian-1", "--for", "10m", *late], capsys).splitlines()
    assert len(lines) == 1
    assert "is not before the end of --for, 600 s" in lines[0]


@pytest.mark.parametrize("option", ["--publish", "--commands"])
def test_a_port_that_cannot_be_is_told_and_not_taken_modulo(option, tmp_path, capsys):
    output = ["--output", str(tmp_path / "x.mission")]
    line = told(["--mission", "meridian-1", *output, option, "tcp://127.0.0.1:99999"], capsys)
    assert "ports go up to 65535" in line
    assert len(line.splitlines()) == 1


def test_every_number_of_the_metabolic_table_that_no_person_has_is_told(capsys):
    rows = {"sleep": [21, 0.4, 0.6, 0, 62, 26], "stress": [1, 1, 1, 1, 3000, 1]}
    rows |= {"nominal": [1, 2, 3], "recovery_1": [1, -1, 0, 0, 0, 0], "dancing": [1] * 6}
    settings = [f"--set=air.metabolic_rows.{name}={row}" for name, row in rows.items()]
    lines = told(["--mission", "meridian-1", *settings], capsys)
    for words in (
        "air.metabolic_rows.sleep: O2_G_PER_MIN = 21 is more than 20",
        "air.metabolic_rows.stress: SENSIBLE_W = 3000 is more than 2000",
        "air.metabolic_rows.nominal must be a list of 6 numbers",
        "air.metabolic_rows.recovery_1 = ",
        "air.metabolic_rows.dancing",
    ):
        assert words in lines


def test_a_start_beyond_all_calendars_is_told(capsys):
    line = told(["--mission", "meridian-1", "--start", "2500000h"], capsys)
    assert "more than a hundred years from launch" in line
