"""The alarm class of one parameter, sample by sample, with deadband and delays."""

from collections.abc import Callable, Sequence
from copy import copy

from telemetry.alarm_rules import Suppression
from telemetry.delayed_level import NORMAL, DelayedLevel
from telemetry.dictionary import Limit, Parameter, Severity
from telemetry.judgement import (
    LimitEvent,
    Validity,
    is_beyond,
    severity,
    validity,
    violated_limit,
)
from telemetry.timebase import NS_PER_S

# Whether a context was in force at an instant, UTC nanoseconds.
InForce = Callable[[str, int], bool]


class Condition:
    """The class a parameter has; on a deadband's way back it is still kept.

    Parameters
    ----------
    period_ns : int
        Usual time between two samples.
    in_force
        Decides which of the parameter's limits count at a sample's time: of the contexts it
        has limits for, the first that was in force.
    suppressions : sequence of Suppression
        What hides its alarm by design. Meanwhile nobody sees it come and go, so it returns
        without its off-delay, or that would be announced when the context is over.
    """

    def __init__(
        self,
        parameter: Parameter,
        period_ns: int,
        in_force: InForce,
        suppressions: Sequence[Suppression] = (),
    ) -> None:
        self._usual = self._parameter = parameter
        self._in_force = in_force
        self._suppressions = suppressions
        self._is_hidden = False
        self._in_context = {each: parameter.in_context(each) for each in parameter.contexts}
        self._is_high: bool | None = None  # side of the last violation
        self._delayed = DelayedLevel(
            levels=max(Severity),
            period_ns=period_ns,
            on_delay_ns=round(parameter.alarm.on_delay_s * NS_PER_S),
            off_delay_ns=round(parameter.alarm.off_delay_s * NS_PER_S),
        )

    @property
    def is_calm(self) -> bool:
        """Whether the parameter is normal and not on the way to an alarm."""
        return self._delayed.is_calm

    @property
    def severity(self) -> Severity | None:
        """The class it has now."""
        return Severity(self._delayed.level) if self._delayed.level else None

    def copy(self) -> "Condition":
        """Return a condition that goes on from here by itself."""
        twin = copy(self)
        twin._delayed = self._delayed.copy()  # noqa: SLF001 - its own kind
        return twin

    def restore(self, severity: Severity | None) -> None:
        """Take on a class without an event."""
        self._is_high = None
        self._delayed.restore(NORMAL if severity is None else severity)

    def judge(self, value: float, sample_ns: int) -> LimitEvent | None:
        """Return the event this sample makes, if any."""
        self._parameter = self._parameter_at(sample_ns)
        if validity(self._parameter, value) is Validity.INVALID:
            return None
        reached = self._reached(value)
        kept = max(reached, self._kept(value))
        has_fallen = self._was_hidden(sample_ns) and self._delayed.fall(kept)
        if self._delayed.step(reached, kept, sample_ns) or has_fallen:
            return self._event(value, sample_ns)
        return None

    def _was_hidden(self, sample_ns: int) -> bool:
        """Return whether its alarm is hidden at this sample, or was at the one before."""
        was_hidden = self._is_hidden
        self._is_hidden = any(
            self._delayed.level <= each.up_to and self._in_force(each.context, sample_ns)
            for each in self._suppressions
        )
        return was_hidden or self._is_hidden

    def _parameter_at(self, sample_ns: int) -> Parameter:
        """Return the parameter with the limits that count at an instant."""
        for context, parameter in self._in_context.items():
            if self._in_force(context, sample_ns):
                return parameter
        return self._usual

    def _reached(self, value: float) -> int:
        """Return the level of the value itself, and remember on which side it is."""
        limit = violated_limit(self._parameter, value)
        if limit is not None:
            self._is_high = limit.is_high
        return severity(self._parameter, value) or NORMAL

    def _kept(self, value: float) -> int:
        """Return the level of the value if the limits on its side were nearer by the deadband."""
        deadband = self._parameter.alarm.deadband
        held = (
            limit.severity
            for limit in self._limits_of_its_side()
            if is_beyond(limit, value, deadband)
        )
        return max(held, default=NORMAL)

    def _event(self, value: float, sample_ns: int) -> LimitEvent:
        now = self.severity
        limits = [limit for limit in self._limits_of_its_side() if limit.severity is now]
        return LimitEvent(
            parameter=self._parameter.id,
            severity=now,
            value=value,
            limit=limits[0] if limits else None,
            sample_ns=sample_ns,
        )

    def _limits_of_its_side(self) -> list[Limit]:
        """Return the limits above or below; both before the first violation after a restart."""
        sides = (True, False) if self._is_high is None else (self._is_high,)
        return [limit for limit in self._parameter.limits if limit.is_high in sides]
