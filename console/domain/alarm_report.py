"""The figures of `console.domain.alarm_measures` in words, each beside what it should be."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from console.domain.alarm_measures import TARGET_SPREAD, AlarmMeasures
from telemetry.timebase import countdown_text

PER_10_MIN: Final = 1.0
WORST_10_MIN: Final = 10.0
FLOOD_SHARE: Final = 0.01
SPREAD_WITHIN: Final = 0.10  # of a share, before it is worth a word
NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One figure, what it should be, and whether it is; None where nothing is asked of it."""

    what: str
    value: str
    wanted: str
    is_met: bool | None


def measure_lines(measures: AlarmMeasures, name: Callable[[str], str]) -> tuple[MeasureLine, ...]:
    """Return the figures in the order a shift lead reads them.

    Parameters
    ----------
    name : callable
        Returns what an alarm is called.
    """
    answer_s = measures.median_to_acknowledge_s
    spread = " / ".join(f"{measures.spread[each]:.0%}" for each in TARGET_SPREAD)
    is_spread_met = not measures.announced or all(
        abs(measures.spread[each] - share) <= SPREAD_WITHIN for each, share in TARGET_SPREAD.items()
    )
    each = "" if measures.operators == 1 else f", each of {measures.operators} operators"
    frequent = [f"{name(alarm)} ({count})" for alarm, count in measures.most_frequent]
    return (
        MeasureLine("Alarms announced", str(measures.announced), "", None),
        MeasureLine(
            f"In ten minutes, on average{each}",
            f"{measures.per_10_min:.1f}",
            "up to 1",
            measures.per_10_min <= PER_10_MIN,
        ),
        MeasureLine(
            f"In the worst ten minutes{each}",
            f"{measures.worst_10_min:g}",
            "up to 10",
            measures.worst_10_min <= WORST_10_MIN,
        ),
        MeasureLine(
            "Time in floods",
            f"{countdown_text(measures.flood_s, hours=True)} ({measures.flood_share:.1%})",
            "up to 1 %",
            measures.flood_share <= FLOOD_SHARE,
        ),
        MeasureLine(
            "Chattering", _few(map(name, measures.chattering)), "none", not measures.chattering
        ),
        MeasureLine(
            "Standing for over a day", _few(map(name, measures.stale)), "none", not measures.stale
        ),
        MeasureLine("Low / middle / high priority", spread, "80 / 15 / 5 %", is_spread_met),
        MeasureLine(
            "Half of them acknowledged within",
            "–" if answer_s is None else countdown_text(answer_s, hours=True),
            "",
            None,
        ),
        MeasureLine(
            "Acknowledged by", _few(f"{who} ({n})" for who, n in measures.acknowledged_by), "", None
        ),
        MeasureLine("Most frequent", _few(frequent), "", None),
        MeasureLine("Hidden now", str(measures.hidden), "", None),
    )


def _few(names: Iterable[str]) -> str:
    """Return the first few of many names."""
    listed = list(names)
    more = f" and {len(listed) - NAMED} more" if len(listed) > NAMED else ""
    return ", ".join(listed[:NAMED]) + more if listed else "none"
