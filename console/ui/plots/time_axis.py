"""Where a time axis carries marks and what they say. No Qt: times in, words out."""

from dataclasses import dataclass
from typing import Final

from telemetry.timebase import NS_PER_S, met_text, utc_text

_MINUTE_S: Final = 60
_STEPS_S: Final = (
    1, 2, 5, 10, 15, 30,
    _MINUTE_S, 120, 300, 600, 900, 1_800,
    3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
)  # fmt: skip
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on a time axis: the instant and its UTC; a new day also says its date."""

    at_ns: int
    text: str
    is_midnight: bool


def step_s(span_s: float, marks: int) -> int:
    """Return the round step that puts at most `marks` marks on `span_s`."""
    return next((step for step in _STEPS_S if span_s / step <= marks), _STEPS_S[-1])


def ticks(from_ns: int, to_ns: int, marks: int) -> list[Tick]:
    """Return the marks between two instants, on round UTC, at most `marks` or one a day."""
    step_ns = step_s((to_ns - from_ns) / NS_PER_S, max(marks, 1)) * NS_PER_S
    first_ns = -(-from_ns // step_ns) * step_ns
    return [_tick(at_ns, step_ns) for at_ns in range(first_ns, to_ns + 1, step_ns)]


def _tick(at_ns: int, step_ns: int) -> Tick:
    text = utc_text(at_ns)
    is_midnight = at_ns // NS_PER_S % _DAY_S == 0
    to_the_second = step_ns < _MINUTE_S * NS_PER_S
    clock = text[11:19] if to_the_second else text[11:16]
    return Tick(at_ns, text[5:10] if is_midnight else clock, is_midnight)


def met_hours_text(at_ns: int, launch_ns: int) -> str:
    """Return mission elapsed time to the minute, as ``1/06:21``."""
    return met_text((at_ns - launch_ns) / NS_PER_S)[:-3]
