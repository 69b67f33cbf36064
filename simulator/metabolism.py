"""What people take from the air and give to it: oxygen, CO2, water and heat.

The 2014 table is the output of the MetMan code for an average male astronaut, not measurements;
guests differ in size, age and fitness, so treat absolute levels as ±25 %. The 2014 and 2022
editions disagree by 71 % in sleeping water vapour and 13 % awake: the edition, and each row of the
table, is a scenario input.
"""

from dataclasses import dataclass, fields
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.places import held
from simulator.quantity import quantity


class Rate(IntEnum):
    """Columns of a metabolic rate row."""

    O2_G_PER_MIN = 0
    CO2_G_PER_MIN = 1
    VAPOUR_G_PER_MIN = 2
    SWEAT_G_PER_MIN = 3
    SENSIBLE_W = 4
    LATENT_W = 5


class Activity(Enum):
    """What a person is doing, as far as the air notices."""

    # Each member is there once; Enum's own hashes its name, in Python, at every look-up.
    __hash__ = object.__hash__

    SLEEP = "sleep"
    NOMINAL = "nominal"
    LIGHT_EXERCISE = "light_exercise"
    EXERCISE = "exercise"
    EXERCISE_LATE = "exercise_late"
    RECOVERY_1 = "recovery_1"
    RECOVERY_2 = "recovery_2"
    RECOVERY_3 = "recovery_3"
    RECOVERY_4 = "recovery_4"
    STRESS = "stress"


Row = NDArray[np.float64]
# First 15 minutes, then the next row; recovery has four quarter hours.
PHASE_S: Final = 900.0
NEXT_PHASE: Final = MappingProxyType(
    {
        Activity.EXERCISE: Activity.EXERCISE_LATE,
        Activity.RECOVERY_1: Activity.RECOVERY_2,
        Activity.RECOVERY_2: Activity.RECOVERY_3,
        Activity.RECOVERY_3: Activity.RECOVERY_4,
        Activity.RECOVERY_4: Activity.NOMINAL,
    }
)
# Ascent, entry and a frightened guest: Shuttle's 191 W over 139 W awake (assumption).
STRESS_FACTOR: Final = 1.4
# Elastic bands in a small cabin, not 75 % of VO2max (assumption).
LIGHT_EXERCISE_SHARE: Final = 0.2
# Gas exchange settles in 1 to 2 min, sweat and heat in 5 to 10 min (assumption).
GAS_LAG_S: Final = 90.0
SWEAT_LAG_S: Final = 450.0

# Source: HIDH 2014 = BVAD NASA/TP-2015-218570 table 3.22, 82 kg, RQ 0.92.
_EDITION_2014: Final = {
    Activity.SLEEP: (0.360, 0.455, 0.630, 0.0, 62, 26),
    Activity.NOMINAL: (0.568, 0.720, 1.177, 0.0, 91, 48),
    Activity.EXERCISE: (3.940, 4.985, 4.616, 0.156, 143, 192),
    Activity.EXERCISE_LATE: (3.940, 4.985, 12.842, 3.352, 173, 653),
    Activity.RECOVERY_1: (0.568, 0.720, 8.383, 1.516, 158, 399),
    Activity.RECOVERY_2: (0.568, 0.720, 4.029, 0.036, 136, 164),
    Activity.RECOVERY_3: (0.568, 0.720, 2.744, 0.0, 129, 111),
    Activity.RECOVERY_4: (0.568, 0.720, 2.040, 0.0, 126, 82),
}
# Source: BVAD rev 2 (2022) by way of ICES-2021-365 and GUNNS; sensible heat was published in
# kJ/h. Latent heat is the vapour's own (2.45 kJ/g); the edition has no recovery rows, so sweat's
# decay after exercise is left to the lag.
_EDITION_2022: Final = {
    Activity.SLEEP: (0.37, 0.44, 1.08, 0.0, 160 / 3.6, 1.08 * 2450 / 60),
    Activity.NOMINAL: (0.59, 0.69, 1.33, 0.0, 306 / 3.6, 1.33 * 2450 / 60),
    Activity.EXERCISE: (3.99, 5.22, 6.99, 1.34, 482 / 3.6, 6.99 * 2450 / 60),
    Activity.EXERCISE_LATE: (3.99, 5.22, 13.48, 11.82, 467 / 3.6, 13.48 * 2450 / 60),
}
EDITIONS: Final = ("2014", "2022")


# Nobody takes or gives more, in the columns of `Rate`.
HIGHEST: Final = (20.0, 25.0, 100.0, 100.0, 2000.0, 5000.0)


def _row(meaning: str) -> tuple[float, ...]:
    return quantity((), "g/min, W", meaning, low=0, high=max(HIGHEST), count=len(Rate))


@dataclass(frozen=True, kw_only=True)
class MetabolicRows:
    """Rows that replace the edition's: O2, CO2, vapour, sweat in g/min; sensible, latent in W.

    A field has the name of its activity. Empty leaves the edition's row, or what follows from it:
    stress and light exercise are worked out from being awake and from exercise.
    """

    sleep: tuple[float, ...] = _row(
        "asleep: O2, CO2, vapour, sweat, sensible, latent; or edition's"
    )
    nominal: tuple[float, ...] = _row("awake, likewise")
    light_exercise: tuple[float, ...] = _row("elastic bands; or a fifth of the way to exercise")
    exercise: tuple[float, ...] = _row("exercise, first 15 min; or the edition's")
    exercise_late: tuple[float, ...] = _row("exercise after 15 min, likewise")
    recovery_1: tuple[float, ...] = _row("recovery, first 15 min; or the edition's, or as awake")
    recovery_2: tuple[float, ...] = _row("recovery, 15 to 30 min, likewise")
    recovery_3: tuple[float, ...] = _row("recovery, 30 to 45 min, likewise")
    recovery_4: tuple[float, ...] = _row("recovery, 45 to 60 min, likewise")
    stress: tuple[float, ...] = _row("ascent, entry, fright; or 1.4 times awake")

    def given(self) -> dict[Activity, tuple[float, ...]]:
        """Return the rows that are not left to the edition."""
        rows = {Activity(item.name): getattr(self, item.name) for item in fields(self)}
        return {activity: row for activity, row in rows.items() if row}

    def problems(self, path: str) -> list[str]:
        """Return which numbers are more than any person's, one line each."""
        return [
            f"{path}.{activity.value}: {rate.name} = {number:g} is more than {highest:g}"
            for activity, row in self.given().items()
            for rate, number, highest in zip(Rate, row, HIGHEST, strict=True)
            if number > highest
        ]


def metabolic_table(edition: str, rows: MetabolicRows | None = None) -> dict[Activity, Row]:
    """Return the rates of every activity, ``"2014"`` or ``"2022"``, where `rows` say nothing else.

    Raises
    ------
    ValueError
        If there is no such edition.
    """
    given = {} if rows is None else rows.given()
    if edition not in EDITIONS:
        raise ValueError(
            f"there is no metabolic table '{edition}'; known are {', '.join(EDITIONS)}"
        )
    published = _EDITION_2014 if edition == "2014" else _EDITION_2022
    table = {activity: np.array(row) for activity, row in {**published, **given}.items()}
    awake = table[Activity.NOMINAL]
    for recovery in (f"recovery_{quarter}" for quarter in (1, 2, 3, 4)):
        table.setdefault(Activity(recovery), awake)
    table.setdefault(Activity.STRESS, awake * STRESS_FACTOR)
    harder = LIGHT_EXERCISE_SHARE * (table[Activity.EXERCISE] - awake)
    table.setdefault(Activity.LIGHT_EXERCISE, awake + harder)
    return table


@dataclass(kw_only=True)
class People:
    """Everyone on board: what each does, where, and what the body does at this moment.

    Parameters
    ----------
    activities : list of Activity
        One per person.
    phase_s : list of float
        Seconds since the activity began.
    zones : list of int
        Zone index of each person, 0 to 3.
    scales : ndarray, shape (people,)
        Size of the person against the table's 82 kg man; 1 is the table.
    rates : ndarray, shape (people, 6)
        Present rates in the columns of `Rate`, lagging behind the table.
    """

    activities: list[Activity]
    phase_s: list[float]
    zones: list[int] = held([], "index", 0, 3)
    scales: NDArray[np.float64]
    rates: NDArray[np.float64]


def settled_people(
    activities: list[Activity],
    zones: list[int],
    table: dict[Activity, Row],
    scales: NDArray[np.float64],
) -> People:
    """Return people who have been doing the same for long."""
    rates = np.array([table[activity] for activity in activities]).reshape(-1, len(Rate))
    return People(
        activities=list(activities),
        phase_s=[0.0] * len(activities),
        zones=list(zones),
        scales=scales,
        rates=rates * scales[:, None],
    )


def begin(people: People, person: int, activity: Activity) -> None:
    """Let `person` turn to `activity`; after exercise awake life begins with recovery."""
    present = people.activities[person]
    if present is activity:
        return
    if activity is Activity.NOMINAL:
        if present in {Activity.EXERCISE, Activity.EXERCISE_LATE}:
            activity = Activity.RECOVERY_1
        elif present.value.startswith("recovery"):
            return
    elif activity is Activity.EXERCISE and present is Activity.EXERCISE_LATE:
        return
    people.activities[person] = activity
    people.phase_s[person] = 0.0


def lags_s(gas_s: float = GAS_LAG_S, sweat_s: float = SWEAT_LAG_S) -> Row:
    """Return the time constants with which a body follows its activity, in columns of `Rate`."""
    return np.array([gas_s, gas_s, sweat_s, sweat_s, sweat_s, sweat_s])


def advance(
    people: People, table: dict[Activity, Row], step_s: float, lag_s: Row | None = None
) -> None:
    """Move every person's rates `step_s` towards the table's row of the present activity.

    Parameters
    ----------
    lag_s : ndarray, shape (6,)
        As `lags_s` gives; None lets them follow at once.
    """
    for person, activity in enumerate(people.activities):
        people.phase_s[person] += step_s
        if activity in NEXT_PHASE and people.phase_s[person] >= PHASE_S:
            people.activities[person] = NEXT_PHASE[activity]
            people.phase_s[person] = 0.0
    if not people.activities:
        return
    targets = np.array([table[activity] for activity in people.activities])
    targets *= people.scales[:, None]
    share = 1.0 if lag_s is None else -np.expm1(-step_s / lag_s)
    people.rates += (targets - people.rates) * share
