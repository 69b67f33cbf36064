"""Which stretch of the flight a timeline shows: following now, or held where it was moved."""

from dataclasses import dataclass, replace
from typing import Final

from telemetry.timebase import NS_PER_S

SPANS_S: Final = (3_600.0, 10_800.0, 21_600.0, 43_200.0, 86_400.0, 259_200.0)
_NOW_AT: Final = 0.12  # of the width: what is coming matters more than what was


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of time on a screen.

    Parameters
    ----------
    span_s : float
        Its length, from an hour to three days.
    fixed_from_ns : int or None
        Where it begins when it stands still; None while it follows now.
    """

    span_s: float = 21_600.0
    fixed_from_ns: int | None = None

    @property
    def follows(self) -> bool:
        """Whether the view moves with the time."""
        return self.fixed_from_ns is None

    def bounds_ns(self, now_ns: int) -> tuple[int, int]:
        """Return the first and the last instant shown."""
        length_ns = round(self.span_s * NS_PER_S)
        start_ns = self.fixed_from_ns
        if start_ns is None:
            start_ns = now_ns - round(length_ns * _NOW_AT)
        return start_ns, start_ns + length_ns

    def zoomed(self, factor: float, about: float, now_ns: int) -> "TimeSpan":
        """Return the span `factor` times as long; what is at the fraction `about` stays there.

        A span that follows now goes on following it.
        """
        span_s = min(max(self.span_s * factor, SPANS_S[0]), SPANS_S[-1])
        if self.fixed_from_ns is None:
            return replace(self, span_s=span_s)
        start_ns, end_ns = self.bounds_ns(now_ns)
        fixed_ns = start_ns + round((end_ns - start_ns) * about)
        return TimeSpan(span_s, fixed_ns - round(span_s * NS_PER_S * about))

    def moved(self, fraction: float, now_ns: int) -> "TimeSpan":
        """Return the span later by a fraction of its length, and standing still."""
        start_ns, end_ns = self.bounds_ns(now_ns)
        return replace(self, fixed_from_ns=start_ns + round((end_ns - start_ns) * fraction))

    def showing(self, start_ns: int, end_ns: int, now_ns: int) -> "TimeSpan":
        """Return this span if it shows both instants already, else one with them in the middle."""
        first_ns, last_ns = self.bounds_ns(now_ns)
        if first_ns <= start_ns and end_ns <= last_ns:
            return self
        middle_ns = (start_ns + end_ns) // 2
        return replace(self, fixed_from_ns=middle_ns - round(self.span_s * NS_PER_S / 2))

    def following(self) -> "TimeSpan":
        """Return a span of the same length that follows now."""
        return replace(self, fixed_from_ns=None)
