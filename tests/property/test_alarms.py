"""Any interleaving of what can happen to an alarm, through the server's own decisions."""

from dataclasses import replace

from builders import T0_NS, a_mission
from hypothesis import given
from hypothesis import strategies as st

from console.domain.alarm_decisions import decide_acknowledge, decide_alarm
from console.domain.alarm_facts import AlarmAcknowledged, AlarmUnshelved, ContextChanged, HideFact
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_hides import due_hides
from console.domain.alarm_life import Hide
from console.domain.alarm_requests import (
    PutAlarmBack,
    ResetAlarm,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.alarms import AlarmBook
from console.domain.facts import Entry
from console.domain.requests import AcknowledgeAlarm, Refused
from console.protocol import decode_entry, encode
from console.server.alarm_monitor import alarm_fact
from telemetry.alarm_rules import AlarmRules, Context, Suppression
from telemetry.dictionary import AlarmBehaviour, MissionDatabase, Severity
from telemetry.judgement import LimitEvent
from telemetry.timebase import NS_PER_S

PLAIN, LATCHING = "CAB_PPCO2_Z2", "CAB_PPCO2_Z3"
RULES = AlarmRules(
    contexts={"anomaly": Context(name="anomaly", words="", parameter="RAD_SAA")},
    suppressions=(
        Suppression(
            context="anomaly", alarms=(PLAIN, LATCHING), up_to=Severity.WARNING, reason="expected"
        ),
    ),
)


def a_database():
    packet, _ = a_mission().database.place[PLAIN]
    parameters = tuple(
        replace(each, alarm=AlarmBehaviour(latches_from=Severity.ADVISORY))
        if each.id == LATCHING
        else each
        for each in packet.parameters
    )
    return MissionDatabase("vehicle", (replace(packet, parameters=parameters),), RULES)


DATABASE = a_database()
ACTIONS = [
    "caution", "warning", "emergency", "returns", "found late", "acknowledge", "reset", "shelve",
    "unshelve", "time passes", "context begins", "context ends", "take out", "put back",
]  # fmt: skip
CLASSES = {
    "caution": Severity.CAUTION,
    "warning": Severity.WARNING,
    "emergency": Severity.EMERGENCY,
    "returns": None,
}


class Desk:
    """One alarm, its log, and everybody who may act on it."""

    def __init__(self, alarm):
        self.alarm = alarm
        self.book = AlarmBook()
        self.entries = []
        self.now_ns = T0_NS
        self.announced = False  # a person has it to see and has not
        self.excuse = False  # acknowledged, hidden or taken off the shelf by hand since

    def note(self, fact, by="flight:Anna"):
        entry = Entry(
            sequence=len(self.entries) + 1,
            epoch=1,
            mission_ns=self.now_ns,
            recorded_ns=1,
            by=by,
            fact=fact,
        )
        self.entries.append(entry)
        self.book = apply_alarm(self.book, fact, by)
        if isinstance(fact, AlarmAcknowledged | HideFact):
            latches = self.alarm == LATCHING
            by_hand = isinstance(fact, AlarmAcknowledged | AlarmUnshelved)
            self.excuse = self.excuse or by_hand or not latches
        if self.alarm in self.book.standing:
            is_seen = self.book.standing[self.alarm].is_acknowledged
            if not is_seen:
                self.announced, self.excuse = True, False
        elif self.alarm not in self.book.hidden:
            assert self.excuse or not self.announced
            self.announced = False

    def settle(self):
        """Note what follows by itself, until nothing does."""
        while due := list(due_hides(self.book, RULES, self.now_ns)):
            for fact in due:
                self.note(fact, by="server")

    def happens(self, action):
        self.now_ns += 400 * NS_PER_S if action == "time passes" else NS_PER_S
        for fact in self.facts(action):
            self.note(fact)
        self.settle()

    def facts(self, action):
        if action in ("caution", "warning", "emergency", "returns", "found late"):
            fact = alarm_fact(self.event(action), self.book, DATABASE)
            return [] if fact is None else [fact]
        if action.startswith("context"):
            is_on = action == "context begins"
            if is_on is ("anomaly" in self.book.contexts):
                return []
            return [
                ContextChanged(
                    context="anomaly", is_on=is_on, sample_ns=self.now_ns, reason="RAD_SAA"
                )
            ]
        answered = self.ask(action)
        return [] if answered is None or isinstance(answered, Refused) else answered

    def event(self, action):
        severity = CLASSES.get(action, Severity.WARNING)
        over_ns = self.now_ns if action == "found late" else None
        return LimitEvent(
            parameter=self.alarm,
            severity=severity,
            value=1.0,
            limit=None,
            sample_ns=self.now_ns - 1,
            is_late=over_ns is not None,
            returned_ns=over_ns,
        )

    def ask(self, action):
        alarm, book = self.alarm, self.book
        occurrence = book.occurrences.get(alarm, 0)
        if action == "acknowledge":
            seen = AcknowledgeAlarm(
                alarm=alarm, occurrence=occurrence, seen_severity=Severity.EMERGENCY
            )
            return decide_acknowledge(seen, book)
        request = {
            "reset": ResetAlarm(alarm=alarm, occurrence=occurrence),
            "shelve": ShelveAlarm(alarm=alarm, occurrence=occurrence, reason="known", for_s=600),
            "unshelve": UnshelveAlarm(alarm=alarm),
            "take out": TakeAlarmOut(alarm=alarm, reason="drifts", for_s=600),
            "put back": PutAlarmBack(alarm=alarm),
        }.get(action)
        return request and decide_alarm(request, book, DATABASE, self.now_ns)


@given(st.sampled_from([PLAIN, LATCHING]), st.lists(st.sampled_from(ACTIONS), max_size=40))
def test_nothing_announced_vanishes_unseen_and_a_restart_changes_nothing(alarm, actions):
    desk = Desk(alarm)
    for action in actions:
        desk.happens(action)
        present = desk.book.find(alarm)
        hiding = desk.book.hidden.get(alarm)
        if hiding is not None:
            assert hiding.reason
            assert alarm not in desk.book.standing
            if hiding.kind is Hide.SHELVED:
                assert hiding.by == "flight:Anna"
                assert present is None or present.severity is not Severity.EMERGENCY
    again = AlarmBook()
    for entry in desk.entries:
        kept = decode_entry(encode(entry))
        again = apply_alarm(again, kept.fact, kept.by)
    assert again == desk.book
