"""XTCE parameter types: units, ranges, states and alarms."""

import math

import pytest
from xtce_builder import an_xtce

from telemetry.dictionary import DictionaryError, Limit, ParameterKind, Severity
from telemetry.judgement import severity
from telemetry.xtce import load_database


def a_database(parameter_type, parameter='<Parameter name="X" parameterTypeRef="X_type"/>'):
    xtce = an_xtce(types=parameter_type, parameters=parameter, packets=[("ONE", 1, ["X"])])
    return load_database(xtce, b"")


def read(parameter_type, parameter='<Parameter name="X" parameterTypeRef="X_type"/>'):
    return a_database(parameter_type, parameter).parameters["X"]


def problem_of(parameter_type, parameter='<Parameter name="X" parameterTypeRef="X_type"/>'):
    with pytest.raises(DictionaryError) as caught:
        a_database(parameter_type, parameter)
    return str(caught.value)


def a_float(alarm="", valid_range='<ValidRange minInclusive="-10" maxInclusive="100"/>', unit=""):
    return (
        f'<FloatParameterType name="X_type">{unit}<FloatDataEncoding sizeInBits="64"/>'
        f"{valid_range}{alarm}</FloatParameterType>"
    )


def static_ranges(inner, form="outside"):
    return (
        f'<DefaultAlarm><StaticAlarmRanges rangeForm="{form}">{inner}</StaticAlarmRanges>'
        "</DefaultAlarm>"
    )


def an_enumeration(states, alarm="", bits=8):
    listed = "".join(f'<Enumeration value="{v}" label="{label}"/>' for v, label in states)
    return (
        f'<EnumeratedParameterType name="X_type"><IntegerDataEncoding sizeInBits="{bits}"/>'
        f"<EnumerationList>{listed}</EnumerationList>{alarm}</EnumeratedParameterType>"
    )


def state_alarms(inner, default=""):
    return (
        f"<DefaultAlarm {default}><EnumerationAlarmList>{inner}</EnumerationAlarmList>"
        "</DefaultAlarm>"
    )


FAN = [(0, "OFF"), (1, "ON"), (2, "STALL")]


def test_unit_range_and_words_are_read():
    parameter = read(
        a_float(unit="<UnitSet><Unit>mmHg</Unit></UnitSet>"),
        '<Parameter name="X" parameterTypeRef="X_type" shortDescription="pressure">'
        "<LongDescription>a note</LongDescription>"
        '<AncillaryDataSet><AncillaryData name="group">air</AncillaryData>'
        '<AncillaryData name="nominal">7.5</AncillaryData></AncillaryDataSet>'
        "<ParameterProperties><SystemName>CAB</SystemName></ParameterProperties></Parameter>",
    )
    assert (parameter.unit, parameter.range_low, parameter.range_high) == ("mmHg", -10, 100)
    assert (parameter.name, parameter.note) == ("pressure", "a note")
    assert (parameter.subsystem, parameter.group, parameter.nominal) == ("CAB", "air", 7.5)


def test_what_is_not_said_has_a_plain_default():
    parameter = read(a_float(valid_range=""))
    assert (parameter.unit, parameter.nominal, parameter.name) == ("-", None, "X")
    assert (parameter.range_low, parameter.range_high) == (-math.inf, math.inf)
    assert parameter.subsystem == "X"


def test_an_exclusive_range_ends_before_its_bounds():
    parameter = read(a_float(valid_range='<ValidRange minExclusive="0" maxExclusive="1"/>'))
    assert parameter.range_low == math.nextafter(0, 1)
    assert parameter.range_high == math.nextafter(1, 0)


def test_alarm_ranges_become_limits_mildest_first():
    parameter = read(
        a_float(
            static_ranges(
                '<WatchRange maxInclusive="4"/><WarningRange minInclusive="1" maxInclusive="5"/>'
                '<DistressRange minInclusive="0"/><CriticalRange maxInclusive="9"/>'
            )
        )
    )
    assert parameter.limits == (
        Limit(severity=Severity.ADVISORY, threshold=4, is_high=True),
        Limit(severity=Severity.CAUTION, threshold=1, is_high=False),
        Limit(severity=Severity.CAUTION, threshold=5, is_high=True),
        Limit(severity=Severity.WARNING, threshold=0, is_high=False),
        Limit(severity=Severity.EMERGENCY, threshold=9, is_high=True),
    )


def test_at_an_inclusive_bound_the_value_is_normal_and_at_an_exclusive_one_it_is_not():
    inclusive = read(a_float(static_ranges('<WarningRange maxInclusive="5"/>')))
    exclusive = read(
        a_float(static_ranges('<WarningRange minExclusive="1" maxExclusive="5"/>')),
    )
    assert severity(inclusive, 5.0) is None
    assert severity(exclusive, 5.0) is Severity.CAUTION
    assert severity(exclusive, 1.0) is Severity.CAUTION
    assert severity(exclusive, math.nextafter(5, 0)) is None


def test_a_range_of_the_inside_form_is_the_alarm_itself():
    parameter = read(
        a_float(
            static_ranges(
                '<WarningRange minInclusive="50"/><DistressRange maxExclusive="0"/>', "inside"
            )
        )
    )
    assert severity(parameter, 50.0) is Severity.CAUTION
    assert severity(parameter, math.nextafter(50, 0)) is None
    assert severity(parameter, 0.0) is None
    assert severity(parameter, -0.001) is Severity.WARNING


def test_both_bounds_of_an_inside_range_may_be_part_of_the_alarm():
    low = read(a_float(static_ranges('<WarningRange maxInclusive="5"/>', "inside")))
    assert severity(low, 5.0) is Severity.CAUTION
    assert severity(low, math.nextafter(5, 6)) is None


def test_an_alarm_between_two_values_is_refused():
    ranges = static_ranges('<WarningRange minInclusive="5" maxInclusive="6"/>', "inside")
    assert "X: an alarm between two values is not supported" in problem_of(a_float(ranges))


def test_of_critical_and_severe_the_first_passed_is_the_emergency():
    ranges = static_ranges('<CriticalRange maxInclusive="5"/><SevereRange maxInclusive="9"/>')
    assert [limit.threshold for limit in read(a_float(ranges)).limits] == [5]


def test_an_unknown_alarm_range_is_a_problem():
    assert "unknown alarm range OddRange" in problem_of(
        a_float(static_ranges('<OddRange maxInclusive="5"/>'))
    )


def test_a_limit_that_is_no_number_is_a_problem():
    assert "maxInclusive 'five' is not a number" in problem_of(
        a_float(static_ranges('<WatchRange maxInclusive="five"/>'))
    )


def test_integers_are_read():
    parameter = read(
        '<IntegerParameterType name="X_type"><IntegerDataEncoding sizeInBits="32"/>'
        '<ValidRange minInclusive="0" maxInclusive="64"/></IntegerParameterType>'
    )
    assert parameter.kind is ParameterKind.INT
    assert parameter.text(3.0) == "3"


def test_states_and_their_classes_are_read():
    parameter = read(
        an_enumeration(
            FAN, state_alarms('<EnumerationAlarm alarmLevel="distress" enumerationLabel="STALL"/>')
        ),
        '<Parameter name="X" parameterTypeRef="X_type"><AncillaryDataSet>'
        '<AncillaryData name="nominal">ON</AncillaryData></AncillaryDataSet></Parameter>',
    )
    assert parameter.states == dict(FAN)
    assert parameter.state_severities == {2: Severity.WARNING}
    assert parameter.nominal == 1


def test_the_reserved_number_of_invalid_is_no_state():
    assert read(an_enumeration([*FAN, (255, "INVALID")])).states == dict(FAN)
    assert 254 in read(an_enumeration([*FAN, (254, "INVALID")])).states


def test_one_label_may_stand_for_several_numbers():
    parameter = read(
        an_enumeration(FAN).replace('value="2" label', 'value="2" maxValue="4" label'),
    )
    assert [parameter.states[number] for number in (2, 3, 4)] == ["STALL"] * 3


def test_states_without_their_own_level_have_the_default_level():
    parameter = read(
        an_enumeration(
            FAN,
            state_alarms(
                '<EnumerationAlarm alarmLevel="normal" enumerationLabel="ON"/>',
                'defaultAlarmLevel="watch"',
            ),
        )
    )
    assert parameter.state_severities == {0: Severity.ADVISORY, 2: Severity.ADVISORY}


@pytest.mark.parametrize(
    ("states", "alarm", "words"),
    [
        ([], "", "it is an enumeration without states"),
        ([(0, "A"), (0, "B")], "", "state 0 is named twice"),
        ([("x", "A")], "", "value 'x' is not a whole number"),
        (
            FAN,
            '<EnumerationAlarm alarmLevel="watch" enumerationLabel="LOUD"/>',
            "alarm state 'LOUD' is not one of its states",
        ),
        (
            FAN,
            '<EnumerationAlarm alarmLevel="awful" enumerationLabel="ON"/>',
            "unknown alarm level 'awful'",
        ),
    ],
)
def test_a_wrong_enumeration_is_a_problem(states, alarm, words):
    assert words in problem_of(an_enumeration(states, state_alarms(alarm) if alarm else ""))


def test_a_state_range_that_runs_backwards_is_a_problem():
    wrong = an_enumeration(FAN).replace('value="2" label', 'value="2" maxValue="1" label')
    assert "state STALL has an impossible range 2 … 1" in problem_of(wrong)


def test_a_nominal_value_must_be_a_value():
    assert "nominal 'warm' is no value of it" in problem_of(
        a_float(),
        '<Parameter name="X" parameterTypeRef="X_type"><AncillaryDataSet>'
        '<AncillaryData name="nominal">warm</AncillaryData></AncillaryDataSet></Parameter>',
    )


def test_a_boolean_alarms_by_a_condition_on_itself():
    parameter = read(
        '<BooleanParameterType name="X_type" zeroStringValue="DRY" oneStringValue="WET">'
        '<IntegerDataEncoding sizeInBits="8"/><DefaultAlarm><AlarmConditions><DistressAlarm>'
        '<Comparison parameterRef="X" value="WET"/></DistressAlarm></AlarmConditions>'
        "</DefaultAlarm></BooleanParameterType>"
    )
    assert parameter.kind is ParameterKind.BOOL
    assert parameter.states == {0: "DRY", 1: "WET"}
    assert parameter.state_severities == {1: Severity.WARNING}


@pytest.mark.parametrize(
    ("parameter_type", "words"),
    [
        (
            an_enumeration(
                FAN,
                "<DefaultAlarm><AlarmConditions><WatchAlarm>"
                '<Comparison parameterRef="Y" value="1"/></WatchAlarm></AlarmConditions>'
                "</DefaultAlarm>",
            ),
            "1 alarm condition",
        ),
        (a_float("<DefaultAlarm><ChangeAlarmRanges/></DefaultAlarm>"), "1 ChangeAlarmRanges"),
        (a_float("<ContextAlarmList/>"), "1 ContextAlarmList"),
    ],
)
def test_alarms_that_are_not_judged_are_said(parameter_type, words, caplog):
    parameter = read(parameter_type)
    assert not parameter.has_alarm
    assert words in caplog.text
