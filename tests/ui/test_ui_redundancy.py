import pytest
from builders import a_mission, an_alarm_raised
from desks import a_desk

from console.ui.models.instrument_words import reading_text
from console.ui.models.redundancy import (
    Health,
    health,
    health_text,
)
from console.ui.models.subsystem import read_subsystem
from telemetry.dictionary import Severity
from telemetry.vehicle_words import VehicleWords

BROKEN = {
    "CDH_FCB_ST": lambda s: s * 0 + 4,
    "EPS_SA1_STR": lambda s: s * 0 + 13,
    "GNC_ST_A": lambda s: s * float("nan"),
}


@pytest.fixture(scope="module")
def desk():
    return a_desk(an_alarm_raised("CAB_DPDT", severity=Severity.WARNING), changed=BROKEN)


WORDS = a_mission().database.words


def group(name):
    return next(each for each in WORDS.groups if each.name == name)


def test_every_subsystem_has_a_name_in_words():
    assert {each.subsystem for each in a_mission().database.parameters.values()} == set(
        WORDS.subsystems
    )


def test_a_failed_computer_is_not_healthy(desk):
    assert health(group("Flight computers"), desk.value) == Health(2, 3, 0)


def test_strings_are_counted_as_the_wings_report_them(desk):
    assert health(group("Solar strings"), desk.value) == Health(29, 32, 0)


def test_a_unit_nothing_is_known_of_is_not_called_healthy(desk):
    found = health(group("Star trackers"), desk.value)
    assert health_text(found) == "1 of 2, 1 not known"


def test_a_subsystem_names_its_worst_alarm_and_what_is_invalid(desk):
    cabin = [p.id for p in desk.mission.database.parameters.values() if p.subsystem == "CAB"]
    reading = read_subsystem("CAB", cabin, desk.value, desk.state.alarms, WORDS)
    assert reading.worst is Severity.WARNING
    assert reading.troubles[0].startswith("WARNING: Cabin pressure rate")
    assert ("Pressure transducers", "3 of 3") in reading.units


def test_key_readings_are_told_with_what_is_wrong_with_them(desk):
    gnc = read_subsystem("GNC", ["GNC_ST_A"], desk.value, {}, WORDS)
    assert gnc.keys[0] == ("Attitude mode", "VIEW_NADIR")


def test_what_does_not_run_out_says_so_and_nothing_is_minus_nought():
    parameters = a_mission().database.parameters
    assert reading_text(parameters["DRV_T_RES"], 99_999.0) == "no end"
    assert reading_text(parameters["EPS_BAT1_I"], -0.001) == "0.0 A"


def test_a_vehicle_without_words_is_shown_by_the_names_its_parameters_have(desk):
    reading = read_subsystem("EPS", ["EPS_LOAD"], desk.value, {}, VehicleWords())
    assert reading.units == reading.keys == ()
    assert reading.summary == "1 of 1 valid"
