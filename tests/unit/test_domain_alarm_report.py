"""The measures of the alarms in words."""

import pytest
from builders import an_alarm_raised, an_entry

from console.domain.alarm_facts import AlarmAcknowledged
from console.domain.alarm_measures import measure
from console.domain.alarm_report import measure_lines
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

SEEN = AlarmAcknowledged(alarm="CAB_P_TOT", occurrence=1)


def lines_of(*facts, after_s=600.0):
    entries = [an_entry(n, fact=fact) for n, fact in enumerate(facts, 1)]
    end_ns = (entries[0].mission_ns if entries else 0) + round(after_s * NS_PER_S)
    return {line.what: line for line in measure_lines(measure(entries, end_ns), str.lower)}


def test_a_log_without_alarms_breaks_no_measure():
    assert not [line for line in lines_of().values() if line.is_met is False]


def test_one_alarm_in_ten_minutes_is_as_it_should_be():
    line = lines_of(an_alarm_raised("CAB_P_TOT"), SEEN)["In ten minutes, on average"]
    assert (line.value, line.is_met) == ("1.0", True)


def test_three_in_ten_minutes_are_not():
    line = lines_of(*(an_alarm_raised(f"P{n}") for n in range(3)))["In ten minutes, on average"]
    assert (line.value, line.wanted, line.is_met) == ("3.0", "up to 1", False)


@pytest.mark.parametrize(
    ("severity", "spread"),
    [(Severity.CAUTION, "100% / 0% / 0%"), (Severity.EMERGENCY, "0% / 0% / 100%")],
)
def test_priorities_are_compared_with_80_15_5(severity, spread):
    line = lines_of(an_alarm_raised("P1", severity=severity))["Low / middle / high priority"]
    assert (line.value, line.is_met) == (spread, False)


def test_many_names_are_cut_short_and_counted():
    facts = [an_alarm_raised(f"P{n}") for n in range(5)]
    assert lines_of(*facts)["Most frequent"].value == "p0 (1), p1 (1), p2 (1) and 2 more"


def test_an_alarm_nobody_acknowledged_has_no_time():
    assert lines_of(an_alarm_raised("P1"))["Half of them acknowledged within"].value == "–"


def test_two_operators_share_the_alarms_and_the_line_says_so():
    entries = [an_entry(n, fact=an_alarm_raised(f"P{n}")) for n in range(1, 4)]
    end_ns = entries[0].mission_ns + 600 * NS_PER_S
    lines = {each.what: each for each in measure_lines(measure(entries, end_ns, operators=2), str)}
    assert lines["In ten minutes, on average, each of 2 operators"].value == "1.5"
    assert lines["In the worst ten minutes, each of 2 operators"].value == "1.5"
