"""Two-person release: two different people, of whom the first is flight, in five minutes."""

import pytest
from builders import T0_NS, a_situation, an_alarm_raised, an_opportunity, nominal_readings

from console.domain.alarm_facts import AlarmTakenOut
from console.domain.consequences import consequences
from console.domain.facts import AlarmReturned, WindowApproved, WindowHeld, WindowReleased
from console.domain.mission import MissionState, apply, decide
from console.domain.requests import Refused, ReleaseWindow
from console.domain.roles import Role
from console.domain.rule_facts import ReleaseLapsed, ReleaseSigned
from console.domain.rule_requests import CountersignRelease
from console.domain.schedule import WindowStatus, proposed_window
from console.domain.signatures import SIGNATURE_LASTS_S
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

REEF = an_opportunity("reef")
GUEST = "guest-a"
SMOKE = "FDS_SMK_1"
FAN = "ARS_FAN_A_STATE"


def state_after(*facts, by="server"):
    state = MissionState()
    for fact in facts:
        state = apply(state, fact, by)
    return state


def held(alarm=SMOKE, rule="V-01"):
    return state_after(
        proposed_window("w1", REEF, (GUEST,)),
        WindowApproved(window="w1"),
        WindowHeld(window="w1", alarm=alarm, reason="smoke", rule=rule),
    )


def release(state, *, name="Anna", now_s=0.0, **other):
    request = ReleaseWindow(window="w1", seen_revision=state.windows["w1"].revision)
    return decide(request, Role.FLIGHT, state, a_situation(REEF, name=name, now_s=now_s, **other))


def countersign(state, *, name="Ben", role=Role.GUEST, now_s=0.0, seen=None, signer="flight:Anna"):
    revision = state.windows["w1"].revision if seen is None else seen
    request = CountersignRelease(window="w1", seen_revision=revision, seen_signer=signer)
    return decide(request, role, state, a_situation(REEF, name=name, now_s=now_s))


def signed(name="Anna"):
    state = held()
    (fact,) = release(state, name=name)
    return apply(state, fact, f"flight:{name}")


def refused_because(decided, *words):
    assert isinstance(decided, Refused)
    assert all(word in decided.reason for word in words), decided.reason
    return True


def test_a_rule_for_one_person_is_released_by_one():
    assert release(held(FAN, "V-02")) == [WindowReleased(window="w1")]


def test_a_window_held_before_rules_had_names_is_released_by_one():
    assert release(held(rule="")) == [WindowReleased(window="w1")]


def test_the_first_of_two_signatures_releases_nothing_yet():
    (fact,) = release(held())
    expires_ns = T0_NS + round(SIGNATURE_LASTS_S * NS_PER_S)
    assert fact == ReleaseSigned(window="w1", rule="V-01", expires_ns=expires_ns)
    state = signed()
    assert state.windows["w1"].status is WindowStatus.HELD
    assert state.signatures["w1"].by == "flight:Anna"


@pytest.mark.parametrize("role", [Role.GUEST, Role.FLIGHT])
def test_a_second_person_of_another_name_releases_it(role):
    decided = countersign(signed(), role=role)
    assert decided == [WindowReleased(window="w1")]
    after = apply(signed(), decided[0], f"{role}:Ben")
    assert after.windows["w1"].status is WindowStatus.PLANNED
    assert after.signatures == {}


def test_another_flight_controller_may_countersign_by_releasing():
    assert release(signed(), name="Ben") == [WindowReleased(window="w1")]


@pytest.mark.parametrize("name", ["Anna", "anna", " ANNA "])
@pytest.mark.parametrize("role", [Role.GUEST, Role.FLIGHT])
def test_the_same_person_cannot_sign_twice_from_another_seat(name, role):
    decided = countersign(signed(), name=name, role=role)
    assert refused_because(decided, "two different people", "has signed already")


def test_the_same_person_cannot_sign_twice_from_the_same_seat():
    assert refused_because(release(signed()), "two different people")


@pytest.mark.parametrize("role", [Role.TRAINER, Role.OBSERVER])
def test_nobody_else_may_countersign(role):
    assert refused_because(countersign(signed(), role=role), "Only the")


def test_somebody_without_a_name_cannot_sign():
    assert refused_because(release(held(), name=""), "by name")
    assert refused_because(countersign(signed(), name=" "), "by name")


def test_there_is_nothing_to_countersign_before_flight_signed():
    assert refused_because(countersign(held()), "no first signature")


def test_countersigning_what_changed_since_is_refused():
    assert refused_because(countersign(signed(), seen=3), "changed since you saw it")


def test_countersigning_somebody_elses_signature_is_refused():
    assert refused_because(countersign(signed(), signer="flight:Carl"), "Somebody else")


def test_a_signature_expires_and_is_struck_from_the_log():
    later_s = SIGNATURE_LASTS_S
    assert refused_because(countersign(signed(), now_s=later_s), "its time is up")
    situation = a_situation(REEF, now_s=later_s)
    assert list(consequences(signed(), situation)) == [ReleaseLapsed(window="w1")]
    after = apply(signed(), ReleaseLapsed(window="w1"))
    assert after.signatures == {}
    assert after.windows["w1"].revision == signed().windows["w1"].revision + 1
    assert list(consequences(signed(), a_situation(REEF, now_s=later_s - 1))) == []


def test_a_signature_does_not_last_longer_because_the_clock_was_set_back():
    state = signed()
    assert list(consequences(state, a_situation(REEF, now_s=-30))) == []
    back = a_situation(REEF, now_s=-3600)
    assert list(consequences(state, back)) == [ReleaseLapsed(window="w1")]


def test_nothing_is_signed_while_the_rule_still_says_no():
    alarm = an_alarm_raised(SMOKE, severity=Severity.EMERGENCY)
    state = apply(held(), alarm)
    assert release(state).reason.count("still in emergency") == 1
    back = apply(state, AlarmReturned(alarm=SMOKE, occurrence=1, value=0.1, sample_ns=T0_NS))
    assert not isinstance(release(back), Refused)


def test_nothing_is_released_on_a_reading_nobody_has():
    decided = release(held(FAN, "V-02"), readings=lambda _name: None)
    assert refused_because(decided, "cannot be judged", "not received")


def test_a_window_under_a_stricter_rule_needs_the_stricter_release():
    state = apply(held(FAN, "V-02"), an_alarm_raised(SMOKE, severity=Severity.EMERGENCY))
    (hold,) = consequences(state, a_situation(REEF))
    assert (hold.window, hold.rule) == ("w1", "V-01")
    assert list(consequences(apply(state, hold), a_situation(REEF))) == []


@pytest.mark.parametrize(
    ("alarm", "severity"), [(SMOKE, Severity.EMERGENCY), (FAN, Severity.WARNING)]
)
def test_a_rule_that_says_no_meanwhile_ends_the_first_signature(alarm, severity):
    state = apply(signed(), an_alarm_raised(alarm, severity=severity))
    assert list(consequences(state, a_situation(REEF))) == [ReleaseLapsed(window="w1")]
    state = apply(state, ReleaseLapsed(window="w1"))
    assert state.windows["w1"].held_by == "V-01"  # which asks for two, though V-02 asks for one
    assert list(consequences(state, a_situation(REEF))) == []


def test_a_new_hold_strikes_the_first_signature():
    state = apply(signed(), WindowHeld(window="w1", alarm=SMOKE, reason="smoke", rule="V-01"))
    assert state.signatures == {}


OUT = AlarmTakenOut(
    alarm="CAB_PPCO2_1H", reason="drifts", since_ns=T0_NS, until_ns=T0_NS + 3600 * NS_PER_S
)


def test_what_a_sensor_out_of_service_leaves_unknown_is_released_by_two_people():
    state = apply(held(FAN, "V-02"), OUT, "flight:Anna and flight:Ben")
    (first,) = release(state)
    assert isinstance(first, ReleaseSigned)
    assert countersign(apply(state, first, "flight:Anna")) == [WindowReleased(window="w1")]


def test_what_is_stale_besides_a_sensor_out_of_service_is_released_by_nobody():
    state = apply(held(FAN, "V-02"), OUT, "flight:Anna and flight:Ben")

    def readings(name):
        return nominal_readings(name, generated_ns=1 if name == "DRV_T_RES" else None)

    assert refused_because(release(state, readings=readings), "cannot be judged")
