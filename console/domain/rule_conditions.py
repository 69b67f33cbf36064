"""Conditions over telemetry and alarms, judged in three values: true, false, unknown. Pure.

Flight rules and procedures share this one verifier. What is stale, INVALID or was never received
makes a comparison UNKNOWN, and an UNKNOWN is never taken for a pass.
"""

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from console.domain.alarm_causes import is_consequence
from console.domain.alarms import Alarm
from console.domain.rule_forecast import Foreseen
from console.domain.rule_scene import Evidence, Finding, Reading, Scene, Truth, single
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.judgement import Validity, validity
from telemetry.timebase import NS_PER_S

_NUMERIC: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
OPERATORS: Final = (*_NUMERIC, "==", "!=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """A parameter against a number, a state, or another parameter.

    Parameters
    ----------
    operator : str
        One of `OPERATORS`.
    value : float
        In the parameter's unit, a state's number, or an offset to `than`.
    than : str
        Id of the parameter to compare with; empty for none.
    stands_in : str
        Id of the parameter that is read instead while `parameter` is out of service; empty for
        none.
    tolerance : float
        How far apart two numbers are still equal.
    max_age_s : float
        Older samples make the comparison UNKNOWN.
    """

    parameter: str
    operator: str
    value: float
    max_age_s: float
    than: str = ""
    stands_in: str = ""
    tolerance: float = 0.0

    @property
    def parameters(self) -> Iterator[str]:
        """The parameters it reads."""
        yield from filter(None, (self.parameter, self.than, self.stands_in))

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds."""
        set_aside = around.set_aside(self.parameter)
        parameter = self.stands_in if set_aside and self.stands_in else self.parameter
        reading, why_not = self._usable(parameter, around)
        against = self.value
        if self.than and not why_not:
            other, wrong = self._usable(self.than, around)
            against, why_not = other + self.value, f"{self.than} {wrong}" if wrong else ""
        truth = Truth.UNKNOWN
        if not why_not:
            truth = Truth.TRUE if self.holds(reading, against) else Truth.FALSE
        sample = around.readings(parameter)
        if parameter != self.parameter:
            words = why_not or around.database.parameters[parameter].text(reading)
            why_not = f"{parameter} {words}, for one {set_aside}"
        return single(
            Evidence(
                condition=self,
                truth=truth,
                value=math.nan if sample is None else sample.value,
                age_s=math.nan if sample is None else _age_s(sample, around),
                limit=against if self.than else math.nan,
                found=why_not,
                is_set_aside=truth is Truth.UNKNOWN
                and bool(around.set_aside(parameter) or around.set_aside(self.than)),
            )
        )

    def holds(self, reading: float, against: float) -> bool:
        """Return whether two numbers stand as the operator says; a NaN never does."""
        if math.isnan(reading) or math.isnan(against):
            return False
        if self.operator in _NUMERIC:
            return _NUMERIC[self.operator](reading, against)
        return (abs(reading - against) <= self.tolerance) is (self.operator == "==")

    def text(self, database: MissionDatabase) -> str:
        """Return the comparison as a person reads it."""
        parameter = database.parameters[self.parameter]
        limit = parameter.text(self.value)
        if self.than:
            limit = self.than if not self.value else f"{self.than} {self.value:+g}"
        tolerance = f" ± {parameter.text(self.tolerance)}" if self.tolerance else ""
        return f"{self.parameter} {self.operator} {limit}{tolerance}"

    def _usable(self, parameter_id: str, around: Scene) -> tuple[float, str]:
        """Return the value to compare, or why there is none."""
        if set_aside := around.set_aside(parameter_id):
            return math.nan, set_aside
        sample = around.readings(parameter_id)
        if sample is None:
            return math.nan, "not received"
        if validity(around.database.parameters[parameter_id], sample.value) is Validity.INVALID:
            return math.nan, "invalid"
        why_not = around.database.rules.why_disbelieved(parameter_id, around.contexts)
        if why_not:
            return math.nan, why_not
        age_s = _age_s(sample, around)
        if age_s > self.max_age_s + around.way_ns / NS_PER_S:
            return math.nan, f"{age_s:.0f} s old, at most {self.max_age_s:g} s"
        return sample.value, ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmStands:
    """Whether an alarm of some class is active.

    Parameters
    ----------
    pattern : str
        Of parameter ids, with ``*`` and ``?``; empty for every alarm that holds viewing at `pane`.
    pane : str
        Id of a cabin window.
    """

    at_least: Severity
    pattern: str = ""
    pane: str = ""

    @property
    def parameters(self) -> Iterator[str]:
        """It reads no samples."""
        return iter(())

    def standing(self, around: Scene) -> list[Alarm]:
        """Return the alarms it is about: the worst first, then first causes, then the earliest."""
        found = [
            alarm
            for alarm in around.alarms.values()
            if alarm.severity >= self.at_least  # first what is cheap: there may be thousands
            and alarm.is_active
            and self._is_meant(alarm, around.database)
        ]

        def place(alarm: Alarm) -> tuple[int, bool, int]:
            follows = is_consequence(alarm, around.alarms, around.database)
            return -alarm.severity, follows, alarm.raised_ns

        return sorted(found, key=place)

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds; alarms are facts, so they are never stale."""
        standing = self.standing(around)
        found = ", ".join(f"{each.id} {each.severity.name.lower()}" for each in standing)
        truth = Truth.TRUE if standing else Truth.FALSE
        return single(Evidence(condition=self, truth=truth, found=found or "none stands"))

    def text(self, _database: MissionDatabase) -> str:
        """Return what is asked as a person reads it."""
        what = self.pattern or "an alarm that holds viewing here"
        return f"{what} in {self.at_least.name.lower()} or worse"

    def _is_meant(self, alarm: Alarm, database: MissionDatabase) -> bool:
        if self.pattern:
            return fnmatchcase(alarm.id, self.pattern)
        return database.parameters[alarm.id].alarm.holds_viewing in ("all", self.pane)


@dataclass(frozen=True, slots=True)
class Every:
    """True when all parts are, false when one is false."""

    parts: tuple["Condition", ...]

    @property
    def parameters(self) -> Iterator[str]:
        """The parameters its parts read."""
        return _parameters(self.parts)

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds."""
        return _joined([part.judge(around) for part in self.parts], decisive=Truth.FALSE)


@dataclass(frozen=True, slots=True)
class Either:
    """True when one part is, false when all are false."""

    parts: tuple["Condition", ...]

    @property
    def parameters(self) -> Iterator[str]:
        """The parameters its parts read."""
        return _parameters(self.parts)

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds."""
        return _joined([part.judge(around) for part in self.parts], decisive=Truth.TRUE)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    part: "Condition"

    @property
    def parameters(self) -> Iterator[str]:
        """The parameters its part reads."""
        return self.part.parameters

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds."""
        inner = self.part.judge(around)
        return Finding(truth=_OPPOSITE[inner.truth], evidence=inner.evidence)


Condition = Compare | Foreseen | AlarmStands | Every | Either | Not

_OPPOSITE: Final = {
    Truth.TRUE: Truth.FALSE,
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def _joined(findings: list[Finding], *, decisive: Truth) -> Finding:
    """Join parts as Kleene's logic does: `decisive` wins, then unknown, then the opposite."""
    truths = {finding.truth for finding in findings}
    if decisive in truths:
        truth = decisive
    else:
        truth = Truth.UNKNOWN if Truth.UNKNOWN in truths else _OPPOSITE[decisive]
    evidence = tuple(each for finding in findings for each in finding.evidence)
    return Finding(truth=truth, evidence=evidence)


def _parameters(parts: Iterable[Condition]) -> Iterator[str]:
    for part in parts:
        yield from part.parameters


def _age_s(sample: Reading, around: Scene) -> float:
    return max(0, around.now_ns - sample.generated_ns) / NS_PER_S
