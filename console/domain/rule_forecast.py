"""A condition over what is to come: a limit that is forecast to be passed. Pure."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from console.domain.rule_scene import Evidence, Finding, Scene, Truth, single
from telemetry.dictionary import MissionDatabase
from telemetry.timebase import NS_PER_S

SIGNS: Final = (">", "<")
LASTS_S: Final = 90.0  # a newer one is due every 20 s
_WAYS: Final = 6  # what a forecast takes to work out, in the time a sample is on its way


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """Whether a parameter is more likely than not to pass a value within some time.

    Parameters
    ----------
    operator : str
        One of `SIGNS`.
    value : float
        In the parameter's unit.
    within_s : float
        Seconds from now, at most the forecast's own reach.
    """

    parameter: str
    operator: str
    value: float
    within_s: float

    @property
    def parameters(self) -> Iterator[str]:
        """The parameter it is about."""
        yield self.parameter

    def judge(self, around: Scene) -> Finding:
        """Return whether it holds; without a forecast of now that is unknown."""
        truth, farthest, found = self._found(around)
        age_s = (around.now_ns - around.foreseen.at_ns) / NS_PER_S
        return single(
            Evidence(condition=self, truth=truth, value=farthest, age_s=age_s, found=found)
        )

    def text(self, database: MissionDatabase) -> str:
        """Return what is asked, as a person reads it."""
        limit = database.parameters[self.parameter].text(self.value)
        within = f"within {self.within_s / 60.0:g} min"
        return f"forecast of {self.parameter} {self.operator} {limit} {within}"

    def _found(self, around: Scene) -> tuple[Truth, float, str]:
        """Return the answer, the farthest value in that time, and both in words."""
        foreseen = around.foreseen
        outlook = foreseen.outlooks.get(self.parameter)
        if outlook is None:
            return Truth.UNKNOWN, math.nan, foreseen.unknown.get(self.parameter, "not forecast")
        age_ns = around.now_ns - foreseen.at_ns
        if not -NS_PER_S <= age_ns <= LASTS_S * NS_PER_S + _WAYS * around.way_ns:
            return Truth.UNKNOWN, math.nan, f"the forecast is {age_ns / NS_PER_S:.0f} s old"
        ahead_ns = foreseen.times_ns - around.now_ns
        due = (ahead_ns >= 0) & (ahead_ns <= self.within_s * NS_PER_S)
        middle = outlook.middle[due]
        is_high = self.operator == ">"
        place = int(middle.argmax() if is_high else middle.argmin())
        farthest = float(middle[place])
        passes = farthest > self.value if is_high else farthest < self.value
        in_min = float(ahead_ns[due][place]) / NS_PER_S / 60.0
        said = around.database.parameters[self.parameter].text(farthest)
        return Truth(Truth.TRUE if passes else Truth.FALSE), farthest, f"{said} in {in_min:.0f} min"
