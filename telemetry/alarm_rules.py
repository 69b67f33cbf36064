"""What a vehicle's alarms depend on beyond one value: contexts, suppression, causes.

All of it is data, read from ``alarm_rules.toml`` beside the vehicle's XTCE by
`telemetry.alarm_rules_file`.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from telemetry.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A state of the flight in which other limits count or alarms are expected.

    It lasts while the telemetry, the crew's timeline or the flight plan shows it, or as long as
    a person says so; exactly one of these decides.

    Parameters
    ----------
    words : str
        How it is called on screen.
    parameter, states
        In force while this enumeration is in one of these states.
    stands_still : bool
        In force while `parameter`, a clock, shows what it showed before: a display that repeats
        itself.
    unit, off_scale : tuple of str, int
        In force while so many of the readings of one data unit are off their scale at once.
    activity : str
        In force while every guest does this by the timeline; of the crew somebody keeps watch.
    from_met_s, until_met_s : float or None
        In force in this part of the flight; counted from its end where negative.
    loses_signal : bool
        Whether the ground hears nothing of the vehicle while it lasts.
    disbelieves : tuple of str
        Readings that count for nothing while it lasts: a unit that is out repeats its last ones.
    is_declared : bool
        Whether people begin and end it.
    is_noted : bool
        Whether its changes are facts of the mission; machinery that swings every few minutes
        is not.
    """

    name: str
    words: str
    parameter: str = ""
    states: frozenset[int] = frozenset()
    stands_still: bool = False
    unit: tuple[str, ...] = ()
    off_scale: int = 0
    activity: str = ""
    from_met_s: float | None = None
    until_met_s: float | None = None
    loses_signal: bool = False
    disbelieves: tuple[str, ...] = ()
    is_declared: bool = False
    is_noted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Alarms that are expected in a context, up to a class."""

    context: str
    alarms: tuple[str, ...]
    up_to: Severity
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestWords:
    """An alarm for people who are no engineers.

    Parameters
    ----------
    happened : str
        What the guest lead reads.
    tell : str
        One sentence or two that may be said to guests.
    """

    happened: str
    tell: str


@dataclass(frozen=True)
class AlarmRules:
    """Contexts, suppressions, causes and plain words of one vehicle.

    Parameters
    ----------
    contexts : mapping of str to Context
        By name, those that decide first first.
    suppressions : tuple of Suppression
        What is hidden by design.
    causes : mapping of str to frozenset of str
        The alarms each alarm may follow from, the causes of its causes among them.
    guests : mapping of str to GuestWords
        What an alarm is called before guests, by parameter id.
    """

    contexts: Mapping[str, Context] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()
    causes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    guests: Mapping[str, GuestWords] = field(default_factory=dict)

    @cached_property
    def disbelieved_in(self) -> Mapping[str, tuple[str, ...]]:
        """The contexts in which a parameter's readings count for nothing, by its id."""
        found: dict[str, tuple[str, ...]] = {}
        for name, context in self.contexts.items():
            for parameter in context.disbelieves:
                found[parameter] = (*found.get(parameter, ()), name)
        return found

    def why_disbelieved(self, parameter: str, in_force: Container[str]) -> str:
        """Return in which of the contexts in force its readings count for nothing, if in any."""
        names = self.disbelieved_in.get(parameter, ())
        return next((self.contexts[each].words for each in names if each in in_force), "")

    @cached_property
    def suppressions_of(self) -> Mapping[str, tuple[Suppression, ...]]:
        """What hides an alarm by design, by its parameter's id."""
        found: dict[str, tuple[Suppression, ...]] = {}
        for each in self.suppressions:
            for alarm in each.alarms:
                found[alarm] = (*found.get(alarm, ()), each)
        return found

    @cached_property
    def suppressed_in(self) -> Mapping[str, tuple[Suppression, ...]]:
        """What each context suppresses."""
        return {
            name: tuple(each for each in self.suppressions if each.context == name)
            for name in self.contexts
        }
