"""When an alarm is heard: one sound at a time, bursts folded, what nobody saw said again. Pure.

The four sounds differ in pitch and in rhythm. Neighbouring pitches are 50 % apart, where NUREG-0700
asks for 20 %, and lie with their first overtones between 200 and 5 000 Hz; four is as many as can
be told apart by ear alone, and the first half second must differ (MIL-STD-1472). How often an
unseen alarm is said again is our choice: often enough for an emergency, rarely enough for a
caution that it is not switched off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from console.domain.alarms import BY_SAMPLE_TIME, Alarm
from telemetry.dictionary import Severity

FOLD_S: Final = 2.0  # how long further alarms of no higher class wait for a sound of their own
MUTE_LONGEST_S: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How one class of alarms sounds.

    Parameters
    ----------
    pitch_hz : float
        Its fundamental.
    beats_s : tuple of float
        Lengths of sound and silence in turn, beginning with sound.
    again_s : float or None
        After how long it is heard again while nobody acknowledged the class of an active alarm.
    """

    pitch_hz: float
    beats_s: tuple[float, ...]
    again_s: float | None


CALLS: Final[Mapping[Severity, Call]] = {
    Severity.EMERGENCY: Call(pitch_hz=1485.0, beats_s=(0.09, 0.05) * 6 + (0.16,), again_s=4.0),
    Severity.WARNING: Call(pitch_hz=990.0, beats_s=(0.18, 0.10) * 3, again_s=30.0),
    Severity.CAUTION: Call(pitch_hz=660.0, beats_s=(0.30, 0.15, 0.30), again_s=300.0),
    Severity.ADVISORY: Call(pitch_hz=440.0, beats_s=(0.45,), again_s=None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is to be heard now, and the words that stand for it.

    Parameters
    ----------
    severity : Severity
        Which sound.
    first : Alarm
        The earliest of the alarms announced, by sample time.
    count : int
        How many alarms this one sound stands for.
    is_repeat : bool
        Whether they were announced before and nobody has said they saw them.
    """

    severity: Severity
    first: Alarm
    count: int
    is_repeat: bool


class Annunciator:
    """Decides what is heard from the standing alarms; times are monotonic seconds.

    A mute silences what is heard, never what is seen; it expires, and a new emergency ends it.
    """

    def __init__(self) -> None:
        self._announced: dict[tuple[str, int], Severity] = {}
        self._heard_s: dict[Severity, float] = {}
        self._last: Severity | None = None
        self._muted_until_s: float | None = None

    def mute(self, for_s: float, now_s: float) -> None:
        """Be silent for `for_s` seconds, at most ten minutes.

        Raises
        ------
        ValueError
            If the time is not positive or longer.
        """
        if not 0 < for_s <= MUTE_LONGEST_S:
            raise ValueError(f"a mute lasts up to {MUTE_LONGEST_S:.0f} s, not {for_s} s")
        self._muted_until_s = now_s + for_s

    def unmute(self) -> None:
        """Be heard again."""
        self._muted_until_s = None

    def muted_for_s(self, now_s: float) -> float:
        """Return how long the mute still lasts, 0 when there is none."""
        return 0.0 if self._muted_until_s is None else max(0.0, self._muted_until_s - now_s)

    def hear(self, alarms: Iterable[Alarm], now_s: float) -> Announcement | None:
        """Return what is to be heard now of the alarms that stand and are not hidden."""
        unseen = {
            (alarm.id, alarm.occurrence): alarm for alarm in alarms if not alarm.is_acknowledged
        }
        self._announced = {key: told for key, told in self._announced.items() if key in unseen}
        new = [a for key, a in unseen.items() if a.gravest > self._announced.get(key, 0)]
        if not new:
            return self._repeated(unseen.values(), now_s)
        severity = max(alarm.gravest for alarm in new)
        if self._is_folding(severity, now_s):
            return None
        self._announced.update({key: alarm.gravest for key, alarm in unseen.items()})
        if severity is Severity.EMERGENCY:
            self.unmute()
        return self._said(severity, new, now_s, is_repeat=False)

    def _is_folding(self, severity: Severity, now_s: float) -> bool:
        """Return whether the last sound still stands for alarms of this class too."""
        if self._last is None or severity > self._last:
            return False
        return now_s - self._heard_s[self._last] < FOLD_S

    def _repeated(self, unseen: Iterable[Alarm], now_s: float) -> Announcement | None:
        active = [alarm for alarm in unseen if alarm.is_active]
        severity = max((alarm.gravest for alarm in active), default=None)
        if severity is None:
            return None
        again_s = CALLS[severity].again_s
        heard_s = self._heard_s.get(severity)
        if again_s is None or (heard_s is not None and now_s - heard_s < again_s):
            return None
        return self._said(severity, active, now_s, is_repeat=True)

    def _said(
        self, severity: Severity, alarms: list[Alarm], now_s: float, *, is_repeat: bool
    ) -> Announcement | None:
        self._last = severity
        self._heard_s[severity] = now_s
        if self.muted_for_s(now_s):
            return None
        first = min((each for each in alarms if each.gravest is severity), key=BY_SAMPLE_TIME)
        return Announcement(severity=severity, first=first, count=len(alarms), is_repeat=is_repeat)
