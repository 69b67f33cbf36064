"""Vital signs of up to six people; they travel on the private stream.

Heart rate follows what the body is doing with the same lag as its gas exchange; saturation follows
the inspired oxygen pressure along the dissociation curve. Individual levels are assumptions and
belong to nobody.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from simulator.metabolism import Activity, People, Rate
from simulator.places import held

PEOPLE: Final = 6


class BodyState(IntEnum):
    """What a wearable makes of its wearer."""

    NO_CONTACT = 0
    SLEEP = 1
    REST = 2
    ACTIVE = 3
    EXERCISE = 4
    UNWELL = 5


_SHOWN: Final = {
    Activity.SLEEP: BodyState.SLEEP,
    Activity.NOMINAL: BodyState.REST,
    Activity.STRESS: BodyState.ACTIVE,
    Activity.EXERCISE: BodyState.EXERCISE,
    Activity.EXERCISE_LATE: BodyState.EXERCISE,
    Activity.LIGHT_EXERCISE: BodyState.EXERCISE,
}
# Beats per minute asleep, and per gram of oxygen a minute above that (assumption).
_ASLEEP_BPM: Final = 57.0
_FASTEST_BPM: Final = 220.0
_BPM_PER_O2: Final = 42.0
_PERSONAL_BPM: Final = (2.0, 0.0, 4.0, 1.0, 5.0, 3.0)


@dataclass(kw_only=True)
class BodyHealth:
    """One person's health, and the wearable's."""

    is_unwell: bool = False
    saturation_loss_pct: float = held(0.0, "%", 0, 90)
    extra_bpm: float = held(0.0, "bpm", -50, 150)
    has_contact: bool = True


@dataclass(kw_only=True)
class BiomedicalState:
    """Vitals of everyone."""

    bodies: list[BodyHealth] = field(default_factory=lambda: [BodyHealth() for _ in range(PEOPLE)])
    heart_bpm: list[float] = held([70.0] * PEOPLE, "bpm", 0, 300)
    saturation_pct: list[float] = held([97.5] * PEOPLE, "%", 0, 100)
    skin_c: list[float] = held([33.8] * PEOPLE, "°C", -50, 100)


class Biomedical:
    """Wearables of up to six people."""

    REPORTS: Final = tuple(
        f"BIO_{person}_{what}"
        for person in range(1, PEOPLE + 1)
        for what in ("HR", "SPO2", "TSK", "ST")
    )

    def __init__(self) -> None:
        self.state = BiomedicalState()
        self._shown = [BodyState.REST] * PEOPLE

    def step(
        self,
        step_s: float,
        *,
        people: People,
        inspired_o2_mmhg: float,
        air_c: float,
        co2_mmhg: float,
    ) -> None:
        """Advance by `step_s`."""
        state = self.state
        healthy_pct = saturation_pct(inspired_o2_mmhg)
        for person in range(PEOPLE):
            body = state.bodies[person]
            if person >= len(people.activities):
                self._shown[person] = BodyState.NO_CONTACT
                continue
            oxygen = float(people.rates[person, Rate.O2_G_PER_MIN])
            target = _ASLEEP_BPM + _PERSONAL_BPM[person] + _BPM_PER_O2 * max(0.0, oxygen - 0.36)
            target += body.extra_bpm + max(0.0, co2_mmhg - 5.0)
            target = min(_FASTEST_BPM, target)
            state.heart_bpm[person] += (target - state.heart_bpm[person]) * min(1.0, step_s / 60.0)
            wanted = healthy_pct - body.saturation_loss_pct
            state.saturation_pct[person] += (wanted - state.saturation_pct[person]) * min(
                1.0, step_s / 40.0
            )
            skin = 33.5 + 0.25 * (air_c - 22.0) + (0.5 if oxygen < 0.45 else 0.0)
            state.skin_c[person] += (skin - state.skin_c[person]) * min(1.0, step_s / 600.0)
            shown = _SHOWN.get(people.activities[person], BodyState.ACTIVE)
            if not body.has_contact:
                shown = BodyState.NO_CONTACT
            elif body.is_unwell:
                shown = BodyState.UNWELL
            self._shown[person] = shown

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`; a wearable without contact reads nothing."""
        state = self.state
        missing = float("nan")
        values: list[float] = []
        for person in range(PEOPLE):
            if self._shown[person] is BodyState.NO_CONTACT:
                values += [missing, missing, missing]
            else:
                values += [
                    state.heart_bpm[person],
                    state.saturation_pct[person],
                    state.skin_c[person],
                ]
            values.append(self._shown[person])
        return tuple(values)


def saturation_pct(inspired_o2_mmhg: float) -> float:
    """Return arterial saturation at an inspired oxygen pressure.

    Alveolar gas equation with 40 mmHg of CO2 and a quotient of 0.8, less a gradient of 8 mmHg;
    dissociation after Severinghaus 1979.
    """
    arterial = max(5.0, inspired_o2_mmhg - 40.0 / 0.8 - 8.0)
    return 100.0 / (23400.0 / (arterial**3 + 150.0 * arterial) + 1.0)
