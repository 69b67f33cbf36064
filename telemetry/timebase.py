"""Clocks, and how times are written for people.

Every instant is UTC in integer nanoseconds since 1970 (``*_ns``); leap seconds are not counted,
as in POSIX. Only this module reads the machine's clocks.
"""

import re
import time
from datetime import UTC, datetime
from typing import Protocol

NS_PER_S = 1_000_000_000

_DURATION = re.compile(
    r"(?P<sign>[+-]?)(?:(?P<days>\d+)/)?(?P<hours>\d+):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d(?:\.\d+)?)"
)
_SHORT_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>s|min|m|h|d)?")
_UNIT_S = {None: 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}


class Clock(Protocol):
    """Something that tells the time in UTC nanoseconds since 1970."""

    def now_ns(self) -> int:
        """Return the present instant."""
        ...


class SystemClock:
    """The machine's wall clock."""

    def now_ns(self) -> int:
        """Return the present instant."""
        return time.time_ns()


class ManualClock:
    """A clock that stands still until it is moved; for tests and for reading recordings."""

    def __init__(self, now_ns: int = 0) -> None:
        self._now_ns = now_ns

    def now_ns(self) -> int:
        """Return the instant the clock was last set to."""
        return self._now_ns

    def advance(self, seconds: float) -> None:
        """Move the clock forward by `seconds`."""
        self._now_ns += round(seconds * NS_PER_S)


class FollowedClock:
    """The mission's clock as its source announces it, running on between announcements.

    A simulation may run in 2021 at sixty times real time; staleness, countdowns and the
    now-line all follow this clock and never the wall clock.

    Parameters
    ----------
    wall : Clock
        Times the arrival of announcements and what has passed since.
    """

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._mission_ns = 0
        self._received_ns = 0
        self._rate = 0.0

    @property
    def is_set(self) -> bool:
        """Whether any announcement was heard."""
        return self._mission_ns != 0

    @property
    def rate(self) -> float:
        """Mission seconds per second of waiting: 1 is real time, 0 is paused."""
        return self._rate

    def follow(self, mission_ns: int, rate: float, received_ns: int) -> None:
        """Take over a time and rate that were announced at wall time `received_ns`."""
        self._mission_ns = mission_ns
        self._rate = rate
        self._received_ns = received_ns

    def now_ns(self) -> int:
        """Return the mission's present instant, 0 before the first announcement."""
        if not self.is_set:
            return 0
        return self._mission_ns + round((self._wall.now_ns() - self._received_ns) * self._rate)


def utc_text(instant_ns: int, *, milliseconds: bool = False) -> str:
    """Return ISO 8601 with a Z, for example ``2021-09-16T11:45:20Z``."""
    seconds, rest_ns = divmod(instant_ns, NS_PER_S)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest_ns // 1_000_000:03d}Z" if milliseconds else f"{text}Z"


def parse_utc(text: str) -> int:
    """Return the instant written in ISO 8601; a text without an offset is taken as UTC.

    Raises
    ------
    ValueError
        If `text` is not an ISO 8601 date and time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a UTC time such as 2021-09-16T11:45:20Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * NS_PER_S + moment.microsecond * 1000


def met_text(elapsed_s: float) -> str:
    """Return mission elapsed time as ``1/06:21:44`` (days/hours:minutes:seconds)."""
    sign = "-" if elapsed_s < 0 else ""
    days, rest = divmod(int(abs(elapsed_s)), 86400)
    return f"{sign}{days}/{countdown_text(rest, hours=True)}"


def countdown_text(remaining_s: float, *, hours: bool = False) -> str:
    """Return ``04:12`` or, from an hour up or when asked, ``01:04:12``; never negative."""
    total = max(0, int(remaining_s))
    minutes, seconds = divmod(total, 60)
    if hours or minutes >= 60:
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return f"{minutes:02d}:{seconds:02d}"


def parse_duration_s(text: str) -> float:
    """Return the seconds in ``72h``, ``90``, ``10min``, ``+00:00:10`` or ``1/06:21:44``.

    Raises
    ------
    ValueError
        If `text` is none of these.
    """
    if match := _DURATION.fullmatch(text):
        total = (
            int(match["days"] or 0) * 86400
            + int(match["hours"]) * 3600
            + int(match["minutes"]) * 60
            + float(match["seconds"])
        )
        return -total if match["sign"] == "-" else total
    if match := _SHORT_DURATION.fullmatch(text):
        return float(match["number"]) * _UNIT_S[match["unit"]]
    raise ValueError(f"'{text}' is not a duration such as 72h, 90s or 1/06:21:44")
