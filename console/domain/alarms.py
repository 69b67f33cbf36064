"""How every alarm stands: what is to be seen, what is hidden and why, and floods."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from console.domain.alarm_life import Core, Hide
from console.domain.immutable_map import ImmutableMap
from console.domain.signatures import Signature
from telemetry.dictionary import Severity

# What the beginning and the end of a flood are judged by; see `console.domain.alarm_flood`.
ANNOUNCEMENTS_KEPT: Final = 11
BY_SAMPLE_TIME: Final = attrgetter("raised_ns", "id")  # what first-outs are told by


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One occurrence of one parameter's alarm.

    Parameters
    ----------
    id : str
        Id of the parameter.
    occurrence : int
        Which time in this mission.
    severity : Severity
        Present class while active, the last one once returned.
    value, limit : float
        At the last transition, in the parameter's unit.
    raised_ns : int
        Generation time of the sample that raised it.
    returned_ns : int or None
        Generation time of the sample that brought it back, None while active.
    acknowledged_by : str or None
        Who saw it at its present class.
    latches : bool
        Whether it stays after its return, until acknowledged and reset.
    is_late : bool
        Whether it was found in samples that came after it was over or long under way.
    unseen : Severity or None
        A graver class it had before and that nobody acknowledged, None when there is none.
    """

    id: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    raised_ns: int
    returned_ns: int | None = None
    acknowledged_by: str | None = None
    latches: bool = False
    is_late: bool = False
    unseen: Severity | None = None

    @property
    def gravest(self) -> Severity:
        """The class a person must have seen to acknowledge it."""
        return self.severity if self.unseen is None else self.unseen

    @property
    def is_active(self) -> bool:
        """Whether the condition still holds."""
        return self.returned_ns is None

    @property
    def is_acknowledged(self) -> bool:
        """Whether a person has seen it."""
        return self.acknowledged_by is not None

    @property
    def core(self) -> Core:
        """Its place in the life of an alarm."""
        if self.is_active:
            return Core.ACKNOWLEDGED if self.is_acknowledged else Core.UNACKNOWLEDGED
        if self.is_acknowledged:
            return Core.LATCHED_ACKNOWLEDGED
        return Core.LATCHED_UNACKNOWLEDGED if self.latches else Core.RETURNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """Why an alarm is not shown, and how it stands unseen.

    Parameters
    ----------
    by : str
        Who hid it: ``"server"`` when by design.
    since_ns, until_ns : int
        Mission time; None while it has no end but that of its context.
    alarm : Alarm or None
        The occurrence behind it, if one stands.
    context : str
        The context that expects it, empty when a person hid it.
    """

    kind: Hide
    reason: str
    by: str
    since_ns: int
    until_ns: int | None = None
    alarm: Alarm | None = None
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    """What the first of two people signed who want an alarm out of service."""

    signature: Signature
    reason: str
    for_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A person's word that a context is in force, and until when; mission time."""

    by: str
    reason: str
    since_ns: int
    until_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """More alarms than one person can take in.

    Parameters
    ----------
    first_out : str
        The alarm that began it.
    announced : int
        How many were announced since.
    """

    first_out: str
    since_ns: int
    announced: int


@dataclass(frozen=True, kw_only=True)
class AlarmBook:
    """Every alarm that stands or is hidden.

    Parameters
    ----------
    standing : mapping of str to Alarm
        What is to be seen, by parameter id.
    hidden : mapping of str to Hiding
        What is not, and why.
    occurrences : mapping of str to int
        How often each alarm was raised in this mission.
    signed_out : mapping of str to SignedOut
        What waits for a second signature to go out of service.
    contexts : mapping of str to int
        The contexts in force, and since when, UTC nanoseconds.
    declared : mapping of str to Declaration
        Those of them that people began.
    announced : tuple of (str, int)
        The last few alarms that were announced, and when, UTC nanoseconds.
    """

    standing: ImmutableMap[Alarm] = field(default_factory=ImmutableMap)
    hidden: ImmutableMap[Hiding] = field(default_factory=ImmutableMap)
    occurrences: ImmutableMap[int] = field(default_factory=ImmutableMap)
    signed_out: ImmutableMap[SignedOut] = field(default_factory=ImmutableMap)
    contexts: ImmutableMap[int] = field(default_factory=ImmutableMap)
    declared: ImmutableMap[Declaration] = field(default_factory=ImmutableMap)
    announced: tuple[tuple[str, int], ...] = ()
    flood: Flood | None = None

    def find(self, alarm: str) -> Alarm | None:
        """Return the occurrence of an alarm that stands, seen or hidden."""
        hiding = self.hidden.get(alarm)
        return self.standing.get(alarm) if hiding is None else hiding.alarm

    @property
    def in_force(self) -> Mapping[str, Alarm]:
        """What stands for safety's sake: shelving takes an alarm out of sight, no more."""
        force = self.standing
        for key, hiding in self.hidden.items():
            if hiding.kind is Hide.SHELVED and hiding.alarm is not None:
                force = force.put(key, hiding.alarm)
        return force
