"""When viewing is GO, HOLD or NO-GO, and which windows an alarm holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.domain.alarms import Alarm
from console.domain.facts import WindowHeld
from console.domain.schedule import ViewingWindow, WindowStatus
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

HOLDING_SEVERITY = Severity.WARNING


class Decision(StrEnum):
    """Whether guests may go to the windows."""

    GO = "GO"
    HOLD = "HOLD"
    NO_GO = "NO-GO"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingStatus:
    """The decision and the reasons that made it, worst first, in plain words."""

    decision: Decision
    reasons: tuple[str, ...]


def is_holding(alarm: Alarm, database: MissionDatabase, pane: str | None = None) -> bool:
    """Return whether `alarm` stops viewing at `pane`, or at any pane if None."""
    if not alarm.is_active or alarm.severity < HOLDING_SEVERITY:
        return False
    scope = database.parameters[alarm.id].alarm.holds_viewing
    return scope == "all" or (scope != "none" and pane in (None, scope))


def holding_alarms(
    alarms: Mapping[str, Alarm], database: MissionDatabase, pane: str | None = None
) -> list[Alarm]:
    """Return the alarms that stop viewing at `pane` (or anywhere), the worst and earliest first."""
    holding = [alarm for alarm in alarms.values() if is_holding(alarm, database, pane)]
    return sorted(holding, key=lambda alarm: (-alarm.severity, alarm.raised_ns))


def windows_to_hold(
    windows: Mapping[str, ViewingWindow],
    alarms: Mapping[str, Alarm],
    mission: Mission,
    now_ns: int,
) -> Iterator[WindowHeld]:
    """Yield a hold for every planned window an active alarm reaches within the hold horizon.

    Called after every fact and every tick, so a window that comes within the horizon while the
    alarm still stands is held then.
    """
    horizon_ns = now_ns + round(mission.hold_horizon_s * NS_PER_S)
    for window in windows.values():
        due = window.end_ns > now_ns and window.start_ns < horizon_ns
        if window.status is WindowStatus.PLANNED and due:
            holding = holding_alarms(alarms, mission.database, window.pane)
            if holding:
                reason = mission.database.parameters[holding[0].id].description
                yield WindowHeld(window=window.id, alarm=holding[0].id, reason=reason)


def viewing_status(
    windows: Mapping[str, ViewingWindow],
    alarms: Mapping[str, Alarm],
    mission: Mission,
    now_ns: int,
) -> ViewingStatus:
    """Return whether viewing is GO, HOLD or NO-GO at this moment, and why."""
    database = mission.database
    holding = holding_alarms(alarms, database)
    held = [
        window
        for window in windows.values()
        if window.status is WindowStatus.HELD and window.end_ns > now_ns
    ]
    reasons = [
        f"{database.parameters[alarm.id].description} is in {alarm.severity.name.lower()}"
        for alarm in holding
    ]
    if held:
        count = "1 viewing window waits" if len(held) == 1 else f"{len(held)} viewing windows wait"
        reasons.append(f"{count} for flight's release")
    if holding and holding[0].severity is Severity.EMERGENCY:
        decision = Decision.NO_GO
    else:
        decision = Decision.HOLD if reasons else Decision.GO
    return ViewingStatus(decision=decision, reasons=tuple(reasons))
