"""Measures of the alarms over a log."""

import pytest
from builders import T0_NS, an_alarm_raised, an_entry

from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmReturned,
    AlarmShelved,
    FloodBegan,
    FloodEnded,
    ShelfExpired,
)
from console.domain.alarm_measures import measure
from console.domain.facts import Entry
from console.domain.mission import fold
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S


def log(*facts):
    """Return entries of facts given with the second they were written at."""
    return [
        Entry(
            sequence=place,
            epoch=1,
            mission_ns=T0_NS + round(at_s * NS_PER_S),
            recorded_ns=1,
            by="flight:Anna",
            fact=fact,
        )
        for place, (at_s, fact) in enumerate([(0, an_entry().fact), *facts], start=1)
    ]


def raised(at_s, alarm="A", *, occurrence=1, severity=Severity.CAUTION):
    fact = an_alarm_raised(
        alarm, occurrence=occurrence, severity=severity, sample_ns=T0_NS + at_s * NS_PER_S
    )
    return at_s, fact


def returned(at_s, alarm="A", *, occurrence=1):
    return at_s, AlarmReturned(alarm=alarm, occurrence=occurrence, value=0.0, sample_ns=T0_NS)


def acknowledged(at_s, alarm="A", *, occurrence=1):
    return at_s, AlarmAcknowledged(alarm=alarm, occurrence=occurrence)


def measured(*facts, after_s=3600, **other):
    return measure(log(*facts), T0_NS + after_s * NS_PER_S, **other)


def test_a_log_without_alarms_measures_nothing():
    found = measured()
    assert (found.announced, found.per_10_min, found.worst_10_min) == (0, 0.0, 0.0)
    assert found.median_to_acknowledge_s is None
    assert measure([], T0_NS).announced == 0


def test_alarms_are_counted_in_ten_minutes_for_each_operator():
    facts = [raised(at_s, f"P{at_s}") for at_s in (0, 100, 599, 600, 3000)]
    found = measured(*facts)
    assert found.announced == 5
    assert found.per_10_min == pytest.approx(5 / 6)
    assert found.worst_10_min == 3
    assert measured(*facts, operators=2).worst_10_min == 1.5


def test_what_is_hidden_is_announced_to_nobody():
    shelf = AlarmShelved(alarm="A", reason="known", since_ns=T0_NS, until_ns=T0_NS + 1)
    found = measured((1, shelf), raised(2), raised(3, "B"))
    assert found.announced == 1
    assert found.hidden == 1


def test_time_in_floods_is_measured_to_their_end_or_to_now():
    began = FloodBegan(first_out="A", since_ns=T0_NS)
    found = measured((600, began), (1200, FloodEnded(announced=12)), (3000, began))
    assert found.flood_s == 1200.0
    assert found.flood_share == pytest.approx(1 / 3)


def test_an_alarm_that_comes_three_times_in_a_minute_chatters():
    def times(*seconds):
        facts = []
        for occurrence, at_s in enumerate(seconds, start=1):
            facts += [raised(at_s, occurrence=occurrence), returned(at_s, occurrence=occurrence)]
        return measured(*facts).chattering

    assert times(0, 20, 59) == ("A",)
    assert times(0, 20, 60) == ()


def test_an_alarm_that_stands_for_more_than_a_day_is_stale():
    facts = [raised(0, "OLD"), raised(10, "BACK"), returned(20, "BACK"), raised(80_000, "NEW")]
    assert measured(*facts, after_s=86_401).stale == ("OLD",)
    assert measured(*facts, after_s=86_400).stale == ()


def test_priorities_are_shared_out_as_low_middle_and_high():
    severities = [Severity.ADVISORY, Severity.CAUTION, Severity.WARNING, Severity.EMERGENCY]
    facts = [raised(n, f"P{n}", severity=severity) for n, severity in enumerate(severities)]
    assert measured(*facts).spread == {"low": 0.5, "middle": 0.25, "high": 0.25}


def worse(at_s, alarm="A", *, occurrence=1, severity=Severity.EMERGENCY):
    fact = AlarmChanged(
        alarm=alarm,
        occurrence=occurrence,
        severity=severity,
        value=9.0,
        limit=8.0,
        sample_ns=T0_NS + at_s * NS_PER_S,
    )
    return at_s, fact


def test_an_alarm_that_became_worse_counts_once_and_at_its_gravest():
    found = measured(raised(0), worse(30), worse(60, severity=Severity.CAUTION))
    assert found.announced == 1
    assert found.spread == {"low": 0.0, "middle": 0.0, "high": 1.0}


def test_an_alarm_that_became_worse_came_when_it_came_first():
    found = measured(raised(0), worse(700), raised(710, "B"))
    assert found.worst_10_min == 1


def test_what_became_worse_is_answered_from_then_on():
    found = measured(raised(0), acknowledged(10), worse(100), acknowledged(130))
    assert found.median_to_acknowledge_s == 20.0


def test_what_comes_back_into_sight_is_announced_then():
    shelf = AlarmShelved(alarm="A", reason="known", since_ns=T0_NS, until_ns=T0_NS + 1)
    back = ShelfExpired(alarm="A", reason="its time is over")
    found = measured((1, shelf), raised(2), (900, back), acknowledged(930))
    assert found.announced == 1
    assert found.median_to_acknowledge_s == 30.0


def test_what_is_shown_again_is_counted_as_a_flood_counts_it():
    shelf = AlarmShelved(alarm="A", reason="known", since_ns=T0_NS, until_ns=T0_NS + 1)
    back = ShelfExpired(alarm="A", reason="its time is over")
    facts = [raised(0), acknowledged(5), worse(10), (20, shelf), (900, back)]
    entries = log((0, FloodBegan(first_out="B", since_ns=T0_NS)), *facts)
    assert measured(*facts).announced == fold(entries).alarm_book.flood.announced == 3


def test_the_median_time_to_acknowledge_counts_from_the_announcement():
    facts = [raised(0, "A"), raised(0, "B"), raised(0, "C")]
    facts += [acknowledged(10, "A"), acknowledged(20, "B"), acknowledged(90, "C")]
    found = measured(*facts)
    assert found.median_to_acknowledge_s == 20.0
    assert found.acknowledged_by == (("flight:Anna", 3),)


def test_the_most_frequent_alarms_come_first():
    facts = [raised(0, "A"), raised(1, "B"), returned(2, "B"), raised(300, "B", occurrence=2)]
    assert measured(*facts).most_frequent == (("B", 2), ("A", 1))
