"""Orbital elements: read from TLE or OMM files, propagated by SGP4.

Positions come out in TEME, the frame SGP4 is defined in; `telemetry.geodesy` turns them to the
Earth. Taking TEME for J2000 would be 42 km wrong.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sgp4.api import SGP4_ERRORS, WGS72, Satrec

from telemetry.element_record import ElementRecord, ElementsError, Refuse
from telemetry.omm import read_csv, read_json, read_xml
from telemetry.timebase import NS_PER_S, utc_text
from telemetry.tle import read_tle

__all__ = [
    "ElementSet",
    "ElementsError",
    "NoElementsError",
    "Orbit",
    "OrbitSegment",
    "PropagationError",
    "expected_error_km",
    "first_failure",
    "propagate_teme",
    "read_elements",
]

NS_PER_DAY: Final = 86_400 * NS_PER_S
UNIX_EPOCH_JD: Final = 2_440_587.5
_SGP4_EPOCH: Final = datetime(1949, 12, 31, tzinfo=UTC)
# Growth of the along-track difference between two real ISS sets 0.86 days apart; no burns.
_ERROR_AGE_H: Final = (0.0, 24.0, 48.0, 72.0)
_ERROR_KM: Final = (0.67, 2.2, 4.5, 7.9)


class PropagationError(ValueError):
    """SGP4 cannot go on: the elements do not describe an orbit at that instant.

    Parameters
    ----------
    name : str
        The element set's name.
    reason : str
        SGP4's reason in words.
    instant_ns : int
        The first instant that failed.
    """

    def __init__(self, name: str, reason: str, instant_ns: int) -> None:
        self.reason = reason
        self.instant_ns = instant_ns
        super().__init__(f"the elements of {name} end at {utc_text(instant_ns)}: {reason}")


class NoElementsError(PropagationError):
    """A mission without elements was asked where its vehicle will be."""

    def __init__(self, instant_ns: int) -> None:
        self.reason = "the mission has no orbital elements"
        self.instant_ns = instant_ns
        ValueError.__init__(self, self.reason)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElementSet:
    """One vehicle's mean elements at one epoch.

    Parameters
    ----------
    epoch_ns : int
        UTC nanoseconds since 1970.
    mean_motion_rev_day, inclination_deg, eccentricity : float
        As written in the file (Kozai mean motion).
    satrec : sgp4.api.Satrec
        The initialised propagator (WGS 72 constants, as SGP4 elements are fitted with).
    """

    name: str
    norad_id: int
    epoch_ns: int
    mean_motion_rev_day: float
    inclination_deg: float
    eccentricity: float
    revolution_at_epoch: int
    satrec: Any

    @property
    def period_s(self) -> float:
        """Time of one revolution."""
        return 86_400.0 / self.mean_motion_rev_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OrbitSegment:
    """Elements in force from an instant on, until the next segment begins."""

    valid_from_ns: int
    elements: ElementSet


@dataclass(frozen=True, slots=True)
class Orbit:
    """A flight's element sets in order of validity; a burn starts a new segment.

    The first segment also serves every instant before its own validity. Without any segment
    nothing is known, and whoever asks is told so by a `NoElementsError`.

    Raises
    ------
    ValueError
        If the validity times do not rise.
    """

    segments: tuple[OrbitSegment, ...]

    def __post_init__(self) -> None:
        if any(b.valid_from_ns <= a.valid_from_ns for a, b in pairwise(self.segments)):
            raise ValueError("element sets must be in order of their validity times")

    @classmethod
    def of(cls, elements: ElementSet) -> "Orbit":
        """Return the orbit that follows one element set throughout."""
        return cls((OrbitSegment(valid_from_ns=elements.epoch_ns, elements=elements),))

    def elements_at(self, instant_ns: int) -> ElementSet:
        """Return the element set in force at `instant_ns`.

        Raises
        ------
        NoElementsError
            If there is none at all.
        """
        if not self.segments:
            raise NoElementsError(instant_ns)
        chosen = self.segments[0]
        for segment in self.segments[1:]:
            if segment.valid_from_ns <= instant_ns:
                chosen = segment
        return chosen.elements

    def boundaries_ns(self) -> tuple[int, ...]:
        """Return the instants at which new elements come into force."""
        return tuple(segment.valid_from_ns for segment in self.segments[1:])


def read_elements(data: bytes, name: str) -> tuple[ElementSet, ...]:
    """Return every element set in a TLE or OMM (JSON, CSV, XML) file.

    Parameters
    ----------
    data : bytes
        The file's content; its format is recognised from it.
    name : str
        The file's name, for error messages.

    Raises
    ------
    ElementsError
        Naming the file and line of every problem.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ElementsError([f"{name}:{line}: not a text file"]) from error
    problems: list[str] = []
    sets: list[ElementSet] = []

    def refuse(line: int, problem: str) -> None:
        problems.append(f"{name}:{line}: {problem}")

    for record in _reader(text)(text, refuse):
        try:
            sets.append(_initialised(record))
        except ValueError as error:
            refuse(record.line, str(error))
    if not sets and not problems:
        refuse(1, "no element set found (TLE, or OMM as JSON, CSV or XML, was expected)")
    if problems:
        raise ElementsError(problems)
    return tuple(sets)


def _reader(text: str) -> Callable[[str, Refuse], Iterator[ElementRecord]]:
    start = text.lstrip()
    if start[:1] in {"[", "{"}:
        return read_json
    if start[:1] == "<":
        return read_xml
    if "," in start.partition("\n")[0]:
        return read_csv
    return read_tle


def _initialised(record: ElementRecord) -> ElementSet:
    epoch_days = (record.epoch - _SGP4_EPOCH).total_seconds() / 86_400.0
    revolutions_to_radians = math.tau / 1440.0  # rev/day → rad/min
    satrec = Satrec()
    satrec.sgp4init(
        WGS72,
        "i",
        record.norad_id,
        epoch_days,
        record.bstar,
        record.mean_motion_dot * revolutions_to_radians / 1440.0,
        record.mean_motion_ddot * revolutions_to_radians / 1440.0**2,
        record.eccentricity,
        math.radians(record.argument_of_perigee_deg),
        math.radians(record.inclination_deg),
        math.radians(record.mean_anomaly_deg),
        record.mean_motion_rev_day * revolutions_to_radians,
        math.radians(record.node_deg),
    )
    error, _, _ = satrec.sgp4_tsince(0.0)
    if error:
        raise ValueError(f"these elements describe no orbit: {SGP4_ERRORS[error]}")
    return ElementSet(
        name=record.name,
        norad_id=record.norad_id,
        epoch_ns=round((record.epoch - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
        * 1000,
        mean_motion_rev_day=record.mean_motion_rev_day,
        inclination_deg=record.inclination_deg,
        eccentricity=record.eccentricity,
        revolution_at_epoch=record.revolution,
        satrec=satrec,
    )


def propagate_teme(
    orbit: Orbit | ElementSet, times_ns: NDArray[np.int64] | Iterable[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the vehicle is, by SGP4.

    Parameters
    ----------
    orbit : Orbit or ElementSet
        A set, or sets with their times of validity.
    times_ns : array of int64, shape (n,)
        UTC nanoseconds since 1970, in any order.

    Returns
    -------
    position_teme_km, velocity_teme_km_s : ndarray of float64, shape (n, 3)

    Raises
    ------
    PropagationError
        If SGP4 reports an error at any instant, or there are no elements; never NaN instead.
    """
    if isinstance(orbit, ElementSet):
        orbit = Orbit.of(orbit)
    instants_ns = np.asarray(times_ns, dtype=np.int64)
    if not orbit.segments:
        raise NoElementsError(int(instants_ns.min(initial=np.iinfo(np.int64).max)))
    position = np.empty((instants_ns.size, 3))
    velocity = np.empty((instants_ns.size, 3))
    which = np.searchsorted(np.array(orbit.boundaries_ns(), dtype=np.int64), instants_ns, "right")
    for index, segment in enumerate(orbit.segments):
        chosen = which == index
        if chosen.any():
            position[chosen], velocity[chosen] = _propagated(segment.elements, instants_ns[chosen])
    return position, velocity


def _propagated(
    elements: ElementSet, times_ns: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    days, rest_ns = np.divmod(times_ns, NS_PER_DAY)
    # Whole and fraction apart: one float Julian date has steps of 40 microseconds, 0.3 m.
    errors, position, velocity = elements.satrec.sgp4_array(
        UNIX_EPOCH_JD + days, rest_ns / NS_PER_DAY
    )
    if errors.any():
        first = int(np.flatnonzero(errors)[np.argmin(times_ns[errors != 0])])
        raise PropagationError(elements.name, SGP4_ERRORS[int(errors[first])], int(times_ns[first]))
    return position, velocity


def first_failure(orbit: Orbit, from_ns: int, to_ns: int) -> PropagationError | None:
    """Return where and why SGP4 ends within a stretch, looked at every minute; None if it does not.

    Elements of a falling vehicle may describe an orbit at first and none a day later.
    """
    try:
        propagate_teme(orbit, np.arange(from_ns, to_ns, 60 * NS_PER_S, dtype=np.int64))
    except PropagationError as end:
        return end
    return None


def expected_error_km(age_s: float) -> float:
    """Return the along-track error to expect from elements `age_s` old, without burns.

    Grown from the difference of two real ISS sets; beyond three days it is carried on by the
    square of the age, as drag errors grow.
    """
    age_h = abs(age_s) / 3600.0
    if age_h <= _ERROR_AGE_H[-1]:
        return float(np.interp(age_h, _ERROR_AGE_H, _ERROR_KM))
    return _ERROR_KM[-1] * (age_h / _ERROR_AGE_H[-1]) ** 2
