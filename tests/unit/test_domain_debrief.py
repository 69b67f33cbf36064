from builders import T0_NS, an_alarm_raised

from console.domain.debrief import debrief
from console.domain.facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmReturned,
    Entry,
    WindowApproved,
    WindowHeld,
    WindowProposed,
    WindowReleased,
)
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

FAN = "ARS_FAN_A_STATE"


def a_log(*happened):
    """Return entries of (seconds after T0, who, fact)."""
    return [
        Entry(
            sequence=number,
            epoch=1,
            mission_ns=T0_NS + second * NS_PER_S,
            recorded_ns=T0_NS,
            by=by,
            fact=fact,
        )
        for number, (second, by, fact) in enumerate(happened, start=1)
    ]


def proposed(window="w1"):
    return WindowProposed(
        window=window,
        opportunity="reef",
        title="Reef by day",
        pane="dome",
        start_ns=T0_NS,
        end_ns=T0_NS + 1,
        quality=80,
        guests=("B",),
    )


def test_an_alarm_is_told_from_its_raising_to_its_end():
    worse = {"value": 1.0, "limit": None, "sample_ns": T0_NS}
    log = a_log(
        (0, "server", an_alarm_raised(FAN, severity=Severity.WARNING)),
        (10, "server", AlarmChanged(alarm=FAN, occurrence=1, severity=Severity.EMERGENCY, **worse)),
        (25, "flight:Anna", AlarmAcknowledged(alarm=FAN, occurrence=1)),
        (40, "flight:Ben", AlarmAcknowledged(alarm=FAN, occurrence=1)),
        (90, "server", AlarmReturned(alarm=FAN, occurrence=1, value=0.0, sample_ns=T0_NS)),
    )
    (story,) = debrief(log).alarms
    assert story.severity is Severity.EMERGENCY
    assert story.seen_after_s == 25
    assert story.seen_by == "flight:Anna"
    assert story.returned_ns == T0_NS + 90 * NS_PER_S
    assert story.is_in_time


def test_what_nobody_saw_was_not_seen_in_time():
    sheet = debrief(a_log((0, "server", an_alarm_raised(severity=Severity.WARNING)))).scores()
    warnings = next(score for score in sheet if score.what.startswith("Warning"))
    assert (warnings.in_time, warnings.of, warnings.middle_s) == (0, 1, None)


def test_no_time_is_asked_for_an_advisory():
    (story,) = debrief(a_log((0, "server", an_alarm_raised(severity=Severity.ADVISORY)))).alarms
    assert story.is_in_time is None


def test_a_second_occurrence_is_a_story_of_its_own():
    log = a_log(
        (0, "server", an_alarm_raised(FAN)),
        (10, "flight:Anna", AlarmAcknowledged(alarm=FAN, occurrence=1)),
        (99, "server", an_alarm_raised(FAN, occurrence=2)),
    )
    assert [story.seen_after_s for story in debrief(log).alarms] == [10, None]


def test_proposals_and_holds_are_told_with_who_decided_and_how_long_it_took():
    log = a_log(
        (0, "guest:Gil", proposed()),
        (60, "flight:Anna", WindowApproved(window="w1")),
        (100, "server", WindowHeld(window="w1", alarm=FAN, reason="fan")),
        (1000, "flight:Anna", WindowReleased(window="w1")),
        (1001, "guest:Gil", proposed("w2")),
    )
    told = [(d.subject, d.asked, d.outcome, d.took_s, d.is_in_time) for d in debrief(log).decisions]
    assert told == [
        ("w1", "proposed", "approved", 60, True),
        ("w1", "held", "released", 900, False),
        ("w2", "proposed", "", None, False),
    ]
    assert debrief(log).decisions[1].title == "Reef by day"
    score = debrief(log).scores()[-1]
    assert (score.in_time, score.of, score.middle_s) == (1, 3, 480)
