"""When an alarm is heard, and when not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarms import Alarm
from console.domain.annunciation import CALLS, FOLD_S, MUTE_LONGEST_S, Annunciator
from telemetry.dictionary import Severity


def an_alarm(parameter="CAB_P_TOT", severity=Severity.WARNING, **changes):
    usual = {"occurrence": 1, "value": 1.0, "limit": None, "raised_ns": 0}
    return Alarm(id=parameter, severity=severity, **usual | changes)


EMERGENCY = an_alarm("CAB_P_TOT", Severity.EMERGENCY)
WARNING = an_alarm("ARS_FLOW_CHX", Severity.WARNING)
CAUTION = an_alarm("CAB_T_DOME", Severity.CAUTION)
ADVISORY = an_alarm("HSP_WATER", Severity.ADVISORY)


def test_pitches_are_at_least_a_fifth_apart_and_the_graver_the_higher():
    pitches_hz = [CALLS[severity].pitch_hz for severity in sorted(Severity)]
    assert all(high >= 1.2 * low for low, high in pairwise(pitches_hz))
    assert all(200.0 <= 3 * pitch_hz <= 5000.0 for pitch_hz in pitches_hz)


def test_the_first_half_second_of_each_class_has_a_rhythm_of_its_own():
    rhythms = {tuple(CALLS[severity].beats_s[:3]) for severity in Severity}
    assert len(rhythms) == len(Severity)


def test_a_new_alarm_is_heard_at_once_and_once():
    annunciator = Annunciator()
    said = annunciator.hear([WARNING], 10.0)
    assert said is not None
    assert (said.severity, said.first) == (Severity.WARNING, WARNING)
    assert (said.count, said.is_repeat) == (1, False)
    assert annunciator.hear([WARNING], 10.1) is None


def test_a_burst_is_one_sound_of_its_highest_class_naming_the_first():
    later = an_alarm("CAB_P_TOT", Severity.EMERGENCY, raised_ns=5)
    first = an_alarm("CAB_PPO2", Severity.EMERGENCY, raised_ns=3)
    said = Annunciator().hear([WARNING, later, first, CAUTION], 0.0)
    assert said is not None
    assert (said.severity, said.first, said.count) == (Severity.EMERGENCY, first, 4)


@pytest.mark.parametrize("severity", [Severity.CAUTION, Severity.WARNING])
def test_what_follows_within_the_fold_waits_and_is_one_sound(severity):
    annunciator = Annunciator()
    annunciator.hear([WARNING], 0.0)
    followers = [an_alarm(f"P{n}", severity) for n in range(50)]
    assert annunciator.hear([WARNING, *followers], 0.5) is None
    said = annunciator.hear([WARNING, *followers], FOLD_S)
    assert said is not None
    assert said.count == 50


def test_a_graver_alarm_does_not_wait():
    annunciator = Annunciator()
    annunciator.hear([CAUTION], 0.0)
    said = annunciator.hear([CAUTION, EMERGENCY], 0.05)
    assert said is not None
    assert said.first is EMERGENCY


def test_an_alarm_that_rises_is_heard_again():
    annunciator = Annunciator()
    annunciator.hear([an_alarm(severity=Severity.CAUTION)], 0.0)
    assert annunciator.hear([an_alarm(severity=Severity.WARNING)], 0.1) is not None


@pytest.mark.parametrize("severity", [Severity.EMERGENCY, Severity.WARNING, Severity.CAUTION])
def test_what_nobody_has_seen_is_said_again(severity):
    annunciator = Annunciator()
    alarm = an_alarm(severity=severity)
    annunciator.hear([alarm], 0.0)
    again_s = CALLS[severity].again_s
    assert annunciator.hear([alarm], again_s - 0.1) is None
    said = annunciator.hear([alarm], again_s)
    assert said is not None
    assert said.is_repeat


def test_an_advisory_is_not_said_again():
    annunciator = Annunciator()
    annunciator.hear([ADVISORY], 0.0)
    assert annunciator.hear([ADVISORY], 1e6) is None


@pytest.mark.parametrize("after", [{"acknowledged_by": "flight:Anna"}, {"returned_ns": 9}])
def test_what_was_acknowledged_or_has_returned_is_not_said_again(after):
    annunciator = Annunciator()
    annunciator.hear([EMERGENCY], 0.0)
    assert annunciator.hear([an_alarm("CAB_P_TOT", Severity.EMERGENCY, **after)], 100.0) is None


def test_the_next_occurrence_is_heard():
    annunciator = Annunciator()
    annunciator.hear([WARNING], 0.0)
    annunciator.hear([], 5.0)
    assert annunciator.hear([an_alarm("ARS_FLOW_CHX", occurrence=2)], 6.0) is not None


def test_a_mute_silences_and_expires():
    annunciator = Annunciator()
    annunciator.mute(60.0, 0.0)
    assert annunciator.hear([WARNING], 1.0) is None
    assert annunciator.muted_for_s(1.0) == 59.0
    assert annunciator.hear([WARNING], 59.9) is None
    said = annunciator.hear([WARNING], 95.0)
    assert said is not None
    assert said.is_repeat


def test_a_new_emergency_ends_the_mute():
    annunciator = Annunciator()
    annunciator.mute(60.0, 0.0)
    assert annunciator.hear([EMERGENCY], 1.0) is not None
    assert annunciator.muted_for_s(1.0) == 0.0


def test_an_emergency_heard_before_can_be_muted():
    annunciator = Annunciator()
    annunciator.hear([EMERGENCY], 0.0)
    annunciator.mute(60.0, 1.0)
    assert annunciator.hear([EMERGENCY], 30.0) is None


@pytest.mark.parametrize("for_s", [0.0, -1.0, MUTE_LONGEST_S + 1, float("nan"), float("inf")])
def test_a_mute_without_an_end_is_refused(for_s):
    with pytest.raises(ValueError, match="a mute lasts"):
        Annunciator().mute(for_s, 0.0)


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from(Severity)), unique_by=lambda each: each[0]
    ),
    st.floats(0.01, 1.0),
)
def test_every_alarm_is_heard_by_itself_or_with_a_graver_one(arrivals, step_s):
    """Whatever comes in whatever order, its class or a higher one sounds after it came."""
    annunciator = Annunciator()
    standing, heard, now_s = [], [], 0.0
    for number, severity in arrivals:
        standing.append((now_s, an_alarm(f"P{number}", severity)))
        said = annunciator.hear([alarm for _, alarm in standing], now_s)
        heard += [(now_s, said.severity)] if said else []
        now_s += step_s
    said = annunciator.hear([alarm for _, alarm in standing], now_s + FOLD_S)
    heard += [(now_s + FOLD_S, said.severity)] if said else []
    for came_s, alarm in standing:
        assert any(at_s >= came_s and level >= alarm.severity for at_s, level in heard)


def test_an_emergency_nobody_saw_is_said_again_as_one_though_it_eased():
    annunciator = Annunciator()
    annunciator.hear([EMERGENCY], 0.0)
    eased = an_alarm("CAB_P_TOT", Severity.CAUTION, unseen=Severity.EMERGENCY)
    assert annunciator.hear([eased], 1.0) is None
    said = annunciator.hear([eased], CALLS[Severity.EMERGENCY].again_s)
    assert said is not None
    assert (said.severity, said.first, said.is_repeat) == (Severity.EMERGENCY, eased, True)


def test_a_graver_class_found_late_is_heard_as_what_it_was():
    found = an_alarm("CAB_P_TOT", Severity.CAUTION, unseen=Severity.WARNING, occurrence=2)
    said = Annunciator().hear([found], 0.0)
    assert said is not None
    assert said.severity is Severity.WARNING
