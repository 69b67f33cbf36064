"""When a packet was made, by the time code in its secondary header.

Source: CCSDS 301.0-B-4, Time Code Formats: unsegmented (CUC) and day segmented (CDS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from telemetry.timebase import NS_PER_S, parse_utc

_NS_PER_DAY: Final = 86_400 * NS_PER_S
_EXAMPLE: Final = "cds:1958-01-01:DAYS,MS,US or cuc:1970-01-01:SECONDS,FRACTION/32"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeField:
    """A parameter of the header and how many nanoseconds one count of it is."""

    parameter: str
    count_ns: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCode:
    """Reads the time of generation from raw counts.

    The counts are taken as UTC without leap seconds, as day segmented codes are; an
    unsegmented code that counts them must be corrected by its epoch.

    Parameters
    ----------
    epoch_ns : int
        Instant of count zero, UTC nanoseconds since 1970.
    fields : tuple of TimeField
        Added up.
    """

    epoch_ns: int
    fields: tuple[TimeField, ...]

    def instant_ns(self, counts: Mapping[str, float]) -> int:
        """Return the instant of raw counts.

        Raises
        ------
        KeyError
            If a parameter of the code is missing.
        """
        total = self.epoch_ns
        for field in self.fields:
            # Whole counts of whole nanoseconds stay exact, which floats would not be.
            count = int(counts[field.parameter])
            whole = int(field.count_ns)
            total += count * whole if whole == field.count_ns else round(count * field.count_ns)
        return total

    def counts(self, instant_ns: int) -> dict[str, int]:
        """Return the raw counts of an instant, the last rounded to the nearest."""
        counts: dict[str, int] = {}
        rest_ns: float = instant_ns - self.epoch_ns
        for field in self.fields[:-1]:
            counts[field.parameter] = int(rest_ns // field.count_ns)
            rest_ns -= counts[field.parameter] * int(field.count_ns)
        counts[self.fields[-1].parameter] = round(rest_ns / self.fields[-1].count_ns)
        return counts


def parse_time_code(text: str) -> TimeCode:
    """Return the time code in words such as ``cds:1958-01-01:DOY,MSEC,USEC``.

    ``cds:EPOCH:DAYS,MILLISECONDS[,MICROSECONDS]`` names the three parameters;
    ``cuc:EPOCH:SECONDS[,FRACTION/BITS]`` the seconds and, with its bits, the fraction.

    Raises
    ------
    ValueError
        If it is neither.
    """
    kind, _, rest = text.partition(":")
    epoch, _, names = rest.rpartition(":")
    parameters = names.split(",") if names else []
    try:
        epoch_ns = parse_utc(epoch)
        if kind == "cds" and 2 <= len(parameters) <= 3:
            return _day_segmented(epoch_ns, parameters)
        if kind == "cuc" and 1 <= len(parameters) <= 2:
            return _unsegmented(epoch_ns, parameters)
    except ValueError as error:
        raise ValueError(f"'{text}' is no time code such as {_EXAMPLE}: {error}") from None
    raise ValueError(f"'{text}' is no time code such as {_EXAMPLE}")


def _day_segmented(epoch_ns: int, parameters: list[str]) -> TimeCode:
    counts_ns = (_NS_PER_DAY, 1_000_000, 1000)
    return TimeCode(
        epoch_ns=epoch_ns,
        fields=tuple(
            TimeField(parameter=name, count_ns=count_ns)
            for name, count_ns in zip(parameters, counts_ns, strict=False)
        ),
    )


def _unsegmented(epoch_ns: int, parameters: list[str]) -> TimeCode:
    fields = [TimeField(parameter=parameters[0], count_ns=NS_PER_S)]
    if len(parameters) == 2:
        name, _, bits = parameters[1].partition("/")
        fields.append(TimeField(parameter=name, count_ns=NS_PER_S / (1 << int(bits))))
    return TimeCode(epoch_ns=epoch_ns, fields=tuple(fields))


def usual_time_code(parameters: frozenset[str]) -> TimeCode | None:
    """Return the time code that the names of a file's parameters suggest, or None.

    Those of this project's vehicle, and of the files published for NASA's and NOAA's JPSS and
    its kin, whose days count from 1958.
    """
    for text in (
        "cuc:1970-01-01:TIME_SECONDS,TIME_FRACTION/32",
        "cds:1958-01-01:DOY,MSEC,USEC",
        "cds:1958-01-01:DAY,MSEC,USEC",
    ):
        code = parse_time_code(text)
        if all(field.parameter in parameters for field in code.fields):
            return code
    return None
