"""An alarm goes out of service by one person, one that can be an emergency by two."""

from builders import T0_NS, a_mission, an_alarm_raised

from console.domain.alarm_decisions import decide_alarm
from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmOutLapsed,
    AlarmOutSigned,
    AlarmPutBack,
    AlarmSuppressed,
    AlarmTakenOut,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_hides import due_hides
from console.domain.alarm_out import OUT_OF_SERVICE_AT_MOST_S, can_be_emergency, lapsed_out
from console.domain.alarm_requests import CountersignAlarmOut, PutAlarmBack, TakeAlarmOut
from console.domain.alarms import AlarmBook
from console.domain.requests import Refused
from console.domain.signatures import SIGNATURE_LASTS_S
from telemetry.alarm_rules import AlarmRules
from telemetry.dictionary import Severity
from telemetry.timebase import NS_PER_S

FLOW, CO2 = "ARS_FLOW_CHX", "CAB_PPCO2_Z3"
DATABASE = a_mission().database
COUNTERSIGN = CountersignAlarmOut(alarm=CO2, seen_signer="flight:Anna")


class Room:
    """The alarm book and whoever may sign."""

    def __init__(self, *facts):
        self.book = AlarmBook()
        self.now_ns = T0_NS
        for fact in facts:
            self.note(fact, "server")

    def note(self, fact, by):
        self.book = apply_alarm(self.book, fact, by, self.now_ns)

    def asks(self, request, seat="flight:Anna"):
        name = seat.partition(":")[2]
        answer = decide_alarm(request, self.book, DATABASE, self.now_ns, name)
        if isinstance(answer, Refused):
            return answer.reason
        (fact,) = answer
        self.note(fact, seat)
        return fact

    def take_out(self, alarm, seat="flight:Anna", *, reason="drifts", for_s=600):
        return self.asks(TakeAlarmOut(alarm=alarm, reason=reason, for_s=for_s), seat)


def test_an_alarm_goes_out_of_service_with_a_reason_and_comes_back_by_hand_or_time():
    room = Room(an_alarm_raised(FLOW))
    assert "Say why" in room.take_out(FLOW, reason=" ")
    assert OUT_OF_SERVICE_AT_MOST_S == 7 * 86_400
    assert "7 days at most" in room.take_out(FLOW, for_s=OUT_OF_SERVICE_AT_MOST_S + 1)
    assert isinstance(Room().take_out(FLOW, for_s=OUT_OF_SERVICE_AT_MOST_S), AlarmTakenOut)
    assert isinstance(room.take_out(FLOW), AlarmTakenOut)
    hiding = room.book.hidden[FLOW]
    assert (hiding.reason, hiding.by) == ("drifts", "flight:Anna")
    assert hiding.until_ns == T0_NS + 600 * NS_PER_S
    assert "out of service" in room.take_out(FLOW)
    assert list(due_hides(room.book, AlarmRules(), hiding.until_ns - 1)) == []
    (back,) = due_hides(room.book, AlarmRules(), hiding.until_ns)
    assert isinstance(back, AlarmPutBack)
    assert isinstance(room.asks(PutAlarmBack(alarm=FLOW)), AlarmPutBack)
    assert "not out of service" in room.asks(PutAlarmBack(alarm=FLOW))
    assert not room.book.standing[FLOW].is_acknowledged


def test_one_that_can_be_an_emergency_needs_two_different_people():
    room = Room()
    assert isinstance(room.take_out(CO2), AlarmOutSigned)
    assert CO2 not in room.book.hidden
    assert "two different people" in room.asks(COUNTERSIGN)
    assert "two different people" in room.take_out(CO2, "flight:anna ")
    assert "by name" in room.asks(COUNTERSIGN, "guest:")
    assert isinstance(room.asks(COUNTERSIGN, "guest:Ben"), AlarmTakenOut)
    hiding = room.book.hidden[CO2]
    assert (hiding.reason, hiding.by) == ("drifts", "flight:Anna and guest:Ben")
    assert "no first signature" in room.asks(COUNTERSIGN, "guest:Ben")


def test_a_first_signature_lapses_and_must_be_given_anew():
    room = Room()
    room.take_out(CO2)
    assert list(lapsed_out(room.book, T0_NS)) == []
    room.now_ns += round(SIGNATURE_LASTS_S * NS_PER_S)
    assert "time is up" in room.asks(COUNTERSIGN, "guest:Ben")
    (lapsed,) = lapsed_out(room.book, room.now_ns)
    assert lapsed == AlarmOutLapsed(alarm=CO2)
    room.note(lapsed, "server")
    assert dict(room.book.signed_out) == {}


def test_who_countersigns_has_seen_who_signed():
    room = Room()
    room.take_out(CO2)
    other = CountersignAlarmOut(alarm=CO2, seen_signer="flight:Zoe")
    assert "Look again" in room.asks(other, "guest:Ben")


def test_an_emergency_that_nobody_acknowledged_is_not_taken_out():
    room = Room(an_alarm_raised(CO2, severity=Severity.EMERGENCY))
    assert "Acknowledge it first" in room.take_out(CO2)
    room.note(AlarmAcknowledged(alarm=CO2, occurrence=1), "flight:Anna")
    assert isinstance(room.take_out(CO2), AlarmOutSigned)


def test_one_that_came_between_two_signatures_is_acknowledged_before_the_second():
    room = Room()
    room.take_out(CO2)
    room.note(an_alarm_raised(CO2, severity=Severity.EMERGENCY), "server")
    assert "Acknowledge it first" in room.asks(COUNTERSIGN, "guest:Ben")


def test_what_is_suppressed_by_design_may_be_taken_out_though_nobody_can_acknowledge_it():
    suppressed = AlarmSuppressed(alarm=CO2, context="x", reason="unit out", since_ns=T0_NS)
    room = Room(suppressed, an_alarm_raised(CO2, severity=Severity.EMERGENCY))
    assert isinstance(room.take_out(CO2), AlarmOutSigned)


def test_what_can_be_an_emergency_is_told_by_every_limit_and_state():
    able = {p.id for p in DATABASE.parameters.values() if can_be_emergency(p)}
    assert {"CAB_P_TOT", "FDS_SMK_1", "CAB_NH3", "EPS_SHED", CO2} <= able
    assert FLOW not in able
