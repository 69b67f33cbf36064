"""The drawings of a debrief as SVG: alarms in time, and a parameter with its limits."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.debrief import AlarmStory
from telemetry.dictionary import Parameter, Severity
from telemetry.levels import MinMax
from telemetry.timebase import NS_PER_S, utc_text

WIDTH: Final = 960
LEFT: Final = 70
RIGHT: Final = 20
PLOT_HEIGHT: Final = 150
ROW: Final = 16
FOOT: Final = 22
_STEPS_S: Final = (60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400)
_TICKS: Final = 9
# As on a console in daylight.
INKS: Final = {
    Severity.EMERGENCY: "#8F3D6C",
    Severity.WARNING: "#A84300",
    Severity.CAUTION: "#7A5200",
    Severity.ADVISORY: "#0F5F93",
}


class TimeScale:
    """Where instants are drawn.

    Parameters
    ----------
    start_ns, end_ns : int
        What is shown, UTC nanoseconds.
    """

    def __init__(self, start_ns: int, end_ns: int) -> None:
        self.start_ns, self.end_ns = start_ns, max(end_ns, start_ns + 1)

    def x(self, instant_ns: int) -> float:
        """Return where an instant is drawn."""
        share = (instant_ns - self.start_ns) / (self.end_ns - self.start_ns)
        return LEFT + min(1.0, max(0.0, share)) * (WIDTH - LEFT - RIGHT)

    def axis(self, bottom: float) -> str:
        """Return the lines and labels of the hours."""
        span_s = (self.end_ns - self.start_ns) / NS_PER_S
        step_ns = next((s for s in _STEPS_S if span_s / s <= _TICKS), _STEPS_S[-1]) * NS_PER_S
        parts = []
        for instant_ns in range(-(-self.start_ns // step_ns) * step_ns, self.end_ns, step_ns):
            x = self.x(instant_ns)
            parts.append(
                f'<line x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{bottom:.1f}" stroke="#DCE0E4"/>'
                f'<text x="{x:.1f}" y="{bottom + 15:.1f}" text-anchor="middle">'
                f"{utc_text(instant_ns)[11:16]}</text>"
            )
        return "".join(parts)


def draw_alarms(stories: Sequence[AlarmStory], names: Sequence[str], scale: TimeScale) -> str:
    """Return a bar per alarm from its raising to its end, with a tick where it was seen."""
    bottom = 8 + ROW * max(1, len(stories))
    parts = [scale.axis(bottom)]
    for number, (story, name) in enumerate(zip(stories, names, strict=True)):
        y = 6 + ROW * number
        left = scale.x(story.raised_ns)
        right = scale.x(scale.end_ns if story.returned_ns is None else story.returned_ns)
        ink = INKS[story.severity]
        word = story.severity.name.lower()
        is_late = left > WIDTH / 2
        at, anchor = (left - 4, "end") if is_late else (max(right, left + 3) + 4, "start")
        if not is_late and right > WIDTH / 2:
            at, anchor = left + 4, "start"
        parts.append(
            f'<rect x="{left:.1f}" y="{y}" width="{max(3.0, right - left):.1f}" '
            f'height="{ROW - 5}" fill="{ink}" fill-opacity="0.35" stroke="{ink}"/>'
        )
        if story.seen_ns is not None:
            seen = scale.x(story.seen_ns)
            parts.append(f'<path d="M{seen:.1f} {y}v{ROW - 5}" stroke="#000" stroke-width="2"/>')
        parts.append(
            f'<text x="{at:.1f}" y="{y + 9}" text-anchor="{anchor}" style="fill:#15191D">'
            f"{escape(name)} ({word})</text>"
        )
    return _svg(bottom + FOOT, "Alarms in time; a black tick: acknowledged", parts)


def draw_parameter(
    parameter: Parameter, recorded: MinMax, raised_ns: Sequence[int], scale: TimeScale
) -> str:
    """Return a parameter's least and greatest values, its limits, and when its alarm came."""
    known = ~(np.isnan(recorded.low) | np.isnan(recorded.high))
    if not known.any():
        return "<p>Nothing valid was recorded.</p>"
    low, high = float(recorded.low[known].min()), float(recorded.high[known].max())
    near = [each for each in parameter.limits if low - (high - low) <= each.threshold]
    near = [each for each in near if each.threshold <= high + (high - low)]
    low = min([low, *(each.threshold for each in near)])
    high = max([high, *(each.threshold for each in near)])
    margin = (high - low) * 0.06 or max(1e-3, abs(high) * 0.01)
    low, high = low - margin, high + margin

    def y(value: float) -> float:
        return 6 + (high - value) / (high - low) * (PLOT_HEIGHT - 12)

    parts = [scale.axis(PLOT_HEIGHT)]
    parts += [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(limit.threshold):.1f}" '
        f'y2="{y(limit.threshold):.1f}" stroke="{INKS[limit.severity]}" '
        f'stroke-dasharray="5 3"><title>{limit.severity.name.lower()} '
        f"{escape(parameter.text(limit.threshold))}</title></line>"
        for limit in near
    ]
    parts += [
        f'<text x="{LEFT - 6}" y="{y(float(edge)) + 4:.1f}" text-anchor="end">{edge:.4g}</text>'
        for edge in np.linspace(low + margin, high - margin, 3)
    ]
    parts.append(f'<path d="{_path(recorded, known, scale, y)}" fill="none" stroke="#15191D"/>')
    for instant_ns in raised_ns:
        x = scale.x(instant_ns)
        parts.append(
            f'<path d="M{x:.1f} 4V{PLOT_HEIGHT}" stroke="#A84300" stroke-width="1.5">'
            f"<title>alarm {utc_text(instant_ns)}</title></path>"
        )
    return _svg(PLOT_HEIGHT + FOOT, f"{parameter.name}, {parameter.unit_text}", parts)


def _path(
    recorded: MinMax, known: NDArray[np.bool_], scale: TimeScale, y: Callable[[float], float]
) -> str:
    """Return a line through least and greatest of each column, broken where nothing is known."""
    words, is_drawing = [], False
    for time_ns, low, high, is_known in zip(
        recorded.times_ns.tolist(), recorded.low, recorded.high, known, strict=True
    ):
        if is_known:
            x = scale.x(time_ns)
            words.append(f"{'L' if is_drawing else 'M'}{x:.1f} {y(low):.1f}V{y(high):.1f}")
        is_drawing = bool(is_known)
    return "".join(words)


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
