"""Facts about alarms: their coming and going, hiding, late findings, contexts, floods."""

import msgspec

from telemetry.dictionary import Severity


class AlarmRaised(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A parameter left its limits for longer than its on-delay.

    Parameters
    ----------
    alarm : str
        Id of the parameter in alarm.
    occurrence : int
        Counts this alarm's occurrences in the mission, from 1.
    value, limit : float
        In the parameter's unit; `limit` is None for a state.
    sample_ns : int
        When the sample was generated, UTC nanoseconds.
    latches : bool
        Whether it stays after its return until acknowledged and reset.
    is_late : bool
        Whether the sample came after later ones had been judged.
    """

    alarm: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    sample_ns: int
    latches: bool = False
    is_late: bool = False


class AlarmChanged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm went into a higher or lower class; fields as in `AlarmRaised`.

    With a time before it was raised: late samples showed that it had begun by then.
    """

    alarm: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    sample_ns: int
    latches: bool = False


class AlarmReturned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The parameter came back inside its limits for longer than its off-delay."""

    alarm: str
    occurrence: int
    value: float
    sample_ns: int


class AlarmAcknowledged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person said they have seen this occurrence."""

    alarm: str
    occurrence: int


class AlarmFoundLate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Back-filled samples showed an alarm that had come and gone before they arrived.

    Parameters
    ----------
    severity : Severity
        The gravest class it had.
    value, limit : float
        When it reached that class, in the parameter's unit; `limit` is None for a state.
    sample_ns, returned_ns : int
        Generation times of the samples that raised it and brought it back, UTC nanoseconds.
    expected_in : str
        The context in which it was expected by design all the while: nobody need see it.
    """

    alarm: str
    occurrence: int
    severity: Severity
    value: float
    limit: float | None
    sample_ns: int
    returned_ns: int
    latches: bool = False
    expected_in: str = ""


class AlarmReset(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person let go of an acknowledged alarm that had latched."""

    alarm: str
    occurrence: int


class AlarmShelved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person put an alarm out of sight for a while; who, the log entry says.

    Parameters
    ----------
    since_ns, until_ns : int
        Mission time, UTC nanoseconds.
    """

    alarm: str
    reason: str
    since_ns: int
    until_ns: int


class AlarmUnshelved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person took an alarm back off the shelf."""

    alarm: str


class ShelfExpired(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm came back off the shelf by itself, and why."""

    alarm: str
    reason: str


class AlarmSuppressed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm is expected as long as a context lasts, and is hidden by design.

    Parameters
    ----------
    context : str
        The context that expects it.
    """

    alarm: str
    context: str
    reason: str
    since_ns: int


class AlarmUnsuppressed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm is no longer expected, or went beyond what was expected."""

    alarm: str
    reason: str


class AlarmOutSigned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A person wants an alarm out of service that can be an emergency; a second must sign, too.

    Parameters
    ----------
    for_s : int
        How long it is to be out.
    expires_ns : int
        Mission time from which this signature counts no more, UTC nanoseconds.
    """

    alarm: str
    reason: str
    for_s: int
    expires_ns: int


class AlarmOutLapsed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Nobody countersigned in time: the alarm stays in service."""

    alarm: str


class AlarmTakenOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm was taken out of service: its sensor or its logic is not to be believed.

    Parameters
    ----------
    first_signer : str
        Who signed before the person the log entry names, empty where one was enough.
    """

    alarm: str
    reason: str
    since_ns: int
    until_ns: int
    first_signer: str = ""


class AlarmPutBack(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An alarm is in service again, by a person or because its time was over."""

    alarm: str
    reason: str


class ContextChanged(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A context that decides which limits count began or ended.

    Parameters
    ----------
    sample_ns : int
        From when on, UTC nanoseconds.
    reason : str
        What showed it, or what a person said.
    until_ns : int or None
        When what a person began ends by itself, mission time; None where telemetry decides.
    """

    context: str
    is_on: bool
    sample_ns: int
    reason: str
    until_ns: int | None = None


class FloodBegan(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """More alarms were announced than one person can take in; `first_out` began it.

    Parameters
    ----------
    since_ns : int
        When the first of them was announced, mission time, UTC nanoseconds.
    """

    first_out: str
    since_ns: int


class FloodTraced(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """An earlier cause of the flood came to be known; it began when it did."""

    first_out: str


class FloodEnded(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Alarms come slowly enough again; how many were announced meanwhile."""

    announced: int


HideFact = (
    AlarmShelved
    | AlarmUnshelved
    | ShelfExpired
    | AlarmSuppressed
    | AlarmUnsuppressed
    | AlarmTakenOut
    | AlarmPutBack
)
# What happens to one occurrence, and what is hidden and shown again.
LifeFact = AlarmRaised | AlarmReturned | AlarmAcknowledged | AlarmReset | HideFact
FloodFact = FloodBegan | FloodTraced | FloodEnded
OutSignatureFact = AlarmOutSigned | AlarmOutLapsed
AlarmFact = LifeFact | AlarmChanged | AlarmFoundLate | ContextChanged | FloodFact | OutSignatureFact
