"""Requests about alarms beyond acknowledging them. Each names what the person saw."""

from typing import Annotated

import msgspec

from telemetry.dictionary import Severity

Name = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=2000)]
Seconds = Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]


class ResetAlarm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Let go of an acknowledged alarm that latched."""

    alarm: Name
    occurrence: int


class ShelveAlarm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put an alarm out of sight for `for_s` seconds, with a reason.

    Parameters
    ----------
    occurrence : int
        The latest the person saw; 0 when the alarm never came.
    seen_severity : Severity or None
        The gravest class the person saw, None when the alarm did not stand.
    """

    alarm: Name
    occurrence: int
    reason: Words
    for_s: Seconds
    seen_severity: Severity | None = None


class UnshelveAlarm(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take an alarm back off the shelf."""

    alarm: Name


class TakeAlarmOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Take an alarm out of service for `for_s` seconds, with a reason."""

    alarm: Name
    reason: Words
    for_s: Seconds


class CountersignAlarmOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sign, as the second person, that an alarm goes out of service.

    Parameters
    ----------
    seen_signer : str
        Who had signed when the person looked, as the log names them.
    """

    alarm: Name
    seen_signer: Name


class PutAlarmBack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Put an alarm back into service."""

    alarm: Name


class SetContext(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Begin, prolong or end a context that only people know of, such as maintenance.

    Parameters
    ----------
    for_s : int
        How long it lasts from now on; of no concern when it ends.
    """

    context: Name
    is_on: bool
    reason: Words
    for_s: Seconds = 0


AlarmRequest = (
    ResetAlarm
    | ShelveAlarm
    | UnshelveAlarm
    | TakeAlarmOut
    | CountersignAlarmOut
    | PutAlarmBack
    | SetContext
)
