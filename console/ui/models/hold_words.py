"""A hold in plain words: what happened, what to tell the guests, what waits, who decides. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.domain.alarms import Alarm
from console.domain.flight_rules import Decision, ViewingStatus, holding_alarms
from console.domain.schedule import ViewingWindow, WindowStatus
from console.ui.models.names import Names
from console.ui.models.plain_words import plain_words
from telemetry.dictionary import Parameter
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


_TELL_EMERGENCY: Final = (
    "Please leave the windows now and do what the crew asks. Everything else waits."
)
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
    """Return the words of a hold, None while viewing is GO.

    Parameters
    ----------
    is_blind : bool
        Whether the console is out of step or hears no telemetry, and so cannot know.
    """
    if status.decision is Decision.GO:
        return None
    held, names = _held(windows, now_ns), Names(mission)
    if is_blind:
        return HoldWords(
            headline="VIEWING ON HOLD",
            happened=f"{'. '.join(status.reasons)}. What this console shows may be old.",
            tell=_TELL_BLIND,
            held=tuple(_line(window, names) for window in held),
            release="Send nobody to a window until this console knows more, or ask flight.",
        )
    holding = holding_alarms(alarms, mission.database)
    is_emergency = status.decision is Decision.NO_GO
    return HoldWords(
        headline="NO VIEWING NOW" if is_emergency else "VIEWING ON HOLD",
        happened=_happened(holding, held, mission, status),
        tell=_TELL_EMERGENCY if is_emergency else _tell(holding, mission, status),
        held=tuple(_line(window, names) for window in held),
        release="Only the flight controller can release a held window."
        if held
        else "No planned window is held yet; windows inside the next "
        f"{mission.hold_horizon_s / 3600:g} h will be.",
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
    parameters = mission.database.parameters
    plain = plain_words(parameters[holding[0].id]).happened
    more = f", and {len(holding) - 1} more" if len(holding) > 1 else ""
    return f"{plain} {_measured(holding[0], parameters[holding[0].id])}{more}."


def _measured(alarm: Alarm, parameter: Parameter) -> str:
    return (
        f"{parameter.name} {parameter.text(alarm.value)}, "
        f"{alarm.severity.name.lower()} since {utc_text(alarm.raised_ns)[11:16]}"
    )


def _tell(holding: Sequence[Alarm], mission: Mission, status: ViewingStatus) -> str:
    if not holding:
        return _TELL_BLIND if status.rule else _TELL_CLEARED
    return plain_words(mission.database.parameters[holding[0].id]).tell


def _line(window: ViewingWindow, names: Names) -> str:
    start = utc_text(window.start_ns)[11:16]
    return f"{window.id} {start} {window.title} · {names.people(window.guests)}"
