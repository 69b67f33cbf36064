"""Any interleaving of what can happen to alarms, through the server's own decisions and its file.

Three alarms, one the cause of the others, live under an authority. Limit events come in batches;
people act on what they saw, which may be old; contexts come and go; the clock is set back; the
server dies and reads its file between any two steps. An oracle keeps of every alarm the gravest
class that was in sight and that nobody has acknowledged, and looks after every single fact.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

from builders import T0_NS, a_mission
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.alarm_causes import first_out_groups
from console.domain.alarm_facts import (
    AlarmAcknowledged,
    AlarmChanged,
    AlarmFact,
    AlarmFoundLate,
    AlarmRaised,
    AlarmReset,
    AlarmTakenOut,
    AlarmUnshelved,
    HideFact,
    LifeFact,
)
from console.domain.alarm_fold import apply_alarm
from console.domain.alarm_life import Hide, LifeEvent
from console.domain.alarm_requests import (
    CountersignAlarmOut,
    PutAlarmBack,
    ResetAlarm,
    ShelveAlarm,
    TakeAlarmOut,
    UnshelveAlarm,
)
from console.domain.alarms import AlarmBook
from console.domain.facts import MissionOpened, ServerStarted
from console.domain.requests import AcknowledgeAlarm
from console.domain.roles import Role
from console.domain.signatures import is_same_person
from console.protocol import Ask, decode_entry
from console.server.authority import Authority, Moment
from console.server.record import Record
from console.ui.models.alarm_rows import alarm_rows
from telemetry.alarm_rules import AlarmRules, Context, Suppression
from telemetry.contexts import ContextEvent
from telemetry.dictionary import AlarmBehaviour, MissionDatabase, Severity
from telemetry.judgement import LimitEvent
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S

CAUSE, PLAIN, LATCHING = NAMES = ("CAB_PPN2", "CAB_PPCO2_Z2", "CAB_PPCO2_Z3")
ANOMALY, SUSPECT = "anomaly", "unit-suspect"
UP_TO = {ANOMALY: Severity.CAUTION, SUSPECT: Severity.EMERGENCY}
RULES = AlarmRules(
    contexts={name: Context(name=name, words="", parameter="RAD_SAA") for name in UP_TO},
    suppressions=tuple(
        Suppression(context=name, alarms=(PLAIN, LATCHING), up_to=up_to, reason=f"in {name}")
        for name, up_to in UP_TO.items()
    ),
    causes={PLAIN: frozenset({CAUSE}), LATCHING: frozenset({CAUSE, PLAIN})},
)
COUNTERSIGNS = {"flight:Zoe", "guest:Ben"}
PEOPLE = ("flight:Anna", "flight:Anna", "flight:Zoe", "guest:Ben")


def a_database() -> MissionDatabase:
    packet, _ = a_mission().database.place[PLAIN]
    limits = a_mission().database.parameters[PLAIN].limits
    parameters = tuple(
        replace(
            a_mission().database.parameters[name],
            limits=limits if name != CAUSE else limits[:1],
            alarm=AlarmBehaviour(latches_from=Severity.WARNING if name == LATCHING else None),
        )
        for name in NAMES
    )
    return MissionDatabase("vehicle", (replace(packet, parameters=parameters),), RULES)


DATABASE = a_database()
MISSION = replace(a_mission(), database=DATABASE, timeline=())

EVENTS = [
    *(["raise", each] for each in (Severity.ADVISORY, Severity.CAUTION, Severity.WARNING)),
    ["raise", Severity.EMERGENCY],
    ["raise", None],
    *(["found late", each] for each in (Severity.CAUTION, Severity.EMERGENCY)),
]
ACTS = [
    "acknowledge", "acknowledge what was seen", "reset", "shelve", "unshelve", "take out",
    "countersign", "put back",
]  # fmt: skip
TIMES = ["a second", "seven minutes", "set back two hours", "look at the screen", "restart"]


def steps_about(names):
    """Return interleavings about some of the alarms: the fewer, the more happens to each."""
    alarms = st.sampled_from(names)
    events = st.tuples(st.just("event"), alarms, st.sampled_from(EVENTS))
    acts = st.tuples(st.sampled_from(ACTS), alarms, st.sampled_from(PEOPLE))
    contexts = st.tuples(st.just("context"), st.sampled_from([*UP_TO]), st.booleans())
    times = st.tuples(st.sampled_from(TIMES), st.none(), st.none())
    return st.lists(
        st.one_of(events, events, acts, acts, contexts, times), min_size=12, max_size=50
    )


class Room:
    """The server of three alarms, its file, what people have on their screens, and the oracle."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.authority = Authority(MISSION, [], epoch=1, entries=())
        self.unwritten = []
        self.now_ns = T0_NS
        self.events, self.changes = [], []
        self.seen = {}
        self.asked = 0
        self.told = AlarmBook()
        self.owed: dict[str, Severity] = {}
        self.was_hidden: set[str] = set()
        self.latched: set[str] = set()
        opened = [MissionOpened(mission="m", record="r"), ServerStarted(epoch=1)]
        self.settle(self.authority.note(opened, self.moment))

    @property
    def moment(self) -> Moment:
        return Moment(mission_ns=self.now_ns, wall_ns=1)

    @property
    def book(self) -> AlarmBook:
        return self.authority.state.alarm_book

    def happens(self, step) -> None:
        what, about, how = step
        self.now_ns += NS_PER_S
        if what == "event":
            self.events.append(self.event(about, *how))
            return
        if what == "context":
            self.changes.append(self.context(about, is_on=how))
            return
        self.settle(self.authority.observe(self.events, self.moment, self.changes))
        self.events, self.changes = [], []
        if what in ACTS:
            self.asks(what, about, how)
        elif what == "seven minutes":
            self.now_ns += 420 * NS_PER_S
        elif what == "set back two hours":
            self.now_ns -= 7200 * NS_PER_S
        elif what == "look at the screen":
            self.seen = dict(self.book.standing)
        elif what == "restart":
            self.restart()
        self.settle(self.authority.tick(self.moment))
        self.look()

    def event(self, alarm: str, what: str, severity: Severity | None) -> LimitEvent:
        over_ns = self.now_ns if what == "found late" else None
        if alarm == CAUSE and severity is Severity.EMERGENCY:
            severity = Severity.WARNING  # the graver limits are the others'
        return LimitEvent(
            parameter=alarm,
            severity=severity,
            value=1.0,
            limit=None,
            sample_ns=self.now_ns - (NS_PER_S if over_ns is None else 90 * NS_PER_S),
            is_late=over_ns is not None,
            returned_ns=over_ns,
        )

    def context(self, name: str, *, is_on: bool) -> ContextEvent:
        return ContextEvent(context=name, is_on=is_on, sample_ns=self.now_ns, reason="shown")

    def asks(self, what: str, alarm: str, person: str) -> None:
        request = self.request(what, alarm, person)
        if request is None:
            return
        self.asked += 1
        role, _, name = person.partition(":")
        before = self.book
        ask = Ask(request_id=str(self.asked), request=request)
        answer, ruling = self.authority.ask(ask, Role(role), name, self.moment)
        if not answer.accepted:
            assert answer.reason
            assert ruling.entries == ()
            return
        assert role == "flight" or isinstance(request, CountersignAlarmOut)
        if isinstance(request, AcknowledgeAlarm):
            present = before.standing[alarm]
            assert present.occurrence == request.occurrence
            assert present.gravest <= request.seen_severity
        if isinstance(request, ShelveAlarm) and (standing := before.find(alarm)):
            assert standing.gravest < Severity.EMERGENCY
        self.settle(ruling)

    def request(self, what: str, alarm: str, person: str):
        if what.startswith("acknowledge"):
            screen = self.seen if what.endswith("seen") else self.book.standing
            if alarm not in screen:
                return None
            on_screen = screen[alarm]
            return AcknowledgeAlarm(
                alarm=alarm, occurrence=on_screen.occurrence, seen_severity=on_screen.gravest
            )
        occurrence, present = self.book.occurrences.get(alarm, 0), self.book.find(alarm)
        shelve = ShelveAlarm(
            alarm=alarm,
            occurrence=occurrence,
            seen_severity=present and present.gravest,
            reason="known",
            for_s=600,
        )
        signed = self.book.signed_out.get(alarm)
        return {
            "reset": ResetAlarm(alarm=alarm, occurrence=occurrence),
            "shelve": shelve,
            "unshelve": UnshelveAlarm(alarm=alarm),
            "take out": TakeAlarmOut(alarm=alarm, reason="drifts", for_s=600),
            "countersign": signed
            and CountersignAlarmOut(alarm=alarm, seen_signer=signed.signature.by),
            "put back": PutAlarmBack(alarm=alarm),
        }[what]

    def restart(self) -> None:
        """Die, and read everything anew from the file."""
        state = self.authority.state
        if not self.path.exists():
            MissionFile.create(self.path, mission="m", configuration={}, database=DATABASE).close()
        with MissionFile.open(self.path, database=DATABASE) as file:
            Record(file, MISSION).append_entries(self.unwritten)
        self.unwritten = []
        with MissionFile.read(self.path) as file:
            entries = [decode_entry(row.body) for row in file.entries()]
        assert entries == self.authority.log
        self.authority = Authority(MISSION, [], epoch=self.authority.epoch + 1, entries=entries)
        assert self.authority.state == state

    def settle(self, ruling) -> None:
        self.authority.commit(ruling)
        self.unwritten += ruling.entries
        for entry in ruling.entries:
            if isinstance(entry.fact, AlarmFact):
                before = self.told
                self.told = apply_alarm(before, entry.fact, entry.by, entry.mission_ns)
                if hasattr(entry.fact, "alarm"):
                    self.check(entry, before)

    def check(self, entry, before: AlarmBook) -> None:
        """Look at one alarm after one fact about it."""
        fact, name = entry.fact, entry.fact.alarm
        self.check_hide(entry, before)
        alarm, hiding = self.told.find(name), self.told.hidden.get(name)
        if isinstance(fact, AlarmReset):
            self.latched.discard(name)
        if alarm is not None and alarm.latches:
            self.latched.add(name)
        is_latched = alarm is not None and alarm.latches
        assert is_latched or name not in self.latched, "a latch went without a reset"
        if isinstance(fact, AlarmRaised | AlarmChanged | AlarmFoundLate):
            self.check_class(fact.severity, alarm, hiding)
        if hiding is not None:
            self.was_hidden.add(name)
            return
        by_hand = isinstance(fact, AlarmAcknowledged | AlarmUnshelved)
        if alarm is not None and not alarm.is_acknowledged:
            owed = self.owed.get(name, Severity.ADVISORY)
            # A person, or a plain alarm's return in hiding, may have let go of the rest.
            assert alarm.gravest >= owed or name in self.was_hidden
            self.owed[name] = alarm.gravest
        elif name in self.owed:
            is_let_go = name in self.was_hidden and name not in self.latched
            assert by_hand or is_let_go, "announced, and gone without a person"
            del self.owed[name]
        self.was_hidden.discard(name)

    def check_class(self, severity, alarm, hiding) -> None:
        """Look whether what happened may be out of sight, and is whole where it is not."""
        if hiding is None:
            assert alarm.gravest >= severity
        elif hiding.kind is Hide.SHELVED:
            assert severity < Severity.EMERGENCY
        elif hiding.kind is Hide.SUPPRESSED:
            assert severity <= max(UP_TO[name] for name in self.told.contexts)

    def check_hide(self, entry, before: AlarmBook) -> None:
        """Look at what the log says of a hide, and whether it may be."""
        fact = entry.fact
        hiding = self.told.hidden.get(fact.alarm)
        if hiding is not None and fact.alarm not in before.hidden:
            assert isinstance(fact, HideFact)
            assert hiding.reason == fact.reason != ""
            assert hiding.since_ns == fact.since_ns == entry.mission_ns
            assert entry.by in hiding.by
            is_by_design = hiding.kind is Hide.SUPPRESSED
            assert (entry.by == "server") == is_by_design == (hiding.until_ns is None)
        if isinstance(fact, AlarmTakenOut) and fact.alarm != CAUSE:
            assert entry.by in COUNTERSIGNS | {"flight:Anna"}
            assert not is_same_person(fact.first_signer, entry.by.partition(":")[2])

    def look(self) -> None:
        """Look at how everything stands once all that was due is done."""
        book = self.book
        expected = {UP_TO[name] for name in book.contexts}
        for name, hiding in book.hidden.items():
            gravest = 0 if hiding.alarm is None else hiding.alarm.gravest
            if hiding.kind is Hide.SHELVED:
                assert gravest < Severity.EMERGENCY
            if hiding.kind is not Hide.SUPPRESSED:
                assert self.now_ns < hiding.until_ns
                assert hiding.since_ns <= self.now_ns + 60 * NS_PER_S
            else:
                assert gravest <= max(expected)
            assert name not in book.standing
        assert self.told == book
        if SUSPECT in book.contexts:
            assert {PLAIN, LATCHING} <= {*book.hidden}
        groups = first_out_groups(book.standing, DATABASE)
        grouped = [each.id for g in groups for each in (g.first_out, *g.consequences)]
        assert sorted(grouped) == sorted(book.standing)
        rows = {row.alarm.id for row in alarm_rows(book.standing, DATABASE, ()).rows}
        assert rows >= {a.id for a in book.standing.values() if a.gravest is Severity.EMERGENCY}


def lived(happening) -> Room:
    """Return a room after steps."""
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "a.mission")
        for step in happening:
            room.happens(step)
    return room


@settings(max_examples=50)
@given(st.sampled_from([(PLAIN,), (LATCHING,), NAMES]).flatmap(steps_about))
def test_nothing_announced_vanishes_unseen_and_a_restart_changes_nothing(happening):
    lived(happening)


def test_all_eleven_events_of_a_life_happen_in_that_room():
    anna, ben = "flight:Anna", "guest:Ben"
    room = lived(
        [
            ("event", LATCHING, ["raise", Severity.WARNING]),
            ("acknowledge", LATCHING, anna),
            ("event", LATCHING, ["raise", None]),
            ("reset", LATCHING, anna),
            ("shelve", PLAIN, anna),
            ("unshelve", PLAIN, anna),
            ("shelve", PLAIN, anna),
            ("seven minutes", None, None),
            ("seven minutes", None, None),
            ("context", ANOMALY, True),
            ("a second", None, None),
            ("context", ANOMALY, False),
            ("take out", PLAIN, anna),
            ("countersign", PLAIN, ben),
            ("put back", PLAIN, anna),
            ("restart", None, None),
        ]
    )
    happened = {type(entry.fact) for entry in room.authority.log}
    assert len(LifeEvent) == len(get_args(LifeFact)) == 11
    assert happened >= set(get_args(LifeFact))
