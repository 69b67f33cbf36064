"""What people are expected to breathe and give off, zone by zone, by the mission's timeline.

Rates: HIDH 2014 = BVAD NASA/TP-2015-218570 table 3.22 for an 82 kg person, the level of which is
known to ±25 %; the fit finds the scale. Exercise in a small cabin is with elastic bands, a fifth
of the way from rest to the table's 75 % of VO2max (assumption).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from console.domain.forecast.vehicle import DOME, SEATING_BAY, ZONE_COUNT
from simulator.cabin import Array
from simulator.gases import MOLAR_MASS_KG, Gas
from telemetry.mission import Mission
from telemetry.mission_model import ZONES, Activity

# Columns of a rate: O2 taken, CO2, vapour in mol/s, sensible heat in W.
O2, CO2, VAPOUR, HEAT = range(4)
_AWAKE: Final = np.array([0.568, 0.720, 1.177, 91.0])
_ASLEEP: Final = np.array([0.360, 0.455, 0.630, 62.0])
_HARD: Final = np.array([3.940, 4.985, 4.616, 143.0])
_EXERCISE: Final = _AWAKE + 0.2 * (_HARD - _AWAKE)
_G_PER_MIN: Final = np.array([*(1e-3 / 60.0 / MOLAR_MASS_KG[[Gas.O2, Gas.CO2, Gas.H2O]]), 1.0])
# Gas exchange settles in 1 to 2 min, sweat and heat in 5 to 10 min (assumption).
_LAG_S: Final = np.array([90.0, 90.0, 450.0, 450.0])
_SETTLING_S: Final = 1800.0
AWAKE: Final[Array] = _AWAKE * _G_PER_MIN
_SETTLED: Final = {"sleep": _ASLEEP * _G_PER_MIN, "exercise": _EXERCISE * _G_PER_MIN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Some people at a window, from `start_ns` (included) to `end_ns` (excluded)."""

    people: tuple[str, ...]
    zone: str
    start_ns: int
    end_ns: int


def expected_rates(
    mission: Mission, times_ns: NDArray[np.int64], *, without: Sequence[str] = ()
) -> Array:
    """Return what people put into each zone at evenly spaced instants.

    Whoever the timeline is silent about goes on with what was last.

    Parameters
    ----------
    times_ns : ndarray, shape (n,)
        Ascending, at least two, evenly spaced.
    without : sequence of str
        Zones in which nobody is counted: who would be there is in the seating bay.

    Returns
    -------
    ndarray, shape (n, 4 zones, 4 rates)
        Columns `O2` (taken), `CO2`, `VAPOUR` in mol/s and `HEAT` in W.
    """
    zones, felt = _felt(mission, times_ns, without)
    present = (zones[:, :, None] == np.arange(ZONE_COUNT)).astype(float)
    return np.asarray(present.transpose(0, 2, 1) @ felt)


def moved_by_one(mission: Mission, times_ns: NDArray[np.int64]) -> Array:
    """Return what changes where one guest more is in the dome than the timeline says.

    Who it is nobody tells: all guests whom the timeline has elsewhere count alike, each with what
    they would do there. In the dome they are awake.

    Parameters
    ----------
    times_ns : ndarray, shape (n,)
        As in `expected_rates`; so is what is returned.
    """
    zones, _ = _lives(mission, times_ns, ())
    likely = np.array([can_be_astray(mission, row, 1.0) for row in zones])
    share = likely / likely.sum(axis=1, keepdims=True)
    _, awake = moved_each(mission, times_ns, DOME)
    return np.asarray((awake * share[:, :, None, None]).sum(axis=1))


def can_be_astray(mission: Mission, zones: NDArray[np.int64], crowd: float) -> NDArray[np.bool_]:
    """Return who may be in the dome beside the timeline, or away from it, shape (people,).

    Parameters
    ----------
    zones : ndarray, shape (people,)
        Where the timeline has everybody.
    crowd : float
        How many more are in the dome than it says; below nothing, how many fewer.
    """
    if crowd < 0.0:
        return np.asarray(zones == DOME)
    likely = (zones != DOME) & np.array([each.role == "guest" for each in mission.people])
    return np.asarray(likely if likely.any() else np.ones_like(likely))


def moved_each(mission: Mission, times_ns: NDArray[np.int64], zone: int) -> Array:
    """Return what changes where each person is in `zone` whatever the timeline says.

    Returns
    -------
    ndarray, shape (2, n, people, 4 zones, 4 rates)
        If they do there what the timeline has them do, and if they are awake there.
    """
    zones, felt = _felt(mission, times_ns, ())
    present = (zones[:, :, None] == np.arange(ZONE_COUNT)).astype(float)
    gone = -present[:, :, :, None] * felt[:, :, None, :]
    moved = np.stack((gone, gone))
    moved[0, :, :, zone] += felt
    moved[1, :, :, zone] += AWAKE
    return moved


def places_now(mission: Mission, now_ns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the timeline has everybody, and until when, shape (people,) each."""
    zones, _ = _lives(mission, np.array([now_ns]), ())
    activities = [mission.activity_at(each.id, now_ns) for each in mission.people]
    ends_ns = [0 if each is None else each.end_ns for each in activities]
    return zones[0], np.array(ends_ns)


def people_in_dome(mission: Mission, times_ns: NDArray[np.int64]) -> Array:
    """Return how many the timeline has in the dome, shape (n,)."""
    zones, _ = _lives(mission, times_ns, ())
    return np.asarray((zones == DOME).sum(axis=1), dtype=np.float64)


def with_visits(mission: Mission, visits: Iterable[Visit]) -> Mission:
    """Return `mission` with `visits` in its timeline: who is at a window is in its zone.

    Afterwards everybody goes on with what the timeline has for them then.
    """
    timeline = list(mission.timeline)
    for visit in visits:
        for person in visit.people:
            after = mission.activity_at(person, visit.end_ns)
            looks = Activity(
                person=person,
                start_ns=visit.start_ns,
                end_ns=visit.end_ns,
                kind="free",
                zone=visit.zone,
            )
            timeline = [
                *(each for each in timeline if each.person != person or not _within(each, visit)),
                looks,
            ]
            if after is not None and after.start_ns < visit.end_ns:
                timeline.append(replace(after, start_ns=visit.end_ns))
    return replace(mission, timeline=tuple(sorted(timeline, key=lambda each: each.start_ns)))


def _within(activity: Activity, visit: Visit) -> bool:
    """Whether an activity would begin in the midst of a visit and end it."""
    return visit.start_ns <= activity.start_ns < visit.end_ns


def _felt(
    mission: Mission, times_ns: NDArray[np.int64], without: Sequence[str]
) -> tuple[NDArray[np.int64], Array]:
    """Return each person's zone and rates as bodies lag, shapes (n, people), (n, people, 4)."""
    step_ns = int(times_ns[1] - times_ns[0])
    before = int(_SETTLING_S * 1e9) // step_ns
    instants = np.concatenate((times_ns[0] + step_ns * np.arange(-before, 0), times_ns))
    zones, rates = _lives(mission, instants, without)
    share = -np.expm1(-step_ns / 1e9 / _LAG_S)
    lagging = rates[0]
    felt = np.empty_like(rates)
    for place, target in enumerate(rates):
        lagging = lagging + (target - lagging) * share
        felt[place] = lagging
    return zones[before:], felt[before:]


def _lives(
    mission: Mission, instants: NDArray[np.int64], without: Sequence[str]
) -> tuple[NDArray[np.int64], Array]:
    """Return each person's zone and settled rates, shapes (n, people) and (n, people, 4)."""
    zones = np.full((len(instants), len(mission.people)), SEATING_BAY)
    rates = np.tile(AWAKE, (len(instants), len(mission.people), 1))
    number = {person.id: index for index, person in enumerate(mission.people)}
    begun: dict[str, Activity] = {}
    coming = []
    for activity in mission.timeline:  # in order of start: a later one replaces what was last
        if activity.start_ns <= instants[0]:
            begun[activity.person] = activity
        elif activity.start_ns <= instants[-1]:
            coming.append(activity)
    for activity in (*begun.values(), *coming):
        since = int(np.searchsorted(instants, activity.start_ns))
        person = number[activity.person]
        is_elsewhere = activity.zone in without
        zones[since:, person] = SEATING_BAY if is_elsewhere else ZONES.index(activity.zone)
        rates[since:, person] = _SETTLED.get(activity.kind, AWAKE)
    return zones, rates
