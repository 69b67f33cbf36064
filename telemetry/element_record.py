"""One element set as written in a file, and the error every elements file speaks with."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# From Sputnik to well within what nanoseconds in 64 bits can count.
_FIRST_YEAR: Final = 1957
_LAST_YEAR: Final = 2200

Refuse = Callable[[int, str], None]
"""Told the line and the problem of everything that cannot be used."""


class ElementsError(ValueError):
    """An elements file cannot be used; lists every problem with file and line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRecord:
    """One element set as written: degrees, revolutions per day.

    `mean_motion_dot` and `mean_motion_ddot` are the file's values: the first derivative halved
    and the second divided by six, in revolutions per day² and day³.
    """

    line: int
    name: str
    norad_id: int
    epoch: datetime
    bstar: float
    mean_motion_dot: float
    mean_motion_ddot: float
    eccentricity: float
    argument_of_perigee_deg: float
    inclination_deg: float
    mean_anomaly_deg: float
    mean_motion_rev_day: float
    node_deg: float
    revolution: int

    def __post_init__(self) -> None:
        problems = list(self._out_of_range())
        if problems:
            raise ValueError("; ".join(problems))

    def _out_of_range(self) -> Iterator[str]:
        if not _FIRST_YEAR <= self.epoch.year < _LAST_YEAR:
            yield f"the epoch is in the year {self.epoch.year}"
        if not 0.0 <= self.eccentricity < 1.0:
            yield f"the eccentricity {self.eccentricity:g} is not between 0 and 1"
        if not 0.0 <= self.inclination_deg <= 180.0:
            yield f"the inclination {self.inclination_deg:g} is not between 0 and 180"
        if not 0.0 < self.mean_motion_rev_day < 18.0:
            yield f"the mean motion {self.mean_motion_rev_day:g} is not between 0 and 18 rev/day"


def parse_number(text: str, what: str) -> float:
    """Return the finite number written in `text`.

    Raises
    ------
    ValueError
        Naming `what` was being read.
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not math.isfinite(value) or "_" in text:
        raise ValueError(f"the {what} '{text.strip()}' is not a number")
    return value
