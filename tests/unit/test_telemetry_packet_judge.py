"""One packet's rows, screened at once and judged where it matters."""

import numpy as np

from telemetry.back_filled import OpenGap
from telemetry.condition import Condition
from telemetry.dictionary import (
    AlarmBehaviour,
    Limit,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.packet_judge import PacketJudge

CAUTION = Limit(severity=Severity.CAUTION, threshold=4.5, is_high=True)
LOOSER = Limit(severity=Severity.CAUTION, threshold=6.0, is_high=True)


def a_parameter(name="X", **other):
    fields = {"limits": (CAUTION,), "alarm": AlarmBehaviour(on_delay_s=2.0)} | other
    return Parameter(
        id=name,
        subsystem="X",
        group="",
        name="",
        unit="-",
        kind=ParameterKind.FLOAT,
        range_low=0.0,
        range_high=10.0,
        **fields,
    )


def never(_context, _at_ns):
    return False


def settled(gap):
    steps = gap.settling()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def judged(judge, *values, first_s=0):
    times = (first_s + np.arange(len(values), dtype=np.int64)) * 10**9
    rows = np.array(values, dtype=float).reshape(-1, 1)
    return [(event.severity, event.sample_ns // 10**9) for event in judge.judge(rows, times)]


def a_judge(parameter, in_force=never):
    packet = Packet(name="P", apid=1, period_ns=10**9, parameters=(parameter,))
    return PacketJudge(packet, in_force, [0])


def test_a_copy_goes_on_by_itself_from_where_it_was_taken():
    first = a_judge(a_parameter())
    judged(first, 5.0, 5.0)
    twin = first.copy()
    assert judged(first, 0.0, first_s=2) == []
    assert judged(twin, 5.0, first_s=2) == [(Severity.CAUTION, 2)]
    assert twin.classes() == {"X": Severity.CAUTION}
    assert first.classes() == {}


def test_the_first_context_in_force_decides_which_limits_count():
    parameter = a_parameter(context_limits={"ascent": (LOOSER,)}, alarm=AlarmBehaviour())

    def in_force(context, at_ns):
        return context == "ascent" and at_ns < 2 * 10**9

    judge = a_judge(parameter, in_force)
    assert judged(judge, 5.0, 5.0, 5.0) == [(Severity.CAUTION, 2)]


def test_a_state_that_stays_becomes_an_alarm_when_its_context_begins():
    parameter = a_parameter(
        limits=(),
        states={0: "OFF", 1: "ON"},
        context_severities={"ascent": {1: Severity.CAUTION}},
        alarm=AlarmBehaviour(),
    )
    judge = a_judge(parameter, lambda _context, at_ns: at_ns >= 2 * 10**9)
    assert judged(judge, 1.0, 1.0) == []
    assert judged(judge, 1.0, 1.0, first_s=2) == [(Severity.CAUTION, 2)]


def test_a_condition_in_no_context_keeps_its_usual_limits():
    condition = Condition(a_parameter(context_limits={"ascent": ()}), 10**9, never)
    events = [condition.judge(5.0, second * 10**9) for second in range(3)]
    assert [event and event.severity for event in events] == [None, None, Severity.CAUTION]
    assert condition.severity is Severity.CAUTION


def test_a_row_that_is_said_again_counts_as_it_was_said_last():
    gap = OpenGap(a_judge(a_parameter(alarm=AlarmBehaviour())), 0, lasts=True)
    times = np.arange(1, 4, dtype=np.int64) * 10**9
    gap.keep(np.zeros((3, 1)), times, [])
    classes = []
    for value in (5.0, 0.0):
        gap.fill(np.full((3, 1), value), times)
        _, late = settled(gap)
        classes.append([event.severity for event in late])
    assert classes == [[Severity.CAUTION], [None]]
