"""Signs of contexts in the shipped vehicle, and the limits that count while they are there."""

import pytest
from builders import a_mission

from telemetry.condition import Condition
from telemetry.context_signs import SignRecord
from telemetry.contexts import ContextTracker, planned_contexts
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

DATABASE = a_mission().database
ORBIT = ""  # where no other context is in force, the usual limits are
# The last value that is no alarm of the class, in the context.
BORDERS = [
    (ORBIT, "RAD_RATE_A", 1000.0, Severity.CAUTION),
    (ORBIT, "BIO_3_HR", 150.0, Severity.CAUTION),
    (ORBIT, "CAB_NOISE", 85.0, Severity.CAUTION),
    (ORBIT, "CAB_PM", 2.2, Severity.CAUTION),
    ("ascent", "BIO_3_HR", 180.0, Severity.CAUTION),
    ("ascent", "BIO_3_HR", 160.0, Severity.ADVISORY),
    ("sleep", "CAB_NOISE", 62.0, Severity.ADVISORY),
    ("sleep", "CAB_NOISE", 75.0, Severity.CAUTION),
    ("saa", "RAD_RATE_A", 1500.0, Severity.CAUTION),
    ("saa", "RAD_RATE_B", 5000.0, Severity.EMERGENCY),
    ("maintenance", "CAB_PM", 5.0, Severity.CAUTION),
    ("maintenance", "CAB_NOISE", 95.0, Severity.CAUTION),
    ("maintenance", "ARS_FILT_DP", 800.0, Severity.CAUTION),
]


def class_of(value, name, context):
    """Return the class after a value lasted for longer than any on-delay."""
    condition = Condition(
        DATABASE.parameters[name], NS_PER_S, lambda asked, _at_ns: asked == context
    )
    for second in range(200):
        condition.judge(value, second * NS_PER_S)
    return condition.severity or 0


@pytest.mark.parametrize(("context", "name", "border", "severity"), BORDERS)
def test_beyond_the_limit_of_its_context_is_an_alarm_and_at_it_none(
    context, name, border, severity
):
    assert class_of(border, name, context) < severity
    assert class_of(border + 0.001, name, context) == severity


@pytest.mark.parametrize(("context", "name", "border", "severity"), BORDERS)
def test_no_context_hides_what_is_beyond_its_own_limits(context, name, border, severity):
    del border
    for each in DATABASE.rules.suppressions_of.get(name, ()):
        assert each.context != context or each.up_to < Severity.CAUTION <= severity


def test_ascent_and_sleep_are_in_force_when_flight_plan_and_timeline_say_so():
    mission = a_mission()
    planned = planned_contexts(mission)
    tracker = ContextTracker(DATABASE, planned)
    launch_ns, sleep_ns = mission.launch_ns, planned["sleep"][0][0]
    found = [tracker.in_force("ascent", launch_ns + s * NS_PER_S) for s in (-1, 0, 719, 720)]
    assert found == [False, True, True, False]
    found = [tracker.in_force("sleep", at_ns) for at_ns in (sleep_ns - 1, sleep_ns)]
    assert found == [False, True]


def test_a_record_knows_the_count_of_every_packet_for_the_past():
    record = SignRecord()
    assert not record.is_known
    record.add("P", 10, 1, 1)
    record.add("Q", 12, 2, 1)
    record.add("P", 14, 0, 1)
    assert [record.count(at_ns) for at_ns in (9, 10, 12, 14)] == [0, 1, 3, 2]
    assert (record.newest("P"), record.newest("R")) == (14, 0)
