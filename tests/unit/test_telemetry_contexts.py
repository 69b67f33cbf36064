"""Contexts: what puts them in force, when they were, and what is said of their changes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from builders import a_mission

from telemetry.alarm_rules import AlarmRules, Context
from telemetry.contexts import ContextEvent, ContextTracker, planned_contexts
from telemetry.dictionary import (
    Limit,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.limits import LimitMonitor
from telemetry.wire import Frame

SECOND_NS = 1_000_000_000
T0_NS = 1_631_750_400 * SECOND_NS
HIGH = Limit(severity=Severity.CAUTION, threshold=500.0, is_high=True)


def numeric(name, *limits, context_limits=None):
    return Parameter(
        id=name,
        subsystem="X",
        group="",
        name=name,
        unit="Pa",
        kind=ParameterKind.FLOAT,
        range_low=0.0,
        range_high=1000.0,
        limits=limits,
        context_limits=context_limits or {},
    )


BED = Parameter(
    id="BED",
    subsystem="X",
    group="",
    name="bed",
    unit="-",
    kind=ParameterKind.ENUM,
    range_low=0,
    range_high=1,
    states={0: "ADSORB", 1: "DESORB"},
)
VACUUM = numeric("VACUUM", context_limits={"desorbs": (HIGH,)})
RULES = AlarmRules(
    contexts={
        "desorbs": Context(
            name="desorbs", words="Bed", parameter="BED", states=frozenset({1}), is_noted=False
        ),
        "anomaly": Context(name="anomaly", words="Anomaly", parameter="BED", states=frozenset({1})),
        "suspect": Context(
            name="suspect", words="Unit suspect", unit=("A", "B", "C", "D"), off_scale=3
        ),
        "maintenance": Context(name="maintenance", words="Maintenance", is_declared=True),
        "ascent": Context(name="ascent", words="Ascent", from_met_s=0.0, until_met_s=720.0),
    }
)
RULES_OF_BED = AlarmRules(contexts={"desorbs": RULES.contexts["desorbs"]})
UNIT = tuple(numeric(name, HIGH) for name in "ABCD")
DATABASE = MissionDatabase(
    "vehicle",
    (
        Packet(name="P", apid=1, period_ns=SECOND_NS, parameters=(BED, VACUUM)),
        Packet(name="U", apid=2, period_ns=SECOND_NS, parameters=UNIT),
    ),
    RULES,
)


def frame(*rows, at_s=0, packet="P"):
    return Frame(
        source="s/1",
        packet=packet,
        sequence=0,
        generated_ns=T0_NS + at_s * SECOND_NS,
        values=np.array(rows, dtype=float),
    )


def at(second):
    return T0_NS + round(second * SECOND_NS)


def test_a_limit_counts_only_while_its_context_is_in_force_at_the_sample():
    monitor = LimitMonitor(DATABASE)
    rows = [[0, 900], [1, 900], [1, 900], [0, 900]]
    events = monitor.check(frame(*rows))
    assert [(event.severity, event.sample_ns) for event in events] == [
        (Severity.CAUTION, at(1)),
        (None, at(3)),
    ]
    assert events[0].limit == HIGH


def test_a_context_is_known_for_the_past():
    tracker = ContextTracker(DATABASE)
    tracker.take(frame([0, 0], [1, 0], [1, 0], [0, 0]))
    assert [tracker.in_force("anomaly", at(s)) for s in (-1, 0, 1, 2.5, 3)] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_back_filled_samples_put_a_context_in_force_in_their_own_time():
    tracker = ContextTracker(DATABASE)
    tracker.take(frame([0, 0]))
    tracker.take(frame([0, 0], at_s=10))
    tracker.take(frame([1, 0], [1, 0], at_s=5))
    found = [tracker.in_force("anomaly", at(s)) for s in range(4, 9)]
    assert found == [False, True, True, False, False]


def test_several_readings_of_one_unit_off_their_scale_make_the_unit_suspect():
    tracker = ContextTracker(DATABASE)
    tracker.take(frame([1000, 1000, 10, 10], [1000, 1000, 1000, 10], at_s=0, packet="U"))
    assert not tracker.in_force("suspect", at(0))
    assert tracker.in_force("suspect", at(1))


def test_high_readings_and_missing_ones_make_no_unit_suspect():
    tracker = ContextTracker(DATABASE)
    tracker.take(frame([900, 900, 900, 900], [math.nan] * 4, [0, 0, 0, 0], packet="U"))
    assert not any(tracker.in_force("suspect", at(s)) for s in range(3))


def test_a_clock_that_shows_the_same_again_stands_still_and_a_doubled_or_late_frame_does_not():
    frozen = Context(name="frozen", words="Frozen", parameter="VACUUM", stands_still=True)
    database = replace(DATABASE, rules=AlarmRules(contexts={"frozen": frozen}))
    tracker = ContextTracker(database)
    tracker.take(frame([0, 10], [0, 11]))
    tracker.take(frame([0, 10], [0, 11]))
    tracker.take(frame([0, 11], at_s=-5))
    assert not tracker.in_force("frozen", at(1.9))
    tracker.take(frame([0, 11], [0, 11], [0, 14], at_s=2))
    found = [tracker.in_force("frozen", at(s)) for s in (1, 2, 3, 4)]
    assert found == [False, True, True, False]
    assert [event.is_on for event in tracker.changes(at(3))] == [True]


def test_a_change_is_told_once_with_its_time():
    tracker = ContextTracker(DATABASE)
    tracker.take(frame([0, 0], [1, 0]))
    expected = ContextEvent(context="anomaly", is_on=True, sample_ns=at(1), reason="by BED")
    assert tracker.changes(at(2)) == [expected]
    assert tracker.changes(at(3)) == []
    tracker.take(frame([0, 0], at_s=4))
    assert tracker.changes(at(14)) == []  # until every reading has been heard again
    assert [(c.is_on, c.sample_ns) for c in tracker.changes(at(15))] == [(False, at(4))]


def test_a_restart_tells_nothing_again_and_ends_nothing_it_does_not_know():
    tracker = ContextTracker(DATABASE)
    tracker.restore({"anomaly": at(0), "maintenance": at(0), "of another vehicle": at(0)})
    assert tracker.changes(at(1)) == []
    assert tracker.in_force("maintenance", at(1))
    tracker.take(frame([1, 0], at_s=2))
    assert tracker.changes(at(2)) == []


def test_what_people_declare_is_in_force_from_then_on():
    tracker = ContextTracker(DATABASE)
    tracker.declare("maintenance", at(5), is_on=True)
    tracker.declare("maintenance", at(9), is_on=False)
    found = [tracker.in_force("maintenance", at(s)) for s in (4, 5, 8, 9)]
    assert found == [False, True, True, False]
    assert tracker.changes(at(6)) == []


@pytest.mark.parametrize(
    ("context", "inside_s", "outside_s"),
    [
        (Context(name="x", words="", from_met_s=0.0, until_met_s=720.0), 10, 720),
        (Context(name="x", words="", from_met_s=-3600.0), -10, -3601),
    ],
)
def test_parts_of_the_flight_are_in_force_by_the_plan(context, inside_s, outside_s):
    rules = AlarmRules(contexts={"x": context})
    mission = replace(a_mission(), database=replace(DATABASE, rules=rules))
    tracker = ContextTracker(mission.database, planned_contexts(mission))
    end_ns, launch_ns = mission.end_ns, mission.launch_ns
    inside = (launch_ns if inside_s >= 0 else end_ns) + inside_s * SECOND_NS
    outside = (launch_ns if outside_s >= 0 else end_ns) + outside_s * SECOND_NS
    assert tracker.in_force("x", inside)
    assert not tracker.in_force("x", outside)


def test_sleep_is_when_every_guest_sleeps():
    rules = AlarmRules(contexts={"sleep": Context(name="sleep", words="", activity="sleep")})
    mission = replace(a_mission(), database=replace(DATABASE, rules=rules))
    stretches = planned_contexts(mission)["sleep"]
    assert stretches
    for start_ns, end_ns in stretches:
        for at_ns in (start_ns, end_ns - 1):
            guests = [person.id for person in mission.people if person.role == "guest"]
            doing = [mission.activity_at(person, at_ns) for person in guests]
            assert {each.kind for each in doing} == {"sleep"}


def test_what_a_context_decides_waits_until_the_context_is_known_for_its_time():
    other = Packet(name="Q", apid=3, period_ns=2 * SECOND_NS, parameters=(BED,))
    vacuum = Packet(name="P", apid=1, period_ns=SECOND_NS, parameters=(VACUUM,))
    monitor = LimitMonitor(MissionDatabase("vehicle", (vacuum, other), RULES_OF_BED))
    assert monitor.check(frame(*[[900]] * 6)) == []
    events = monitor.check(frame([0], [0], [1], packet="Q"))
    assert [(event.severity, event.sample_ns) for event in events] == []
    events = monitor.check(frame([1], at_s=6, packet="Q"))
    assert [(event.severity, event.sample_ns) for event in events] == [(Severity.CAUTION, at(4))]


def test_a_context_that_is_not_heard_of_is_not_waited_for_for_ever():
    other = Packet(name="Q", apid=3, period_ns=2 * SECOND_NS, parameters=(BED,))
    vacuum = Packet(name="P", apid=1, period_ns=SECOND_NS, parameters=(VACUUM,))
    monitor = LimitMonitor(MissionDatabase("vehicle", (vacuum, other), RULES_OF_BED))
    monitor.check(frame([1], packet="Q"))
    monitor.check(frame([900], at_s=1))
    assert monitor.check(frame([900], at_s=60))[0].sample_ns == at(1)
