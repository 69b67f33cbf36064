"""One verifier for rules and procedures: boundaries, three values, ages."""

import math
from types import MappingProxyType

import pytest
from builders import T0_NS, a_mission, an_alarm_raised

from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_life import Hide
from console.domain.alarms import AlarmBook, Hiding
from console.domain.rule_conditions import AlarmStands, Compare, Either, Every, Not
from console.domain.rule_scene import Reading, Scene, Truth
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

DATABASE = a_mission().database
CO2 = "CAB_PPCO2_Z3"
BESIDE = "CAB_PPCO2_Z1"
DEW = "CAB_T_DEW"
GLASS = "WIN_D_T"
LIMIT = 4.5
ONE_BIT = math.ulp(LIMIT)


def scene(*alarms, way_s=0.0, age_s=0.0, contexts=(), hidden=None, **values):
    book = AlarmBook()
    for raised in alarms:
        book = apply_alarm(book, raised, "server")
    sampled_ns = T0_NS - round(age_s * NS_PER_S)
    readings = {name: Reading(value=v, generated_ns=sampled_ns) for name, v in values.items()}
    return Scene(
        readings=MappingProxyType(readings).get,
        alarms=book.standing,
        database=DATABASE,
        now_ns=T0_NS,
        way_ns=round(way_s * NS_PER_S),
        contexts=contexts,
        hidden=hidden or {},
    )


def compare(operator=">", value=LIMIT, *, parameter=CO2, max_age_s=5.0, **other):
    return Compare(
        parameter=parameter, operator=operator, value=value, max_age_s=max_age_s, **other
    )


def truth(condition, **around):
    return condition.judge(scene(**around)).truth


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        (">", Truth.FALSE, Truth.FALSE, Truth.TRUE),
        (">=", Truth.FALSE, Truth.TRUE, Truth.TRUE),
        ("<", Truth.TRUE, Truth.FALSE, Truth.FALSE),
        ("<=", Truth.TRUE, Truth.TRUE, Truth.FALSE),
        ("==", Truth.FALSE, Truth.TRUE, Truth.FALSE),
        ("!=", Truth.TRUE, Truth.FALSE, Truth.TRUE),
    ],
)
def test_an_operator_is_right_one_bit_to_each_side_of_its_limit(operator, below, at, above):
    found = [
        truth(compare(operator), **{CO2: value})
        for value in (LIMIT - ONE_BIT, LIMIT, LIMIT + ONE_BIT)
    ]
    assert found == [below, at, above]


@pytest.mark.parametrize("operator", [">", ">=", "<", "<=", "==", "!="])
@pytest.mark.parametrize("value", [math.nan, -1.0, 1000.0])
def test_an_invalid_value_is_unknown_whatever_is_asked(operator, value):
    assert truth(compare(operator), **{CO2: value}) is Truth.UNKNOWN


@pytest.mark.parametrize("operator", [">", ">=", "<", "<=", "==", "!="])
def test_a_nan_never_compares(operator):
    assert not compare(operator).holds(math.nan, LIMIT)
    assert not compare(operator).holds(LIMIT, math.nan)


def test_equality_has_a_tolerance_that_counts_to_its_edge():
    near = compare("==", 4.0, tolerance=0.5)
    assert truth(near, **{CO2: 4.5}) is Truth.TRUE
    assert truth(near, **{CO2: 4.5 + ONE_BIT}) is Truth.FALSE


def test_what_was_never_received_is_unknown():
    assert truth(compare()) is Truth.UNKNOWN


@pytest.mark.parametrize(("age_s", "expected"), [(5.0, Truth.TRUE), (5.001, Truth.UNKNOWN)])
def test_a_sample_older_than_its_age_allows_is_unknown(age_s, expected):
    assert truth(compare(), age_s=age_s, **{CO2: 9.0}) is expected


def test_time_on_the_way_makes_no_sample_too_old():
    assert truth(compare(), age_s=9.0, way_s=5.0, **{CO2: 9.0}) is Truth.TRUE


def test_a_state_the_vehicle_does_not_have_is_unknown():
    condition = compare("==", 1.0, parameter="ARS_FAN_B_STATE")
    assert truth(condition, ARS_FAN_B_STATE=1.0) is Truth.TRUE
    assert truth(condition, ARS_FAN_B_STATE=17.0) is Truth.UNKNOWN


def test_a_parameter_can_be_compared_with_another_and_an_offset():
    fogs = compare("<=", 0.5, parameter=GLASS, than=DEW)
    assert truth(fogs, **{GLASS: 12.5, DEW: 12.0}) is Truth.TRUE
    assert truth(fogs, **{GLASS: 12.6, DEW: 12.0}) is Truth.FALSE
    assert truth(fogs, **{GLASS: 12.5}) is Truth.UNKNOWN


def test_the_other_parameters_value_is_told_beside_the_first():
    fogs = compare("<=", 0.5, parameter=GLASS, than=DEW)
    (evidence,) = fogs.judge(scene(**{GLASS: 12.6, DEW: 12.0})).evidence
    assert evidence.text(DATABASE) == "12.6 °C (limit 12.5 °C)"


@pytest.mark.parametrize(
    ("parameter", "out"),
    [(CO2, "riu-1-out"), ("PCS_SUIT_P", "riu-2-out"), ("RAD_RATE_A", "riu-3-out")],
)
def test_what_a_data_unit_repeats_that_is_out_is_unknown_however_fresh(parameter, out):
    around = {parameter: 3.0}
    assert truth(compare(parameter=parameter), **around) is not Truth.UNKNOWN
    (evidence,) = compare(parameter=parameter).judge(scene(contexts={out}, **around)).evidence
    assert evidence.truth is Truth.UNKNOWN
    assert "not to be believed" in evidence.text(DATABASE)


@pytest.mark.parametrize(
    ("kind", "expected"), [(Hide.OUT_OF_SERVICE, Truth.UNKNOWN), (Hide.SHELVED, Truth.FALSE)]
)
def test_a_sensor_out_of_service_is_unknown_and_a_shelved_one_is_not(kind, expected):
    hiding = Hiding(kind=kind, by="flight:Anna", reason="drifts", since_ns=0)
    assert compare().judge(scene(hidden={CO2: hiding}, **{CO2: 2.0})).truth is expected


OUT = Hiding(
    kind=Hide.OUT_OF_SERVICE,
    by="flight:Anna",
    reason="drifts",
    since_ns=0,
    until_ns=T0_NS + 3600 * NS_PER_S,
)


def test_what_is_out_of_service_says_until_when_though_nothing_is_received_of_it():
    (evidence,) = compare().judge(scene(hidden={CO2: OUT})).evidence
    assert (evidence.truth, evidence.is_set_aside) == (Truth.UNKNOWN, True)
    assert evidence.text(DATABASE) == "out of service until 09-17 13:00"


@pytest.mark.parametrize(
    ("values", "expected", "words"),
    [
        ({CO2: 9.0, BESIDE: LIMIT}, Truth.FALSE, f"{BESIDE} 4.5 mmHg, for one out of service"),
        ({CO2: 0.0, BESIDE: LIMIT + ONE_BIT}, Truth.TRUE, f"{BESIDE} 4.5 mmHg, for one out"),
        ({CO2: 0.0, BESIDE: math.nan}, Truth.UNKNOWN, f"{BESIDE} invalid, for one out of service"),
        ({CO2: 0.0}, Truth.UNKNOWN, f"{BESIDE} not received, for one out of service"),
    ],
)
def test_while_a_sensor_is_out_of_service_the_one_that_stands_in_decides(values, expected, words):
    condition = compare(stands_in=BESIDE)
    (evidence,) = condition.judge(scene(hidden={CO2: OUT}, **values)).evidence
    assert (evidence.truth, evidence.is_set_aside) == (expected, False)
    assert evidence.text(DATABASE).startswith(words)


def test_what_stands_in_has_no_say_while_the_sensor_is_in_service():
    assert truth(compare(stands_in=BESIDE), **{CO2: 2.0, BESIDE: 9.0}) is Truth.FALSE
    assert truth(compare(stands_in=BESIDE), **{CO2: math.nan, BESIDE: 2.0}) is Truth.UNKNOWN


def test_where_both_are_out_of_service_nothing_is_known():
    judged = compare(stands_in=BESIDE).judge(scene(hidden={CO2: OUT, BESIDE: OUT}, **{BESIDE: 1.0}))
    assert (judged.truth, judged.evidence[0].is_set_aside) == (Truth.UNKNOWN, True)


T, F, U = (
    compare(parameter="CAB_PPO2"),
    compare("<", parameter="CAB_PPO2"),
    compare(parameter="CAB_NH3"),
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Every((T, U)), Truth.UNKNOWN),
        (Every((F, U)), Truth.FALSE),
        (Every((T, T)), Truth.TRUE),
        (Either((T, U)), Truth.TRUE),
        (Either((F, U)), Truth.UNKNOWN),
        (Either((F, F)), Truth.FALSE),
        (Not(U), Truth.UNKNOWN),
        (Not(T), Truth.FALSE),
        (Not(F), Truth.TRUE),
    ],
)
def test_what_is_unknown_stays_unknown_unless_the_rest_decides(condition, expected):
    assert truth(condition, CAB_PPO2=160.0) is expected


def test_every_comparison_is_kept_as_evidence():
    finding = Every((T, U)).judge(scene(CAB_PPO2=160.0, age_s=2.0))
    first, second = finding.evidence
    assert (first.parameter, first.value, first.age_s) == ("CAB_PPO2", 160.0, 2.0)
    assert first.text(DATABASE) == "160 mmHg"
    assert first.condition.text(DATABASE) == "CAB_PPO2 > 4.5 mmHg"
    assert second.text(DATABASE) == "not received"


def test_a_conditions_parameters_are_those_of_its_parts():
    fogs = compare("<=", 0.5, parameter=GLASS, than=DEW)
    condition = Not(Every((fogs, AlarmStands(at_least=Severity.WARNING, pattern="FDS_*"))))
    assert list(condition.parameters) == [GLASS, DEW]


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(Severity.CAUTION, Truth.FALSE), (Severity.WARNING, Truth.TRUE)],
)
def test_an_alarm_stands_from_its_class_up(severity, expected):
    asked = AlarmStands(at_least=Severity.WARNING, pattern="CAB_*")
    around = scene(an_alarm_raised("CAB_NH3", severity=severity))
    assert asked.judge(around).truth is expected


def test_what_stands_is_named_by_its_first_cause_though_that_was_sampled_later():
    asked = AlarmStands(at_least=Severity.WARNING, pattern="*")
    around = scene(
        an_alarm_raised("TCS_A_PUMP", severity=Severity.WARNING, sample_ns=T0_NS),
        an_alarm_raised("EPS_BUS_28A_V", severity=Severity.WARNING, sample_ns=T0_NS + 1),
    )
    assert [alarm.id for alarm in asked.standing(around)] == ["EPS_BUS_28A_V", "TCS_A_PUMP"]


def test_an_alarm_of_one_pane_stands_at_that_pane_only():
    around = scene(an_alarm_raised("CAB_PPCO2_Z3"))
    at = {
        pane: AlarmStands(at_least=Severity.WARNING, pane=pane).judge(around).truth
        for pane in ("dome", "win-1")
    }
    assert at == {"dome": Truth.TRUE, "win-1": Truth.FALSE}
