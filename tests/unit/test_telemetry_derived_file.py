"""What the ground works out, as data beside the vehicle."""

from functools import cache

import pytest
from stripped import WORKED_OUT, stripped_database

import resources
from telemetry.derived_file import PACKET, read_derived
from telemetry.dictionary import Severity
from telemetry.mission import load_mission, read_configuration
from telemetry.xtce import load_database

GOOD = """
[[derived]]
id = "X_MEAN"
subsystem = "X"
group = "test"
name = "a mean"
unit = "mmHg"
range_low = 0
range_high = 100
caution_high = 3
formula = "mean"
inputs = ["CAB_PPCO2_Z1", "CAB_PPCO2_Z2"]
"""


@cache
def sent():
    return load_database(resources.find("vehicle/meridian/meridian.xml").read_bytes(), b"").packets


def problems(text):
    return read_derived(text.encode(), sent())[1]


def test_a_vehicle_that_sends_everything_is_left_alone():
    database = load_mission(read_configuration("meridian-1")).database
    assert PACKET not in database.packet_by_name
    assert WORKED_OUT[0] in database.parameters


def test_what_a_vehicle_does_not_send_becomes_a_ground_packets_with_its_alarms():
    packet = stripped_database().packet_by_name[PACKET]
    assert {parameter.id for parameter in packet.parameters} == set(WORKED_OUT)
    assert packet.is_ground
    inspired = stripped_database().parameters["DRV_PIO2"]
    assert inspired.limits[-1].severity is Severity.EMERGENCY
    assert inspired.alarm.latches_from is Severity.EMERGENCY  # as alarms.toml says


def test_shipped_limits_and_ranges_are_those_of_the_vehicles_own_parameters():
    own = load_mission(read_configuration("meridian-1")).database.parameters
    for each in stripped_database().packet_by_name[PACKET].parameters:
        assert (each.limits, each.range_low, each.range_high, each.unit, each.name) == (
            own[each.id].limits,
            own[each.id].range_low,
            own[each.id].range_high,
            own[each.id].unit,
            own[each.id].name,
        )


def test_a_good_file_has_no_problems():
    assert problems(GOOD) == []
    assert problems(GOOD.replace("name =", "description =")) == []  # of an older recording
    assert read_derived(b"", sent()) == ((), [])


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('"mean"', '"magic"', "formula is 'magic'; it must be one of"),
        ("CAB_PPCO2_Z1", "CAB_NONE", "input CAB_NONE is neither sent in public nor derived before"),
        ("CAB_PPCO2_Z1", "BIO_1_HR", "input BIO_1_HR is neither sent in public nor"),
        ("CAB_PPCO2_Z1", "ARS_FAN_A_STATE", "input ARS_FAN_A_STATE is a state and no number"),
        ("caution_high = 3", "caution_high = 300", "caution limit 300 is outside its range"),
        ("caution_high", "caution_above", "unknown key 'caution_above'"),
        ('"mean"', '"vote"', "tolerance is missing"),
        ('"mean"', '"gas_rate"', "window_s is missing"),
        ('"mean"', '"mean"\nweights = [1, 1]', "weights must be shares with a sum of 1"),
        ('"mean"', '"mean"\nweights = [1]', "weights must be 2 numbers"),
        ('"mean"', '"mean"\nweights = "1"', "weights must be a list of numbers"),
        ('"mean"', '"mean"\nwindow_s = 9\nleast_s = 10', "least_s is '10'; it must be a number"),
        ('"CAB_PPCO2_Z1", "CAB_PPCO2_Z2"', "", "mean takes 1 to 16 inputs, not 0"),
    ],
)
def test_a_wrong_derivation_is_named_with_its_place(written, instead, problem):
    found = problems(GOOD.replace(written, instead))
    assert any(problem in each and each.startswith("derived.toml") for each in found), found


def test_every_problem_is_told_at_once():
    found = problems(GOOD.replace('"mean"', '"magic"').replace("unit", "units"))
    assert len(found) == 3  # the formula, a key nobody knows, the one that is missing


def test_the_same_id_twice_is_refused():
    assert "derived.toml: parameter X_MEAN is there more than once" in problems(GOOD + GOOD)
