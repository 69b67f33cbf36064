"""One time control for every plot of a console: following now, or fixed where it was put."""

from typing import Final

from PySide6.QtCore import QObject, Signal

from console.ui.plots.strip_geometry import page

SPANS_S: Final = {
    "5 min": 300.0,
    "15 min": 900.0,
    "1 h": 3_600.0,
    "6 h": 21_600.0,
    "24 h": 86_400.0,
    "72 h": 259_200.0,
}
FIRST_SPAN_S: Final = SPANS_S["15 min"]
LEAST_SPAN_S: Final = 5.0
_MOST_SPAN_S: Final = SPANS_S["72 h"]
_WHOLE_FLIGHT_S: Final = 40 * 86_400.0


class TimeControl(QObject):
    """Which stretch of mission time plots show; times are seconds after launch."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._span_s = FIRST_SPAN_S
        self._fixed_s: tuple[float, float] | None = None

    @property
    def span_s(self) -> float:
        """How long a stretch is shown."""
        if self._fixed_s is None:
            return self._span_s
        start_s, end_s = self._fixed_s
        return end_s - start_s

    @property
    def follows(self) -> bool:
        """Whether the plots move with the time."""
        return self._fixed_s is None

    def shown(self, now_s: float) -> tuple[float, float]:
        """Return the first and the last instant shown at `now_s`."""
        return page(now_s, self._span_s) if self._fixed_s is None else self._fixed_s

    def follow(self, span_s: float | None = None) -> None:
        """Move with the time again, with the span asked for or the one before it was fixed."""
        if span_s is not None:
            self._span_s = min(max(span_s, SPANS_S["5 min"]), _MOST_SPAN_S)
        self._fixed_s = None
        self.changed.emit()

    def fix(self, start_s: float, end_s: float) -> None:
        """Stand still on a stretch."""
        middle_s = (start_s + end_s) / 2
        half_s = min(max(end_s - start_s, LEAST_SPAN_S), _WHOLE_FLIGHT_S) / 2
        self._fixed_s = (middle_s - half_s, middle_s + half_s)
        self.changed.emit()

    def move(self, seconds: float, now_s: float) -> None:
        """Stand still, later by so many seconds than what is shown."""
        start_s, end_s = self.shown(now_s)
        self.fix(start_s + seconds, end_s + seconds)

    def zoom(self, factor: float, at_s: float, shown_s: tuple[float, float]) -> None:
        """Show `factor` times as much of what is shown; what is at `at_s` stays where it is.

        Zooming out while following goes on following; zooming in stands still, because what
        is looked at closely must not run away.
        """
        if self._fixed_s is None and factor > 1:
            self.follow(self._span_s * factor)
            return
        start_s, end_s = shown_s
        self.fix(at_s - (at_s - start_s) * factor, at_s + (end_s - at_s) * factor)
