"""Parameters in words, and vehicles that contradict themselves."""

import math
from dataclasses import replace

import pytest

from telemetry.dictionary import (
    AlarmBehaviour,
    DictionaryError,
    Limit,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
    find_problems,
)


def a_limit(severity, threshold, *, is_high=True):
    return Limit(severity=severity, threshold=threshold, is_high=is_high)


def a_parameter(**changes):
    plain = Parameter(
        id="X",
        subsystem="S",
        group="g",
        name="d",
        unit="degC",
        kind=ParameterKind.FLOAT,
        range_low=0,
        range_high=100,
    )
    return replace(plain, **changes)


def a_state(**changes):
    return a_parameter(kind=ParameterKind.ENUM, states={0: "OFF", 1: "ON"}, **changes)


def problems_of(parameter):
    packet = Packet(name="P", apid=1, period_ns=1, parameters=(parameter,))
    return [problem.removeprefix("X: ") for problem in find_problems([packet])]


def test_values_are_written_with_their_unit():
    assert a_parameter().text(21.456) == "21.46 °C"
    assert a_parameter(unit="-").text(0.5) == "0.5"
    assert a_parameter(unit="count", kind=ParameterKind.INT).text(3) == "3"
    assert a_state().text(1) == "ON"


@pytest.mark.parametrize(
    ("value", "text"), [(4.56789, "4.568 °C"), (12345.6, "12346 °C"), (-99999.0, "-99999 °C")]
)
def test_a_great_value_is_written_out(value, text):
    assert a_parameter().text(value) == text


def test_an_unknown_value_is_a_question_mark():
    assert a_parameter().text(math.nan) == "?"
    assert a_state().text(math.nan) == "?"


def test_an_unnamed_state_is_shown_by_its_number():
    assert a_state().text(7) == "state 7"


def test_a_parameter_has_an_alarm_if_any_value_raises_one():
    assert not a_parameter().has_alarm
    assert a_parameter(limits=(a_limit(Severity.CAUTION, 5),)).has_alarm
    assert a_state(state_severities={0: Severity.WARNING}).has_alarm


def test_parameters_are_found_with_their_packet_and_column():
    packet = Packet(
        name="P", apid=1, period_ns=1, parameters=(a_parameter(id="A"), a_parameter(id="B"))
    )
    database = MissionDatabase("v", (packet,))
    assert database.place["B"] == (packet, 1)
    assert list(database.parameters) == ["A", "B"]
    assert database.packet_by_name == {"P": packet}
    assert packet.columns == 2


def test_a_sound_parameter_has_no_problem():
    limits = (
        a_limit(Severity.CAUTION, 20, is_high=False),
        a_limit(Severity.CAUTION, 80),
        a_limit(Severity.WARNING, 90),
    )
    sound = a_parameter(limits=limits, nominal=50, alarm=AlarmBehaviour(deadband=5))
    assert problems_of(sound) == []


@pytest.mark.parametrize(
    ("parameter", "problem"),
    [
        (a_parameter(range_high=0), "its range 0 … 0 is empty"),
        (a_parameter(range_low=math.nan), "its range nan … 100 is empty"),
        (a_parameter(nominal=101), "nominal 101 is outside its range 0 … 100"),
        (
            a_parameter(limits=(a_limit(Severity.CAUTION, 120),)),
            "caution limit 120 is outside its range 0 … 100",
        ),
        (
            a_parameter(limits=(a_limit(Severity.CAUTION, 9), a_limit(Severity.WARNING, 8))),
            "its high limits do not grow with the class of the alarm",
        ),
        (
            a_parameter(
                limits=(
                    a_limit(Severity.WARNING, 9, is_high=False),
                    a_limit(Severity.CAUTION, 8, is_high=False),
                )
            ),
            "its low limits do not grow with the class of the alarm",
        ),
        (
            a_parameter(
                limits=(
                    a_limit(Severity.CAUTION, 9, is_high=False),
                    a_limit(Severity.CAUTION, 8),
                )
            ),
            "its low and high limits leave no normal value",
        ),
        (
            a_parameter(
                limits=(
                    a_limit(Severity.CAUTION, 10, is_high=False),
                    a_limit(Severity.CAUTION, 20),
                ),
                alarm=AlarmBehaviour(deadband=5),
            ),
            "a deadband of 5 leaves no value the alarm returns at",
        ),
        (
            a_parameter(kind=ParameterKind.ENUM),
            "it is an enumeration without states",
        ),
        (
            a_state(state_severities={5: Severity.CAUTION}),
            "its alarm state 5 is not one of its states",
        ),
        (a_state(nominal=4), "nominal 4 is not one of its states"),
    ],
)
def test_a_contradiction_in_a_parameter_is_said(parameter, problem):
    assert problem in problems_of(parameter)


def test_contradictions_between_packets_are_said():
    one = Packet(name="P", apid=1, period_ns=1, parameters=(a_parameter(),))
    same = Packet(name="P", apid=1, period_ns=0, parameters=(a_parameter(),))
    empty = Packet(name="E", apid=2047, period_ns=1, parameters=())
    assert find_problems([one, same, empty]) == [
        "packet P is there more than once",
        "APID 1 is there more than once",
        "parameter X is there more than once",
        "packet P: its rate is not above zero",
        "packet E: APID 2047 is not between 0 and 2046",
        "packet E: it carries no parameter",
    ]


def test_the_error_lists_every_problem_on_its_own_line():
    error = DictionaryError(["one", "two"])
    assert error.problems == ("one", "two")
    assert str(error) == "one\ntwo"
