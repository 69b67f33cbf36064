"""Galley, potable water, toilet, waste and lights; people's days drive them.

An awake person drinks and eats through 2.5 L a day and gives 1.2 L of urine. Tank sizes and powers
are assumptions.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from simulator.places import held
from simulator.quantity import quantity


class ToiletState(IntEnum):
    """States of the toilet."""

    READY = 0
    IN_USE = 1
    SERVICE = 2
    FAULT = 3


class Scene(IntEnum):
    """Lighting scenes."""

    OFF = 0
    DAY = 1
    DUSK = 2
    NIGHT_VIEW = 3
    EMERGENCY = 4


VISIT_S: Final = 300.0
VISITS_PER_POSITION: Final = 5  # one canister position holds as much (assumption)
HOURS: Final = 24
# Gas a dry or clogged separator lets into the hygiene bay, g/s of organics (assumption).
ODOUR_G_PER_S: Final = 1.5e-4


@dataclass(frozen=True, kw_only=True)
class HospitalityParameters:
    """Tanks and galley; assumptions."""

    water_tank_l: float = quantity(60.0, "L", "each of two potable tanks", low=1, high=1e4)
    water_fill_pct: float = quantity(80.0, "%", "of both tanks at start", low=0, high=100)
    water_l_per_day: float = quantity(2.5, "L/d", "per person, [V2 6109]", low=0, high=100)
    urine_l_per_day: float = quantity(1.2, "L/d", "per person", low=0, high=100)
    urine_tank_l: float = quantity(40.0, "L", "urine tank", low=1, high=1e4)
    urine_dump_at_pct: float = quantity(
        60.0, "%", "fill that starts a dump overboard", low=1, high=100
    )
    meals: int = quantity(80, "count", "meal packs at start", low=0, high=80)
    waste_positions: int = quantity(20, "count", "canister positions at start", low=0, high=30)
    oven_w: float = quantity(220.0, "W", "food warmer", low=0, high=500)
    water_heater_w: float = quantity(150.0, "W", "hot water", low=0, high=2000)


@dataclass(kw_only=True)
class HospitalityState:
    """Stores, temperatures and what is broken."""

    water_l: list[float] = held([48.0, 48.0], "L", 0, 1e4)
    drawn_l: list[float] = field(default_factory=lambda: [0.6] * HOURS)
    hour_s: float = 0.0
    silver_mg_per_l: float = held(0.3, "mg/L", 0, 10)
    water_leak_l_per_min: float = held(0.0, "L/min", 0, 100)
    water_valve_is_shut: bool = False
    leaked_l: float = held(0.0, "L", 0, 2e4)
    hot_c: float = held(75.0, "°C", -40, 150)
    heater_is_on: bool = False
    oven_c: float = held(22.0, "°C", -40, 400)
    oven_is_stuck_on: bool = False
    chiller_has_failed: bool = False
    urine_l: float = held(10.0, "L", 0, 1e4)
    bladder_l: list[float] = held([], "L", 0, 1e4)
    is_dumping: bool = False
    dump_is_frozen: bool = False
    toilet_fan_has_failed: bool = False
    toilet_rpm: float = held(0.0, "rpm", 0, 1e4)
    visiting_s: float = held(0.0, "s", 0, 36000)
    visits: int = 0
    faulty_s: float = 0.0
    waste_positions: int = held(20, "count", 0, 30)
    meals: int = held(80, "count", 0, 80)
    scene_by_command: Scene = Scene.OFF
    eating: int = 0


class Hospitality:
    """Everything that makes a day on board pleasant."""

    REPORTS: Final = (
        "HSP_WAT1_QTY",
        "HSP_WAT2_QTY",
        "HSP_WAT_USE",
        "HSP_WAT_AG",
        "HSP_WAT_LEAK",
        "HSP_GAL_HOT_T",
        "HSP_GAL_OVEN_T",
        "HSP_GAL_P",
        "HSP_FRIDGE",
        "HSP_WC_ST",
        "HSP_WC_FAN",
        "HSP_URINE_QTY",
        "HSP_SOLID_N",
        "HSP_LIGHT",
        "HSP_MEALS",
    )

    def __init__(self, parameters: HospitalityParameters) -> None:
        self.parameters = parameters
        water_l = parameters.water_tank_l * parameters.water_fill_pct / 100.0
        self.state = HospitalityState(
            water_l=[water_l, water_l],
            meals=parameters.meals,
            waste_positions=parameters.waste_positions,
        )
        self._is_powered = True
        self._asleep = 0
        self._people = 6
        self.power_w = 20.0

    def eat(self) -> None:
        """One person begins a meal."""
        self.state.meals = max(0, self.state.meals - 1)
        self._draw(0.35)

    def visit(self, person: int) -> None:
        """One person uses the toilet."""
        state = self.state
        state.visiting_s = VISIT_S
        state.visits += 1
        state.urine_l += state.bladder_l[person] if person < len(state.bladder_l) else 0.3
        if person < len(state.bladder_l):
            state.bladder_l[person] = 0.0
        if state.visits % VISITS_PER_POSITION == 0 and state.waste_positions > 0:
            state.waste_positions -= 1

    def step(
        self, step_s: float, *, people: int, asleep: int, eating: int, is_powered: bool
    ) -> float:
        """Advance by `step_s`; return the organics let into the hygiene bay, g/s."""
        state, parameters = self.state, self.parameters
        self._is_powered, self._asleep, self._people = is_powered, asleep, people
        state.eating = eating
        awake = people - asleep
        meals_l = 3 * 0.35
        rate = max(0.0, parameters.water_l_per_day - meals_l) / 57600.0
        self._draw(awake * rate * step_s)
        self._leak(step_s)
        self._waste(step_s, people)
        self._galley(step_s)
        state.silver_mg_per_l = max(0.0, state.silver_mg_per_l - 0.004 * step_s / 86400.0)
        return ODOUR_G_PER_S if state.faulty_s > 0.0 else 0.0

    def _draw(self, litres: float) -> None:
        state = self.state
        if state.water_valve_is_shut:
            return
        for tank in (0, 1):
            state.water_l[tank] = max(0.0, state.water_l[tank] - litres / 2.0)
        state.drawn_l[-1] += litres

    def _leak(self, step_s: float) -> None:
        state = self.state
        state.hour_s += step_s
        if state.hour_s >= 3600.0:
            state.hour_s = 0.0
            state.drawn_l = [*state.drawn_l[1:], 0.0]
        if state.water_leak_l_per_min and not state.water_valve_is_shut:
            lost = min(state.water_l[0], state.water_leak_l_per_min * step_s / 60.0)
            state.water_l[0] -= lost
            state.leaked_l += lost

    def _waste(self, step_s: float, people: int) -> None:
        state, parameters = self.state, self.parameters
        if len(state.bladder_l) != people:
            state.bladder_l = [0.15] * people
        filled = parameters.urine_l_per_day * step_s / 86400.0
        state.bladder_l = [litres + filled for litres in state.bladder_l]
        state.visiting_s = max(0.0, state.visiting_s - step_s)
        works = self._is_powered and not state.toilet_fan_has_failed
        target = 6200.0 if state.visiting_s > 0.0 and works else 0.0
        state.toilet_rpm += (target - state.toilet_rpm) * min(1.0, step_s / 4.0)
        starves = state.visiting_s > 0.0 and not works
        state.faulty_s = state.faulty_s + step_s if starves else max(0.0, state.faulty_s - step_s)
        fill_pct = 100.0 * state.urine_l / parameters.urine_tank_l
        if fill_pct > parameters.urine_dump_at_pct:
            state.is_dumping = True
        elif fill_pct < 15.0:
            state.is_dumping = False
        if state.is_dumping and not state.dump_is_frozen:
            state.urine_l = max(0.0, state.urine_l - 0.6 * step_s / 60.0)
        state.urine_l = min(state.urine_l, parameters.urine_tank_l)

    def _galley(self, step_s: float) -> None:
        state, parameters = self.state, self.parameters
        if state.hot_c < 73.0:
            state.heater_is_on = True
        elif state.hot_c > 77.0:
            state.heater_is_on = False
        heats = state.heater_is_on and self._is_powered
        state.hot_c += ((0.06 if heats else 0.0) - 1.5e-4 * (state.hot_c - 22.0)) * step_s
        state.hot_c -= 0.004 * state.eating * step_s * (state.hot_c > 60.0)
        cooks = state.oven_is_stuck_on or (state.eating > 0 and state.oven_c < 70.0)
        cooks = cooks and self._is_powered
        oven_w = parameters.oven_w if cooks else 0.0
        # 220 W on 900 J/K with 1.6 W/K of loss settles at 160 °C when the thermostat fails.
        state.oven_c += (oven_w - 1.6 * (state.oven_c - 22.0)) * step_s / 900.0
        base_w = 20.0 if self._is_powered else 0.0
        self.power_w = base_w + oven_w + (parameters.water_heater_w if heats else 0.0)

    def _toilet(self) -> ToiletState:
        if self.state.faulty_s > 10.0:
            return ToiletState.FAULT
        return ToiletState.IN_USE if self.state.visiting_s > 0.0 else ToiletState.READY

    def _scene(self) -> Scene:
        if self.state.scene_by_command is not Scene.OFF:
            return self.state.scene_by_command
        return Scene.DUSK if self._asleep * 2 > self._people else Scene.DAY

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state, parameters = self.state, self.parameters
        return (
            100.0 * state.water_l[0] / parameters.water_tank_l,
            100.0 * state.water_l[1] / parameters.water_tank_l,
            sum(state.drawn_l),
            state.silver_mg_per_l,
            1.0 if state.leaked_l > 0.05 else 0.0,
            state.hot_c,
            state.oven_c,
            self.power_w,
            3 if state.chiller_has_failed else (1 if self._is_powered else 2),
            self._toilet(),
            state.toilet_rpm,
            100.0 * state.urine_l / parameters.urine_tank_l,
            state.waste_positions,
            self._scene(),
            state.meals,
        )
