"""A hold in plain words: what happened, what to tell the guests, what waits, who decides. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.domain.alarms import Alarm
from console.domain.flight_rules import Decision, ViewingStatus, holding_alarms
from console.domain.schedule import ViewingWindow, WindowStatus
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


# By subsystem of the parameter in alarm. True in every case, and promising nothing.
_TELL: Final[Mapping[str, str]] = {
    "ARS": "The air at the window is being refreshed. Your viewing waits until it is; "
    "stay with your host, there is nothing you need to do.",
    "CAB": "The crew is looking after the cabin air. Your viewing waits until they are content; "
    "stay with your host, there is nothing you need to do.",
    "PCS": "The crew is checking the cabin's pressure. Please stay with your host and "
    "follow what the crew asks.",
    "FDS": "The crew is checking an alarm. Please leave the windows, stay with your host and "
    "follow what the crew asks.",
}
_TELL_ANY: Final = (
    "The crew is checking the vehicle before the next viewing. Stay with your host, "
    "there is nothing you need to do."
)
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
    held = _held(windows, now_ns)
    if is_blind:
        return HoldWords(
            headline="VIEWING ON HOLD",
            happened=f"{'. '.join(status.reasons)}. What this console shows may be old.",
            tell=_TELL_BLIND,
            held=tuple(_line(window, mission) for window in held),
            release="Send nobody to a window until this console knows more, or ask flight.",
        )
    holding = holding_alarms(alarms, mission.database)
    is_emergency = status.decision is Decision.NO_GO
    return HoldWords(
        headline="NO VIEWING NOW" if is_emergency else "VIEWING ON HOLD",
        happened=_happened(holding, held, mission),
        tell=_TELL_EMERGENCY if is_emergency else _tell(holding, mission),
        held=tuple(_line(window, mission) for window in held),
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


def _happened(holding: Sequence[Alarm], held: Sequence[ViewingWindow], mission: Mission) -> str:
    parameters = mission.database.parameters
    if holding:
        return " ".join(
            f"{parameters[alarm.id].description}: {parameters[alarm.id].text(alarm.value)}, "
            f"{alarm.severity.name.lower()} since {utc_text(alarm.raised_ns)[11:19]}."
            for alarm in holding[:2]
        ) + (f" And {len(holding) - 2} more." if len(holding) > 2 else "")
    reasons = sorted({window.reason for window in held if window.reason})
    return f"It is over: {'; '.join(reasons)}." if reasons else "The cause is over."


def _tell(holding: Sequence[Alarm], mission: Mission) -> str:
    if not holding:
        return _TELL_CLEARED
    return _TELL.get(mission.database.parameters[holding[0].id].subsystem, _TELL_ANY)


def _line(window: ViewingWindow, mission: Mission) -> str:
    alias = {person.id: person.alias for person in mission.people}
    guests = ", ".join(alias[guest] for guest in window.guests)
    return f"{window.id} {utc_text(window.start_ns)[11:16]} {window.title} · {guests}"
