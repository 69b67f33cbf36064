"""What one value is worth: is it valid, how bad is it, which limit is it beyond. Pure."""

from dataclasses import dataclass
from enum import Enum

from telemetry.dictionary import Limit, Parameter, Severity


class Validity(Enum):
    """How far a reading can be believed."""

    VALID = "valid"
    STALE = "stale"
    INVALID = "invalid"
    NOT_RECEIVED = "not received"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitEvent:
    """The alarm class of one parameter changed.

    Parameters
    ----------
    parameter : str
        Its id.
    severity : Severity or None
        The class from now on; None when it returned to normal.
    value : float
        The sample that made the change, in the parameter's unit.
    limit : Limit or None
        The threshold of that class; None for states and for a return.
    sample_ns : int
        Time of the sample, UTC nanoseconds.
    is_late : bool
        Whether the sample came after later ones had been judged.
    returned_ns : int or None
        When it was over again, for what had come and gone before its samples arrived.
    expected_in : str
        The context by which such a one was expected all the while, empty if by none.
    """

    parameter: str
    severity: Severity | None
    value: float
    limit: Limit | None
    sample_ns: int
    is_late: bool = False
    returned_ns: int | None = None
    expected_in: str = ""

    @property
    def last_ns(self) -> int:
        """Time of the last sample it tells of."""
        return self.sample_ns if self.returned_ns is None else self.returned_ns


def validity(parameter: Parameter, value: float) -> Validity:
    """Return VALID or INVALID: NaN, outside the sensor's range, and unknown states are INVALID."""
    if parameter.states:
        return Validity.VALID if value in parameter.states else Validity.INVALID
    is_in_range = parameter.range_low <= value <= parameter.range_high  # False for NaN
    return Validity.VALID if is_in_range else Validity.INVALID


def severity(parameter: Parameter, value: float) -> Severity | None:
    """Return the alarm class of a value; None if it is normal, and if it is INVALID."""
    if validity(parameter, value) is Validity.INVALID:
        return None
    if parameter.states:
        return parameter.state_severities.get(int(value))
    limit = violated_limit(parameter, value)
    return None if limit is None else limit.severity


def violated_limit(parameter: Parameter, value: float) -> Limit | None:
    """Return the gravest limit `value` is beyond, None if none; at a threshold is inside."""
    if validity(parameter, value) is Validity.INVALID:
        return None
    violated = [limit for limit in parameter.limits if is_beyond(limit, value)]
    return max(violated, key=lambda limit: limit.severity, default=None)


def is_beyond(limit: Limit, value: float, deadband: float = 0.0) -> bool:
    """Return whether `value` is outside the limit, or not further inside than the deadband."""
    if limit.is_high:
        return value > limit.threshold - deadband
    return value < limit.threshold + deadband
