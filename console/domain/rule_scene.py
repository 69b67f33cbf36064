"""What conditions are judged by, and what is found: true, false, or unknown. Pure."""

import math
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from console.domain.alarm_life import Hide
from console.domain.alarms import Alarm, Hiding
from console.domain.forecast.outlook import NOTHING, Forecast
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import utc_text


class Truth(StrEnum):
    """What can be said of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parameter's newest sample: value in its unit, UTC nanoseconds of its generation."""

    value: float
    generated_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that a condition may look at.

    Parameters
    ----------
    readings : callable
        Returns the newest sample of a parameter, None if none was received.
    alarms : mapping of str to Alarm
        Standing alarms by parameter id.
    now_ns : int
        Mission time, UTC nanoseconds.
    way_ns : int
        Mission time a sample may have been on its way here; it makes no sample too old.
    contexts : container of str
        Names of the contexts in force.
    hidden : mapping of str to Hiding
        Why alarms are not shown; readings of what is out of service are not believed.
    foreseen : Forecast
        Of the cabin air, as it was made last.
    """

    readings: Callable[[str], Reading | None]
    alarms: Mapping[str, Alarm]
    database: MissionDatabase
    now_ns: int
    way_ns: int = 0
    contexts: Container[str] = ()
    hidden: Mapping[str, Hiding] = field(default_factory=dict)
    foreseen: Forecast = NOTHING

    def set_aside(self, parameter: str) -> str:
        """Return until when people took a reading out of service, empty if they did not."""
        hiding = self.hidden.get(parameter)
        if hiding is None or hiding.kind is not Hide.OUT_OF_SERVICE:
            return ""
        until = "" if hiding.until_ns is None else utc_text(hiding.until_ns)[5:16]
        return f"out of service until {until.replace('T', ' ')}"


class Leaf(Protocol):
    """A condition without parts."""

    @property
    def parameters(self) -> Iterator[str]:
        """The parameters it reads."""

    def text(self, database: MissionDatabase) -> str:
        """Return what is asked, as a person reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One comparison as it was judged.

    Parameters
    ----------
    value : float
        Of the parameter; NaN if nothing was received, and for alarms.
    age_s : float
        Of the sample; NaN likewise.
    limit : float
        What it was compared with, where that is another parameter's value; else NaN.
    found : str
        What stands against a pass: what is wrong with the sample, which alarms stand; what other
        reading decided; else empty.
    is_set_aside : bool
        Whether people took the reading out of service, and none stands in for it.
    """

    condition: Leaf
    truth: Truth
    value: float = math.nan
    age_s: float = math.nan
    limit: float = math.nan
    found: str = ""
    is_set_aside: bool = False

    @property
    def parameter(self) -> str:
        """Id of the parameter compared, empty for alarms."""
        return next(iter(self.condition.parameters), "")

    def text(self, database: MissionDatabase) -> str:
        """Return what was found, as a person reads it."""
        if self.found:
            return self.found
        parameter = database.parameters[self.parameter]
        limit = "" if math.isnan(self.limit) else f" (limit {parameter.text(self.limit)})"
        return f"{parameter.text(self.value)}{limit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Whether a condition holds, and every comparison it came from."""

    truth: Truth
    evidence: tuple[Evidence, ...]

    @property
    def unknown(self) -> list[Evidence]:
        """What could not be judged."""
        return [each for each in self.evidence if each.truth is Truth.UNKNOWN]


def single(evidence: Evidence) -> Finding:
    """Return the finding of a condition without parts."""
    return Finding(truth=evidence.truth, evidence=(evidence,))
