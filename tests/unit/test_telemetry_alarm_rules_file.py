"""What a vehicle's alarms depend on, read from its file, with every problem told at once."""

import pytest
from builders import a_mission

import resources
from telemetry.alarm_rules_file import with_rules
from telemetry.severity import Severity

PACKETS = a_mission().database.packets

GOOD = """
[[context]]
name = "bed"
words = "Bed desorbs"
parameter = "ARS_BED_A_STATE"
states = ["DESORB"]
noted = "no"

[[context]]
name = "sleep"
words = "Guests asleep"
activity = "sleep"

[[limits]]
context = "bed"
parameters = ["ARS_BED_A_VAC"]
caution_high = 500
warning_high = 5000

[[suppress]]
context = "sleep"
alarms = ["HSP_*"]
up_to = "advisory"
reason = "It can wait"

[[cause]]
of = ["ARS_FLOW_*"]
alarms = ["ARS_FAN_A_STATE"]

[[cause]]
of = ["CAB_PPCO2_Z2"]
alarms = ["ARS_FLOW_SCRUB"]
"""


def rules_of(text):
    packets, rules, problems = with_rules(PACKETS, text.encode())
    assert problems == []
    return packets, rules


def problems_of(text):
    return "\n".join(with_rules(PACKETS, text.encode())[2])


def test_a_vehicle_without_the_file_has_no_rules():
    packets, rules = rules_of("")
    assert rules.contexts == {}
    assert [each.name for each in packets] == [each.name for each in PACKETS]


def test_contexts_give_parameters_their_limits():
    packets, rules = rules_of(GOOD)
    assert not rules.contexts["bed"].is_noted
    bed = next(p for packet in packets for p in packet.parameters if p.id == "ARS_BED_A_VAC")
    limits = bed.context_limits["bed"]
    assert [(each.severity, each.threshold) for each in limits] == [
        (Severity.CAUTION, 500.0),
        (Severity.WARNING, 5000.0),
    ]
    assert bed.has_alarm


SUSPECT = """
[[context]]
name = "suspect"
words = "Unit suspect"
unit = ["CAB_NH3", "TCS_B_*"]
off_scale = 3

[[limits]]
context = "suspect"
parameters = ["CDH_RIU2_ST"]
states = { OK = "caution" }
"""


def test_a_context_gives_states_another_class():
    packets, rules = rules_of(SUSPECT)
    assert "TCS_B_ACC" in rules.contexts["suspect"].unit
    unit = next(p for packet in packets for p in packet.parameters if p.id == "CDH_RIU2_ST")
    assert unit.context_severities == {"suspect": {0: Severity.CAUTION}}


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("OK =", "GOOD =", "has no state GOOD"),
        ('"caution"', '"bad"', "OK is 'bad'"),
        ("off_scale = 3", "", "a unit needs off_scale"),
        ("off_scale = 3", "off_scale = 1", "a unit needs off_scale"),
    ],
)
def test_what_is_wrong_with_a_unit_is_said(written, instead, said):
    assert said in problems_of(SUSPECT.replace(written, instead))


def test_only_what_alarms_is_suppressed():
    _, rules = rules_of(GOOD)
    (suppression,) = rules.suppressed_in["sleep"]
    assert "HSP_WAT_LEAK" in suppression.alarms
    assert "HSP_WAT_USE" not in suppression.alarms


def test_causes_of_causes_are_causes():
    _, rules = rules_of(GOOD)
    assert rules.causes["CAB_PPCO2_Z2"] == {"ARS_FLOW_SCRUB", "ARS_FAN_A_STATE"}


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('"DESORB"', '"DESORBING"', "has no state DESORBING"),
        ('parameter = "ARS_BED_A_STATE"', 'parameter = "NOTHING"', "no parameter NOTHING"),
        ('activity = "sleep"', 'activity = "sleep"\nloses_signal = "yes"', "loses_signal goes"),
        ('activity = "sleep"', 'activity = "sleep"\nstands_still = "yes"', "stands_still goes"),
        ('states = ["DESORB"]', 'disbelieves = ["XYZ_*"]', "no parameter is called 'XYZ_*'"),
        ('activity = "sleep"', "", "a context has one sign"),
        ('activity = "sleep"', 'activity = "sleep"\nuntil_met_s = 5', "a context has one sign"),
        ('context = "bed"', 'context = "bad"', "there is no context 'bad'"),
        ('["HSP_*"]', '["XYZ_*"]', "no parameter is called 'XYZ_*'"),
        ('["HSP_*"]', "[]", "alarms is missing"),
        ('"advisory"', '"mild"', "up_to is 'mild'"),
        ("caution_high = 500\n", "caution_high = 9999\n", "in context bed, "),
        ('reason = "It can wait"', 'reasons = "x"', "unknown key 'reasons'"),
        ('name = "sleep"', 'name = "bed"', "is there more than once"),
        ('["ARS_FAN_A_STATE"]', '["CAB_PPCO2_Z2"]', "causes go round"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(written, instead, said):
    assert written in GOOD
    assert said in problems_of(GOOD.replace(written, instead))


def test_every_problem_is_told_at_once():
    text = GOOD.replace('"DESORB"', '"A"').replace('"HSP_*"', '"B"').replace('"advisory"', '"C"')
    assert len(problems_of(text).splitlines()) == 3


def test_the_shipped_vehicle_knows_what_fan_and_bus_bring():
    text = resources.find("vehicle/meridian/alarm_rules.toml").read_bytes()
    _, rules, problems = with_rules(PACKETS, text)
    assert problems == []
    assert "ARS_FAN_A_STATE" in rules.causes["CAB_PPCO2_Z2"]
    assert "EPS_BUS_28A_V" in rules.causes["CAB_RH_Z1"]
    assert {"ascent", "saa", "sleep", "maintenance"} <= rules.contexts.keys()
    assert rules.disbelieved_in["PCS_O2_FLOW"] == ("riu-2-out", "frozen")
    assert "DRV_STALE_N" not in rules.disbelieved_in  # the ground counts it
