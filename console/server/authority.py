"""The one who decides: limit events and requests in, log entries and answers out. No I/O.

Nothing is true before it is on disk: `observe`, `ask` and `tick` return a `Ruling`; the caller
writes its entries, makes them durable, and only then calls `commit` and tells anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from console.domain.alarm_flood import due_flood
from console.domain.alarm_hides import due_hides, shown_before
from console.domain.consequences import alarm_consequences, consequences
from console.domain.facts import Entry, Fact, MissionOpened
from console.domain.mission import MissionState, Situation, apply, decide, fold
from console.domain.operations import Operations
from console.domain.procedure_watch import HoldWatch
from console.domain.requests import Refused
from console.domain.roles import Role
from console.domain.rule_readings import LatestReadings, single_rows
from console.domain.viewing.opportunities import Opportunity, ViewingRules
from console.protocol import ANSWER_MAX_BYTES, Answer, Ask, AskSnapshot, Snapshot, encode
from console.server.air_watch import AirWatch
from console.server.alarm_monitor import alarm_fact, context_fact, due_latch
from telemetry.contexts import ContextEvent
from telemetry.judgement import LimitEvent
from telemetry.mission import Mission
from telemetry.wire import Frame

SERVER = "server"
FindViews = Callable[[ViewingRules], Iterable[Opportunity]]
ANSWERS_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What is to be written, and the state once it is."""

    entries: tuple[Entry, ...]
    state: MissionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a ruling is made: mission time and wall time, UTC nanoseconds.

    Parameters
    ----------
    way_ns : int
        Mission time a sample may have been on its way from the source.
    """

    mission_ns: int
    wall_ns: int
    way_ns: int = 0


class Authority:
    """The mission's state and log, and the rules for adding to them.

    Parameters
    ----------
    mission : Mission
        The mission flown, with its database.
    opportunities : iterable of Opportunity
        Everything that can be seen on this flight.
    epoch : int
        This life of the server.
    entries : iterable of Entry
        The log so far.
    contacts : iterable of (int, int)
        When there is a link to the ground: a call cannot be moved to when there is none.
    operations : Operations
        Flight rules and procedures in force.
    find_views : callable or None
        Returns what can be seen by other rules; without it the list stays as it is.
    """

    def __init__(
        self,
        mission: Mission,
        opportunities: Iterable[Opportunity],
        *,
        epoch: int,
        entries: Iterable[Entry],
        contacts: Iterable[tuple[int, int]] = (),
        operations: Operations | None = None,
        find_views: FindViews | None = None,
    ) -> None:
        self.mission = mission
        self.operations = operations or Operations()
        self._readings = LatestReadings(mission.database)
        self._watch = HoldWatch(self.operations.procedures)
        self.air = AirWatch(mission)
        self.epoch = epoch
        self.log = list(entries)
        self.state = fold(self.log)
        self._find_views = find_views
        self._opportunities: Mapping[str, Opportunity] = {each.id: each for each in opportunities}
        if self.state.limits.revision:
            self._look_again()
        self._contacts = tuple(contacts)
        self._answered: dict[tuple[str, str], Answer] = {}
        for entry in self.log:
            if entry.request_id:
                self._remember(
                    entry.by, Answer(request_id=entry.request_id, accepted=True, reason="")
                )

    @property
    def record(self) -> str:
        """Identifies the mission file, from its first fact; empty before that is written."""
        first = self.log[0].fact if self.log else None
        return first.record if isinstance(first, MissionOpened) else ""

    @property
    def sequence(self) -> int:
        """Sequence of the last entry, 0 when there is none."""
        return self.log[-1].sequence if self.log else 0

    def hear(self, frame: Frame) -> None:
        """Take in samples that rules and procedures are judged by.

        What a verification under way reads is looked at row by row: it must hold in every sample.
        """
        self.air.take(frame)
        wanted = self._watch.wanted(self.state.runs.values())
        places = self.mission.database.place
        if not any(places[name][0].name == frame.packet for name in wanted):
            self._readings.take(frame)
            return
        for row in single_rows(frame, self.mission.database.packet_by_name[frame.packet]):
            self._readings.take(row)
            moment = Moment(mission_ns=row.generated_ns, wall_ns=0)
            self._watch.look(self.state.runs.values(), self._situation(moment).around(self.state))

    def forget_samples(self) -> None:
        """Judge by what comes from now on: the source's clock was set back."""
        self._readings.forget()
        self.air.forget()

    def note(self, facts: Sequence[Fact], moment: Moment) -> Ruling:
        """Return the ruling that records `facts` of the server's own."""
        return self._rule(facts, SERVER, moment)

    def observe(
        self, events: Iterable[LimitEvent], moment: Moment, contexts: Iterable[ContextEvent] = ()
    ) -> Ruling:
        """Return what limit events make of the alarms, and the holds that follow from them.

        Parameters
        ----------
        contexts : iterable of ContextEvent
            What began or ended before: the events were judged accordingly.
        """
        facts: list[Fact] = []
        state, now_ns = self.state, moment.mission_ns
        database = self.mission.database

        def note(found: Iterable[Fact]) -> None:
            nonlocal state
            for fact in found:
                state = apply(state, fact, SERVER, now_ns)
                facts.append(fact)

        for change in contexts:
            note(filter(None, [context_fact(change, state.alarm_book)]))
        # What is expected is hidden before it is announced, what is too grave shown before it is.
        note(due_hides(state.alarm_book, database.rules, now_ns))
        for event in events:
            note(filter(None, [due_latch(event, state.alarm_book, database)]))
            fact = alarm_fact(event, state.alarm_book, database)
            if fact is not None:
                note(shown_before(fact, state.alarm_book, database.rules, now_ns))
                note([fact])
                note(due_flood(state.alarm_book, database, now_ns))
        return self._rule(facts, SERVER, moment, after=state)

    def tick(self, moment: Moment) -> Ruling:
        """Return the holds that are due because time passed."""
        return self._rule([], SERVER, moment)

    def ask(self, ask: Ask, role: Role, name: str, moment: Moment) -> tuple[Answer, Ruling]:
        """Return the answer to a person's request and the ruling it makes.

        A repeated request id gets the same answer and an empty ruling. The caller says
        `remember` once the answer is true.
        """
        nothing = Ruling(entries=(), state=self.state)
        by = _signature(role, name)
        if answered := self._answered.get((by, ask.request_id)):
            return answered, nothing
        situation = self._situation(moment, name)
        decided = decide(ask.request, role, self.state, situation)
        if isinstance(decided, Refused):
            return Answer(request_id=ask.request_id, accepted=False, reason=decided.reason), nothing
        answer = Answer(request_id=ask.request_id, accepted=True, reason="")
        return answer, self._rule(decided, by, moment, ask.request_id)

    def _situation(self, moment: Moment, name: str = "") -> Situation:
        return Situation(
            mission=self.mission,
            opportunities=self._opportunities,
            now_ns=moment.mission_ns,
            contacts=self._contacts,
            operations=self.operations,
            readings=self._readings,
            way_ns=moment.way_ns,
            watch=self._watch,
            name=name,
            air=partial(self.air.fitted, moment.mission_ns),
            foreseen=self.air.foreseen,
        )

    def commit(self, ruling: Ruling) -> None:
        """Take over a ruling whose entries are safe on disk."""
        self.log.extend(ruling.entries)
        has_new_rules = ruling.state.limits.revision != self.state.limits.revision
        self.state = ruling.state
        if has_new_rules:
            self._look_again()

    def _look_again(self) -> None:
        """Work the list of views out anew, by the rules in force."""
        if self._find_views is not None:
            found = self._find_views(self.state.limits.rules)
            self._opportunities = {each.id: each for each in found}

    def remember(self, answer: Answer, role: Role, name: str) -> None:
        """Keep `answer` for when the same person asks the same again."""
        self._remember(_signature(role, name), answer)

    def snapshot(self, asked: AskSnapshot) -> Snapshot:
        """Return the page of the log that was asked for."""
        is_ours = asked.record == self.record and asked.after <= self.sequence
        after = asked.after if is_ours else 0
        return Snapshot(
            record=self.record,
            epoch=self.epoch,
            head=self.sequence,
            after=after,
            entries=self._page(after),
        )

    def _page(self, after: int) -> tuple[Entry, ...]:
        """Return entries from after `after`, as many as one answer holds, but at least one."""
        room = ANSWER_MAX_BYTES
        end = after
        while end < len(self.log):
            room -= len(encode(self.log[end]))
            if room < 0 and end > after:
                break
            end += 1
        return tuple(self.log[after:end])

    def _remember(self, by: str, answer: Answer) -> None:
        self._answered[by, answer.request_id] = answer
        if len(self._answered) > ANSWERS_REMEMBERED:
            del self._answered[next(iter(self._answered))]

    def _rule(
        self,
        facts: Sequence[Fact],
        by: str,
        moment: Moment,
        request_id: str = "",
        *,
        after: MissionState | None = None,
    ) -> Ruling:
        """Return the ruling that records `facts`; `after` is the state they make, if known."""
        state = self.state if after is None else after
        for fact in facts if after is None else ():
            state = apply(state, fact, by, moment.mission_ns)
        made = [(fact, by, request_id) for fact in facts]
        situation = self._situation(moment)
        self._watch.look(state.runs.values(), situation.around(state))
        # What is hidden by design holds nothing, so alarms come first.
        for follow in (alarm_consequences, consequences):
            for fact in list(follow(state, situation)):
                state = apply(state, fact, SERVER, moment.mission_ns)
                made.append((fact, SERVER, ""))
        entries = tuple(
            Entry(
                sequence=self.sequence + place,
                epoch=self.epoch,
                mission_ns=moment.mission_ns,
                recorded_ns=moment.wall_ns,
                by=who,
                fact=fact,
                request_id=asked,
            )
            for place, (fact, who, asked) in enumerate(made, start=1)
        )
        return Ruling(entries=entries, state=state)


def _signature(role: Role, name: str) -> str:
    """Return how the log names a person."""
    return f"{role}:{name}"
