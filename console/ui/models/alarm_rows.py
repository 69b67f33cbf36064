"""The lines of an alarm list: first causes, and under each what followed from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.alarm_causes import AlarmGroup, first_out_groups
from console.domain.alarms import Alarm
from telemetry.dictionary import MissionDatabase, Severity

ROWS_AT_MOST: Final = 200  # nobody reads more; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """One line.

    Parameters
    ----------
    group : str
        The alarm it followed from, or itself if it is the first cause.
    folded : int
        How many consequences are not shown under it.
    """

    alarm: Alarm
    group: str
    folded: int = 0

    @property
    def is_first(self) -> bool:
        """Whether nothing that stands caused it."""
        return self.group == self.alarm.id


@dataclass(frozen=True, slots=True)
class AlarmRows:
    """What a list shows, and how many alarms have no room in it."""

    rows: tuple[AlarmRow, ...]
    left_out: int


def alarm_rows(
    alarms: Mapping[str, Alarm], database: MissionDatabase, unfolded: Collection[str]
) -> AlarmRows:
    """Return the lines in the order they should be read in.

    Groups with something nobody has seen come first, then the graver, then the earlier. No
    emergency is ever folded, nor what nobody has seen and is graver than its first cause.
    """
    rows: list[AlarmRow] = []
    left_out = 0
    for group in sorted(first_out_groups(alarms, database), key=_attention):
        first = group.first_out
        shown = [each for each in group.consequences if _is_shown(each, first, unfolded)]
        if len(rows) >= ROWS_AT_MOST:
            left_out += 1 + len(shown)
            continue
        folded = len(group.consequences) - len(shown)
        rows.append(AlarmRow(alarm=first, group=first.id, folded=folded))
        rows += (AlarmRow(alarm=each, group=first.id) for each in shown)
    kept = tuple(rows[:ROWS_AT_MOST])
    return AlarmRows(kept, left_out + len(rows) - len(kept))


def _attention(group: AlarmGroup) -> tuple[bool, bool, int, int, str]:
    """Return where a group belongs; a first cause may be milder than what it brings."""
    first = group.first_out
    is_acknowledged, is_active, worst = first.is_acknowledged, first.is_active, first.gravest
    for alarm in group.consequences:
        is_acknowledged &= alarm.is_acknowledged
        is_active |= alarm.is_active
        worst = max(worst, alarm.gravest)
    return is_acknowledged, not is_active, -worst, first.raised_ns, first.id


def _is_shown(alarm: Alarm, first: Alarm, unfolded: Collection[str]) -> bool:
    is_graver = alarm.gravest > first.gravest and not alarm.is_acknowledged
    return is_graver or alarm.gravest is Severity.EMERGENCY or first.id in unfolded
