"""Scenarios, settings, faults, commands and places as data."""

import pytest
from simulations import a_simulation, the_library

from resources import find
from simulator.agenda import (
    Agenda,
    ClearFault,
    GiveCommand,
    InjectFault,
    SetAttitude,
    parse_fault_option,
    parse_moment_s,
)
from simulator.commands import CommandError, read_commands
from simulator.contradictions import contradictions
from simulator.faults import FaultError, read_catalogue
from simulator.metabolism import Activity
from simulator.parameters import VehicleParameters
from simulator.places import Place, PlaceError
from simulator.quantity import list_quantities, set_quantity
from simulator.scenario import (
    ScenarioError,
    known_scenarios,
    parse_scenario,
    parse_setting,
    read_scenario,
)


def parsed(**tables):
    return parse_scenario(tables, "test.toml", elapsed_at_start_s=3600.0)


def problems_of(**tables):
    with pytest.raises(ScenarioError) as found:
        parsed(**tables)
    return found.value.problems


@pytest.mark.parametrize("name", known_scenarios())
def test_every_shipped_scenario_flies(name):
    scenario = read_scenario(name, elapsed_at_start_s=0.0)
    assert scenario.about
    simulation = a_simulation(
        parameters=scenario.parameters, people=scenario.people, events=scenario.events
    )
    assert list(simulation.advance_to(100))


def test_parameters_may_be_nested_or_dotted():
    scenario = parsed(parameters={"cabin": {"volume_m3": 10}, "air.equipment_heat_w": 500})
    assert scenario.parameters.cabin.volume_m3 == 10.0
    assert scenario.parameters.air.equipment_heat_w == 500.0


def test_people_are_counted_placed_and_scaled():
    people = parsed(people=[{"activity": "sleep", "zone": "Z4", "count": 2}, {"scale": 0.8}]).people
    assert [(person.activity, person.zone, person.scale) for person in people] == [
        ("sleep", 3, 1.0),
        ("sleep", 3, 1.0),
        ("nominal", 1, 0.8),
    ]


def test_exercise_in_a_scenario_is_that_of_the_table():
    simulation = a_simulation(people=parsed(people=[{"activity": "exercise"}]).people)
    assert simulation.vehicle.life_support.people.activities == [Activity.EXERCISE]


def test_events_come_at_their_time_from_the_start_or_from_launch():
    events = parsed(
        events=[
            {"at": "T+00:00:10", "fault": "F01", "severity": 0.5},
            {"at": "MET0/02:00:00", "clear": "F01"},
            {"at": "+1h", "command": "fan_b", "argument": True},
            {"at": "0", "attitude": "SUN_POINT"},
        ]
    ).events
    assert tuple((event.at_s, event.what) for event in events) == (
        (10.0, InjectFault(fault="F01", severity=0.5)),
        (3600.0, ClearFault(fault="F01")),
        (3600.0, GiveCommand(name="fan_b", argument=True)),
        (0.0, SetAttitude(mode="SUN_POINT")),
    )


def test_every_problem_of_a_scenario_is_listed_at_once():
    problems = problems_of(
        colour="blue",
        parameters={"cabin": {"volume_m3": -1, "volumes": 3}},
        people=[{"activity": "dancing", "zone": "Z9"}, {"count": -1}, {"height": 3}],
        events=[
            {"at": "soon", "fault": "F01"},
            {"at": "1h"},
            {"at": "1h", "set": "air.hole_mm[1]"},
            {"at": "1h", "attitude": "UPSIDE_DOWN"},
            {"at": "MET0/00:10:00", "fault": "F01"},
            {"at": "1h", "falt": "F01"},
        ],
    )
    assert len(problems) == 14
    assert all(problem.startswith("test.toml: ") for problem in problems)


def test_a_scenario_that_contradicts_itself_is_refused():
    problems = problems_of(
        parameters={
            "cabin": {"oxygen_mmhg": 900.0, "zone_shares": [0.5, 0.5, 0.5, 0.5]},
            "pressure_control": {
                "oxygen_on_mmhg": 170.0,
                "pressure_on_mmhg": 800.0,
                "relief_cracks_mmhg": 700.0,
            },
            "ventilation": {"duct_shares": [0.1, 0.1, 0.1, 0.1]},
            "air": {"metabolic_table": "1066"},
        }
    )
    assert len(problems) == 7


def test_the_defaults_contradict_nothing():
    assert contradictions(VehicleParameters()) == []


def test_a_file_that_is_no_toml_is_named(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("what = is this")
    with pytest.raises(ScenarioError, match=r"broken\.toml"):
        read_scenario(str(path), elapsed_at_start_s=0.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=16", 16),
        ("a.b=1.5", 1.5),
        ("a.b=true", True),
        ("a.b=[1, 2]", [1, 2]),
        ("a.b=2022", 2022),
        ("a.b=word", "word"),
    ],
)
def test_settings_are_read_as_toml_or_as_a_word(text, value):
    assert parse_setting(text) == ("a.b", value)


def test_every_quantity_has_a_unit_a_meaning_and_a_default_in_range():
    for known in list_quantities(VehicleParameters()):
        assert known.meaning, known.path
        assert set_quantity(VehicleParameters(), known.path, known.value) == VehicleParameters()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("cabin.nothing", 1, "no parameter"),
        ("cabin", 1, "no parameter"),
        ("cabin.volume_m3", "big", "must be a number"),
        ("cabin.volume_m3", True, "must be a number"),
        ("cabin.volume_m3", float("nan"), "not between"),
        ("cabin.is_well_mixed", 1, "true or false"),
        ("air.metabolic_table", 20.14, "must be a text"),
        ("co2_removal.cartridge_stock", 2.5, "whole number"),
        ("cabin.zone_shares", [0.5, 0.5], "list of 4 numbers"),
        ("cabin.zone_shares", [0.5, 0.5, "a", 0], "list of 4 numbers"),
        ("cabin.zone_shares", [0.5, 0.5, -1, 1], "not between"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(path, value, words):
    with pytest.raises(ValueError, match=words):
        set_quantity(VehicleParameters(), path, value)


@pytest.mark.parametrize(
    ("text", "elapsed_s", "seconds"),
    [("+00:00:10", 0, 10), ("T+1h", 0, 3600), ("MET1/06:00:00", 3600, 104400), ("90", 0, 90)],
)
def test_moments(text, elapsed_s, seconds):
    assert parse_moment_s(text, elapsed_s) == seconds


def test_a_fault_option_may_name_a_severity():
    assert parse_fault_option("F08*0.5@+1h", elapsed_at_start_s=0) == (
        3600.0,
        InjectFault(fault="F08", severity=0.5),
    )
    with pytest.raises(ValueError, match="severity"):
        parse_fault_option("F08*-1@+1h", elapsed_at_start_s=0)


def test_what_happens_at_one_second_keeps_its_order():
    agenda = Agenda()
    agenda.add(5, ClearFault(fault="b"))
    agenda.add(3, ClearFault(fault="a"))
    agenda.add(5, ClearFault(fault="c"))
    assert agenda.next_second() == 3
    assert [item.fault for item in agenda.due(5)] == ["a", "b", "c"]
    assert agenda.next_second() is None


def test_all_55_faults_act_on_places_that_exist():
    simulation = a_simulation()
    assert len(the_library().faults) == 55
    for fault_id in the_library().faults:
        simulation.vehicle.faults.check(fault_id)


def test_a_growing_fault_reaches_its_severity_and_clearing_restores():
    simulation = a_simulation()
    board = simulation.vehicle.faults
    bias = Place(simulation.vehicle.roots, "sensors.CAB_PPCO2_Z2.bias")
    board.inject("F05", 0.0, severity=0.5)
    board.step(1800.0)
    assert bias.read() == pytest.approx(0.75)
    board.step(3600.0)
    assert bias.read() == pytest.approx(1.5)
    board.clear("F05", 3600.0)
    assert bias.read() == 0.0


def test_a_passing_fault_clears_itself():
    board = a_simulation().vehicle.faults
    board.inject("F26", 0.0)
    board.step(10.0)
    assert "F26" in board.active
    board.step(20.0)
    assert board.active == {}


def test_a_fault_of_people_who_are_not_there_says_so():
    people = parsed(people=[{"count": 1}]).people
    with pytest.raises(FaultError, match="F06 cannot act here"):
        a_simulation(people=people).vehicle.faults.check("F06")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[F01]\nname = 'x'", "missing"),
        ("[F01]\nname='x'\nsubsystem='y'\ncause='z'\neffects=[]\ncolour=1", "unknown colour"),
        ("[F01]\nname='x'\nsubsystem='y'\ncause='z'\neffects=[{where=1}]", "F01"),
        ("nonsense", "faults.toml"),
    ],
)
def test_a_wrong_catalogue_is_refused(tmp_path, text, words):
    path = tmp_path / "faults.toml"
    path.write_text(text)
    with pytest.raises(FaultError, match=words):
        read_catalogue(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[go]\nargument='much'\nabout='x'", "argument must be"),
        ("[go]\nabout='x'\ndoes='magic'", "no procedure 'magic'"),
        ("[go]\nabout='x'\nspeed=1", "unknown speed"),
        ("[go]", "about"),
        ("=", "commands.toml"),
    ],
)
def test_a_wrong_command_catalogue_is_refused(tmp_path, text, words):
    path = tmp_path / "commands.toml"
    path.write_text(text)
    with pytest.raises(CommandError, match=words):
        read_commands(path)


def test_the_shipped_catalogues_read():
    assert read_catalogue(find("scenarios/faults.toml"))["F12"].first_out == "CAB_DPDT"
    assert read_commands(find("scenarios/commands.toml"))["fan_b"].argument == "on_off"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("air", 1, "not a field"),
        ("nowhere.x", 1, "no model"),
        ("air.hole", 1.0, "there is no 'hole'"),
        ("air.hole_mm[7]", 1.0, "no element 7"),
        ("air.hole_mm", 1.0, "not a single value"),
        ("air.hole_mm[1]", "big", "cannot be"),
        ("air.hole_mm[1]", float("nan"), "cannot be"),
        ("ventilation.fan_on[0]", 1, "cannot be"),
        ("pressure_control.mode", "LOUD", "must be one of"),
        ("pressure_control.mode", 77, "must be one of"),
        ("air.hole mm", 1, "there is no"),
    ],
)
def test_a_place_takes_only_what_it_holds(path, value, words):
    roots = a_simulation().vehicle.roots
    with pytest.raises(PlaceError, match=words):
        Place(roots, path).write(value)


def test_an_enumeration_is_set_by_name_or_number():
    roots = a_simulation().vehicle.roots
    mode = Place(roots, "pressure_control.mode")
    mode.write("O2_ONLY")
    assert mode.read().name == "O2_ONLY"
    mode.write(1)
    assert mode.read().name == "AUTO"


@pytest.mark.parametrize(
    ("name", "argument", "words"),
    [
        ("switch", "piano=off", "no load 'piano'"),
        ("switch", "galley", "not of the form"),
        ("move", "9=Z3", "person from 1 to 6"),
        ("move", "1=Z9", "no zone 'Z9'"),
        ("activity", "1=dancing", "no activity 'dancing'"),
        ("burn", 500.0, "a number from"),
        ("fit_lioh", 1.5, "a whole number from 1 to 2"),
        ("extinguish", 3, "a whole number from 1 to 2"),
        ("attitude", "SIDEWAYS", "one of"),
    ],
)
def test_a_command_is_refused_in_words(name, argument, words):
    simulation = a_simulation()
    refusal = simulation.command(GiveCommand(name=name, argument=argument))
    assert words in refusal
    assert simulation.vehicle.computers.state.commands_rejected == 1


def test_commands_do_what_they_say():
    simulation = a_simulation()
    vehicle = simulation.vehicle

    def give(name, argument=None):
        assert simulation.command(GiveCommand(name=name, argument=argument)) is None

    give("fan_b", argument=True)
    assert vehicle.life_support.ventilation.state.fan_on[1]
    give("local_fan", 3)
    assert not vehicle.life_support.ventilation.state.local_on[1]
    give("fit_lioh", 1)
    assert vehicle.life_support.co2_removal.state.cartridge_stock == 8
    give("switch", "galley=off")
    vehicle.power.step(2.0, incidence=1.0, sunlight=1.0, plate_c=20.0)
    assert not vehicle.power.is_powered("galley")
    give("isolate_battery", 2)
    assert vehicle.power.state.batteries[1].is_isolated
    give("move", "1=Z3")
    assert vehicle.life_support.people.zones[0] == 2
    give("activity", "1=sleep")
    assert vehicle.life_support.people.activities[0] is Activity.SLEEP
    give("isolate_ventilation", argument=True)
    assert vehicle.fire.state.isolation == 2
    give("manifolds", "ALL_CLOSED")
    assert "no propellant manifold" in simulation.command(GiveCommand(name="burn", argument=5.0))
    for battery in (1, 3):
        give("isolate_battery", battery)
    assert "last battery" in simulation.command(GiveCommand(name="isolate_battery", argument=4))
