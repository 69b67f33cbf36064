"""What the whole record shows beside what was told while parts of it were missing."""

import pytest

from telemetry.alarm_episodes import late_events
from telemetry.dictionary import Severity
from telemetry.judgement import LimitEvent


def an_event(sample_ns, severity=Severity.CAUTION):
    return LimitEvent(parameter="X", severity=severity, value=5.0, limit=None, sample_ns=sample_ns)


@pytest.mark.parametrize(("is_whole", "beginnings"), [(True, [5]), (False, [])])
def test_an_earlier_beginning_is_claimed_only_when_no_rows_are_missing(is_whole, beginnings):
    late = late_events({}, [an_event(10)], {}, [an_event(5)], is_whole=is_whole)
    assert [(event.sample_ns, event.is_late) for event in late] == [(at, True) for at in beginnings]


@pytest.mark.parametrize("is_whole", [True, False])
def test_an_alarm_that_nobody_was_told_of_is_told_though_rows_are_missing(is_whole):
    (late,) = late_events({}, [], {}, [an_event(5), an_event(8, None)], is_whole=is_whole)
    assert (late.sample_ns, late.returned_ns, late.is_late) == (5, 8, True)
