"""What stands, for the guest lead: what happened, what to tell the guests, what waits, who decides.

A hold above all; and an alarm that is heard at the guest lead's console though it holds nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.domain.alarm_words import guest_words
from console.domain.alarms import Alarm
from console.domain.flight_rules import HOLDING_SEVERITY, ViewingStatus, holding_alarms
from console.domain.rule_model import Decision, Signatures
from console.domain.rule_scene import Truth
from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.names import Names
from telemetry.mission import Mission
from telemetry.timebase import utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldWords:
    """What the guest lead needs to know of a hold.

    Parameters
    ----------
    headline : str
        One line, readable from the next desk.
    happened, tell : str
        What happened; what to say to the guests.
    held : tuple of str
        The windows that wait, soonest first.
    release : str
        Who must do what before they go ahead.
    """

    headline: str
    happened: str
    tell: str
    held: tuple[str, ...]
    release: str


_LEAVE: Final = "Please leave the windows now"
_TELL_BLIND: Final = "Please wait with your host for a moment."
_TELL_CLEARED: Final = "What stopped the viewing is over. We wait for the all-clear."


def hold_words(
    status: ViewingStatus,
    alarms: Mapping[str, Alarm],
    windows: Mapping[str, ViewingWindow],
    mission: Mission,
    *,
    is_blind: bool,
    now_ns: int,
) -> HoldWords | None:
    """Return the words of a hold, or of a warning that holds nothing; None where there is none.

    Parameters
    ----------
    is_blind : bool
        Whether the console is out of step or hears no telemetry, and so cannot know.
    """
    if status.decision is Decision.GO:
        return _beside_viewing(alarms, mission)
    held, names = _held(windows, now_ns), Names(mission)
    is_no_go = status.decision is Decision.NO_GO
    headline = "NO VIEWING NOW" if is_no_go else "VIEWING ON HOLD"
    lines = tuple(_line(window, names) for window in held)
    holding = holding_alarms(alarms, mission.database)
    if is_blind:
        return HoldWords(
            headline=headline,
            happened=f"{'. '.join(status.reasons)}. What this console shows may be old.",
            tell=_tell(holding, mission, status) if is_no_go else _TELL_BLIND,
            held=lines,
            release="Send nobody to a window until this console knows more, or ask flight.",
        )
    return HoldWords(
        headline=headline,
        happened=_happened(holding, held, mission, status),
        tell=_tell(holding, mission, status),
        held=lines,
        release=_release(held, status) if held else _ahead(status, mission),
    )


def _ahead(status: ViewingStatus, mission: Mission) -> str:
    """Return what becomes of windows that are planned for later, of which none is held."""
    found = (each for pane in status.panes.values() for each in pane.findings)
    if any(each.rule.holds_windows and each.finding.truth is Truth.TRUE for each in found):
        hours = f"{mission.hold_horizon_s / 3600:g} h"
        return f"No planned window is held yet; windows inside the next {hours} will be."
    return "No planned window is held: this is about the present moment."


def _release(held: Iterable[ViewingWindow], status: ViewingStatus) -> str:
    """Return who may release what is held, by the rules that hold it."""
    found = (each for pane in status.panes.values() for each in pane.findings)
    for_two = {each.rule.id for each in found if each.rule.release is Signatures.TWO_PERSON}
    asking = sorted({window.held_by for window in held} & for_two)
    if not asking:
        return "Only the flight controller can release a held window."
    return (
        f"The flight controller releases; rule {' and '.join(asking)} asks for a second person of "
        "another name as well, who may be you."
    )


def _held(windows: Mapping[str, ViewingWindow], now_ns: int) -> list[ViewingWindow]:
    waiting = (
        window
        for window in windows.values()
        if window.status is WindowStatus.HELD and window.end_ns > now_ns
    )
    return sorted(waiting, key=lambda window: window.start_ns)


def _happened(
    holding: Sequence[Alarm],
    held: Sequence[ViewingWindow],
    mission: Mission,
    status: ViewingStatus,
) -> str:
    if not holding and status.rule:
        return f"{'. '.join(status.reasons)}."
    if not holding:
        reasons = sorted({window.reason for window in held if window.reason})
        return f"It is over: {'; '.join(reasons)}." if reasons else "The cause is over."
    return _told(holding, mission)


def _told(alarms: Sequence[Alarm], mission: Mission) -> str:
    """Return what the first of `alarms` means and reads, and how many more there are."""
    worst = alarms[0]
    said = guest_words(worst.id, mission.database).happened
    more = f" And {len(alarms) - 1} more." if len(alarms) > 1 else ""
    packet, column = mission.database.place[worst.id]
    if packet.is_medical:  # whose it is stays with those who look after them
        return said + more
    parameter = packet.parameters[column]
    since = f"{worst.severity.name.lower()} since {utc_text(worst.raised_ns)[11:16]}"
    return f"{said} {parameter.name} {parameter.text(worst.value)}, {since}.{more}"


def _beside_viewing(alarms: Mapping[str, Alarm], mission: Mission) -> HoldWords | None:
    """Return the words of what is heard here and stops no viewing."""
    grave = [a for a in alarms.values() if a.is_active and a.severity >= HOLDING_SEVERITY]
    if not grave:
        return None
    grave.sort(key=lambda alarm: (-alarm.severity, alarm.raised_ns))
    return HoldWords(
        headline="VIEWING GOES ON",
        happened=_told(grave, mission),
        tell=guest_words(grave[0].id, mission.database).tell,
        held=(),
        release="Nothing waits for a decision: flight is looking after it.",
    )


def _tell(holding: Sequence[Alarm], mission: Mission, status: ViewingStatus) -> str:
    is_no_go = status.decision is Decision.NO_GO
    if holding:
        tell = guest_words(holding[0].id, mission.database).tell
        return f"{_LEAVE}. {tell}" if is_no_go else tell
    if is_no_go:
        return f"{_LEAVE} and do what the crew asks."
    return _TELL_BLIND if status.rule else _TELL_CLEARED


def _line(window: ViewingWindow, names: Names) -> str:
    start = utc_text(window.start_ns)[11:16]
    return f"{window.id} {start} {window.title} · {names.people(window.guests)}"
