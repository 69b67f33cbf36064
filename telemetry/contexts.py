"""Which contexts are in force: ascent, sleep, the South Atlantic Anomaly, maintenance.

A context is known by the telemetry, the crew's timeline, the flight plan or a person's word, and
it is known for the past too: samples are judged by what was in force at their own time, as far
as that is known when they are judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from telemetry.alarm_rules import Context
from telemetry.context_signs import SignRecord, SignWatch, sign_watches
from telemetry.dictionary import MissionDatabase
from telemetry.mission_model import Mission
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

Stretch = tuple[int, int]  # UTC nanoseconds, half open

# Until every reading has been heard again, but for those of stores.
HEARD_AGAIN_NS: Final = 11 * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEvent:
    """A context began or ended.

    Parameters
    ----------
    sample_ns : int
        From when on, UTC nanoseconds.
    reason : str
        What showed it.
    """

    context: str
    is_on: bool
    sample_ns: int
    reason: str


class ContextTracker:
    """Follows every context of a vehicle.

    Parameters
    ----------
    planned : mapping of str to sequence of (int, int)
        When the contexts that are planned are in force; see `planned_contexts`.
    """

    def __init__(
        self, database: MissionDatabase, planned: Mapping[str, Sequence[Stretch]] | None = None
    ) -> None:
        self._contexts = database.rules.contexts
        self._planned = planned or {}
        self._records = {name: SignRecord() for name in self._contexts}
        self._watches: dict[str, list[SignWatch]] = {}
        for context in self._contexts.values():
            for watch in sign_watches(context, database):
                self._watches.setdefault(watch.packet.name, []).append(watch)
        self._told: set[str] = set()

    def restore(self, since_ns: Mapping[str, int]) -> None:
        """Go on with the contexts that were in force when the facts were last written."""
        for name in since_ns.keys() & self._contexts.keys():
            self._told.add(name)
            if self._contexts[name].is_declared:
                self.declare(name, since_ns[name], is_on=True)

    def declare(self, context: str, at_ns: int, *, is_on: bool) -> None:
        """Take a person's word that a context begins or ends; of others they have no say."""
        if not self._contexts[context].is_declared:
            return
        self._records[context].add("", at_ns, int(is_on), 0)
        (self._told.add if is_on else self._told.discard)(context)

    def take(self, frame: Frame) -> None:
        """Take in what a frame of the right shape shows about contexts."""
        for watch in self._watches.get(frame.packet, ()):
            period_ns = watch.packet.period_ns
            record = self._records[watch.context]
            for row, count in enumerate(watch.counts(frame)):
                at_ns = frame.generated_ns + row * period_ns
                record.add(frame.packet, at_ns, count, period_ns)

    def in_force(self, context: str, at_ns: int) -> bool:
        """Return whether a context was in force at an instant, as far as is known."""
        if any(start_ns <= at_ns < end_ns for start_ns, end_ns in self._planned.get(context, ())):
            return True
        return self._records[context].count(at_ns) >= max(1, self._contexts[context].off_scale)

    def lasts(self, context: str, at_ns: int) -> bool:
        """Return whether what a context hides is still hidden at an instant.

        It is for as long as it is in force, and where telemetry decides it until its readings
        have been heard again, or the last ones from meanwhile would be announced.
        """
        if self.in_force(context, at_ns) or self._contexts[context].is_declared:
            return self.in_force(context, at_ns)
        recent = [
            edge_ns
            for edge_ns in self._records[context].edges()
            if at_ns - HEARD_AGAIN_NS < edge_ns <= at_ns
        ]
        return any(self.in_force(context, edge_ns - 1) for edge_ns in recent)

    def waits_for(self, context: str) -> bool:
        """Return whether what a context decides waits until the context is known for its time.

        One state is waited for; a whole unit is not: its own alarm must not be the last to come.
        """
        return bool(self._contexts[context].parameter)

    def known_until(self, context: str) -> int:
        """Return the newest instant telemetry has shown a context for, 0 before any."""
        newest = [
            self._records[context].newest(watch.packet.name)
            for each in self._watches.values()
            for watch in each
            if watch.context == context
        ]
        return min(newest, default=0)

    def changes(self, now_ns: int) -> list[ContextEvent]:
        """Return which contexts began or ended since this was asked last."""
        found = []
        for name, context in self._contexts.items():
            is_told, is_known = name in self._told, self._is_known(name)
            is_on = is_known and (self.lasts if is_told else self.in_force)(name, now_ns)
            if is_on is is_told or not is_known or not context.is_noted or context.is_declared:
                continue
            (self._told.add if is_on else self._told.discard)(name)
            at_ns = self._changed_ns(name, now_ns)
            event = ContextEvent(
                context=name, is_on=is_on, sample_ns=at_ns, reason=_reason(context)
            )
            found.append(event)
        return found

    def _is_known(self, context: str) -> bool:
        return context in self._planned or self._records[context].is_known

    def _changed_ns(self, context: str, now_ns: int) -> int:
        """Return when the context last began or ended, now if that is not known."""
        edges = [edge for stretch in self._planned.get(context, ()) for edge in stretch]
        edges += self._records[context].edges()
        return max((edge for edge in edges if edge <= now_ns), default=now_ns)


def _reason(context: Context) -> str:
    if context.activity:
        return "by the crew's timeline"
    if context.parameter:
        return f"by {context.parameter}"
    return "several of its readings are off their scale" if context.unit else "by the flight plan"


def planned_contexts(mission: Mission) -> dict[str, list[Stretch]]:
    """Return when each context of a vehicle is in force by the timeline and the flight plan."""
    found = {}
    for name, context in mission.database.rules.contexts.items():
        if context.activity:
            found[name] = _when_all_guests(mission, context.activity)
        elif context.from_met_s is not None or context.until_met_s is not None:
            start_s, end_s = context.from_met_s or 0.0, context.until_met_s or mission.duration_s
            edges = (_met_ns(mission, start_s), _met_ns(mission, end_s))
            found[name] = [edges]
    return found


def _met_ns(mission: Mission, met_s: float) -> int:
    from_s = mission.duration_s if met_s < 0.0 else 0.0
    return mission.launch_ns + round((from_s + met_s) * NS_PER_S)


def _when_all_guests(mission: Mission, kind: str) -> list[Stretch]:
    """Return when every guest does the same at once."""
    guests = {person.id for person in mission.people if person.role == "guest"}
    doing = [each for each in mission.timeline if each.kind == kind and each.person in guests]
    edges = sorted({edge for each in doing for edge in (each.start_ns, each.end_ns)})
    found: list[Stretch] = []
    for start_ns, end_ns in pairwise(edges):
        busy = {each.person for each in doing if each.start_ns <= start_ns < each.end_ns}
        if busy != guests:
            continue
        if found and found[-1][1] == start_ns:
            found[-1] = (found[-1][0], end_ns)
        else:
            found.append((start_ns, end_ns))
    return found
