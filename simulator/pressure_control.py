"""Oxygen and nitrogen supply, pressure control, relief and vent valves, the suit loop.

Hysteresis control: O2 feeds below 155 mmHg until 162 at 1.5 kg/h; N2 feeds below 755 mmHg total
until 762 at 3 kg/h; O2 goes before N2; the relief valve cracks at 785. Tanks are rigid and give
p ∝ m·T. Band and rates follow Shuttle and ISS practice and are assumptions for this vehicle.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import pi
from typing import Final

from simulator.places import held
from simulator.quantity import quantity


class ControlMode(IntEnum):
    """Who decides about feeding."""

    OFF = 0
    AUTO = 1
    N2_INHIBIT = 2
    O2_ONLY = 3
    MANUAL = 4
    EMERG_FEED = 5


class ValveState(IntEnum):
    """Feed valves."""

    CLOSED = 0
    OPEN = 1
    MOVING = 2
    STUCK = 3


OXYGEN: Final = 0
NITROGEN: Final = 1


@dataclass(frozen=True, kw_only=True)
class PressureControlParameters:
    """Set points, rates and stores; assumptions unless a source is named."""

    is_enabled: bool = quantity(True, "-", "whether anything is fed at all")
    oxygen_on_mmhg: float = quantity(155.0, "mmHg", "O2 feed opens below", low=0, high=1500)
    oxygen_off_mmhg: float = quantity(162.0, "mmHg", "O2 feed closes above", low=0, high=1500)
    pressure_on_mmhg: float = quantity(755.0, "mmHg", "N2 feed opens below", low=0, high=1500)
    pressure_off_mmhg: float = quantity(762.0, "mmHg", "N2 feed closes above", low=0, high=1500)
    oxygen_feed_kg_per_h: float = quantity(1.5, "kg/h", "O2 feed rate", low=0, high=100)
    nitrogen_feed_kg_per_h: float = quantity(3.0, "kg/h", "N2 feed rate", low=0, high=100)
    emergency_feed_kg_per_h: float = quantity(
        4.5, "kg/h", "each gas in EMERG_FEED", low=0, high=100
    )
    relief_cracks_mmhg: float = quantity(
        785.0, "mmHg", "positive-pressure relief opens", low=0, high=1600
    )
    relief_diameter_mm: float = quantity(12.0, "mm", "relief valve fully open", low=0, high=100)
    vent_diameter_mm: float = quantity(15.0, "mm", "cabin vent valve", low=0, high=100)
    oxygen_tank_kg: tuple[float, ...] = quantity((16.0, 16.0), "kg", "O2 at start", low=0, high=100)
    nitrogen_tank_kg: tuple[float, ...] = quantity(
        (17.0, 17.0), "kg", "N2 at start", low=0, high=100
    )
    tank_bar_per_kg: tuple[float, ...] = quantity(
        (240 / 14, 240 / 17),
        "bar/kg",
        "O2 and N2 tank pressure per mass at 20 °C",
        low=0.01,
        high=100,
    )


@dataclass(kw_only=True)
class FeedState:
    """One gas: two tanks, a regulator, a valve."""

    tank_kg: list[float] = held([16.0, 16.0], "kg", 0, 100)
    wants_open: bool = False
    stuck_kg_per_h: float = held(0.0, "kg/h", 0, 100)
    is_stuck_closed: bool = False
    isolation_is_closed: bool = False
    manual_kg_per_h: float = held(0.0, "kg/h", 0, 100)
    regulator_bar: float = 8.0
    regulator_creep_bar: float = held(0.0, "bar", 0, 50)
    flow_kg_per_h: float = 0.0
    delivered_kg: float = 0.0
    disagrees_s: float = 0.0


@dataclass(kw_only=True)
class PressureControlState:
    """Feeds, valves, suits, and what is broken."""

    feeds: list[FeedState]
    mode: ControlMode = ControlMode.AUTO
    relief_stuck_mm: float = held(0.0, "mm", 0, 100)
    relief_is_overridden: bool = False
    relief_opening: float = 0.0
    vent_is_open: bool = False
    suit_flow_kg_per_h: float = 0.0
    suits_are_closed: bool = False
    suit_mmhg: float = 0.0


class PressureControl:
    """The pressure control system."""

    REPORTS: Final = (
        "PCS_MODE",
        "PCS_O2_1_P",
        "PCS_O2_1_QTY",
        "PCS_O2_2_P",
        "PCS_O2_2_QTY",
        "PCS_O2_REG_P",
        "PCS_O2_FLOW",
        "PCS_O2_VLV",
        "PCS_N2_1_P",
        "PCS_N2_1_QTY",
        "PCS_N2_2_P",
        "PCS_N2_2_QTY",
        "PCS_N2_REG_P",
        "PCS_N2_FLOW",
        "PCS_N2_VLV",
        "PCS_O2_TOTAL",
        "PCS_N2_TOTAL",
        "PCS_RELIEF",
        "PCS_VENT",
        "PCS_SUIT_P",
        "PCS_SUIT_FLOW",
    )

    def __init__(self, parameters: PressureControlParameters) -> None:
        self.parameters = parameters
        tanks = (parameters.oxygen_tank_kg, parameters.nitrogen_tank_kg)
        self.state = PressureControlState(feeds=[FeedState(tank_kg=list(kg)) for kg in tanks])

    def step(self, step_s: float, *, oxygen_mmhg: float, pressure_mmhg: float) -> None:
        """Decide and feed for `step_s`, on the pressures the controller's sensors show."""
        self._decide(oxygen_mmhg, pressure_mmhg)
        for gas in (OXYGEN, NITROGEN):
            self._feed(gas, step_s)
        self._suits(step_s)
        state, parameters = self.state, self.parameters
        over = (pressure_mmhg - parameters.relief_cracks_mmhg) / 5.0
        closes = state.relief_is_overridden or (over < -0.6 and state.relief_opening > 0.0)
        if closes or over < -0.6:
            state.relief_opening = 0.0
        elif over > 0.0 or state.relief_opening > 0.0:
            state.relief_opening = min(1.0, max(0.05, over))

    def _decide(self, oxygen_mmhg: float, pressure_mmhg: float) -> None:
        state, parameters = self.state, self.parameters
        oxygen, nitrogen = state.feeds
        if state.mode in {ControlMode.OFF, ControlMode.MANUAL} or not parameters.is_enabled:
            oxygen.wants_open = nitrogen.wants_open = False
            return
        if state.mode is ControlMode.EMERG_FEED:
            oxygen.wants_open = oxygen_mmhg < parameters.oxygen_off_mmhg
            nitrogen.wants_open = pressure_mmhg < parameters.pressure_off_mmhg
            return
        if oxygen_mmhg < parameters.oxygen_on_mmhg:
            oxygen.wants_open = True
        elif oxygen_mmhg > parameters.oxygen_off_mmhg:
            oxygen.wants_open = False
        if pressure_mmhg < parameters.pressure_on_mmhg:
            nitrogen.wants_open = True
        elif pressure_mmhg > parameters.pressure_off_mmhg:
            nitrogen.wants_open = False
        if state.mode is not ControlMode.AUTO:
            nitrogen.wants_open = False

    def _feed(self, gas: int, step_s: float) -> None:
        feed, parameters = self.state.feeds[gas], self.parameters
        rate = (
            parameters.oxygen_feed_kg_per_h if gas == OXYGEN else parameters.nitrogen_feed_kg_per_h
        )
        if self.state.mode is ControlMode.EMERG_FEED:
            rate = parameters.emergency_feed_kg_per_h
        wanted = rate if feed.wants_open and not feed.is_stuck_closed else 0.0
        wanted = max(wanted, feed.stuck_kg_per_h)
        if feed.isolation_is_closed:
            wanted = 0.0
        wanted = max(wanted, feed.manual_kg_per_h)
        if gas == OXYGEN:
            wanted += self.state.suit_flow_kg_per_h
        supply_bar = max(feed.tank_kg) * parameters.tank_bar_per_kg[gas]
        # The regulator starves when its tank falls under its own set pressure.
        wanted *= min(1.0, supply_bar / 8.0)
        stored_kg = sum(feed.tank_kg)
        used_kg = min(stored_kg, wanted * step_s / 3600.0)
        if used_kg:  # the tanks feed one line and empty together
            feed.tank_kg = [kg * (1.0 - used_kg / stored_kg) for kg in feed.tank_kg]
        feed.flow_kg_per_h = used_kg / step_s * 3600.0
        feed.delivered_kg += used_kg
        droop = 0.1 * feed.flow_kg_per_h
        target_bar = min(supply_bar, 8.0 + feed.regulator_creep_bar) - droop
        feed.regulator_bar += (max(0.0, target_bar) - feed.regulator_bar) * min(1.0, step_s / 5.0)
        is_flowing = feed.flow_kg_per_h > 0.05 + feed.manual_kg_per_h + (
            self.state.suit_flow_kg_per_h if gas == OXYGEN else 0.0
        )
        # A feed that does not open cannot be told from an empty line; one that flows can.
        agrees = feed.wants_open or not is_flowing
        feed.disagrees_s = 0.0 if agrees else feed.disagrees_s + step_s

    def _suits(self, step_s: float) -> None:
        state = self.state
        target = 20.0 if state.suits_are_closed else 0.0
        state.suit_mmhg += (target - state.suit_mmhg) * min(1.0, step_s / 20.0)
        state.suit_flow_kg_per_h = 1.0 if state.suits_are_closed else 0.0

    def lets_air_out(self, pressure_mmhg: float) -> bool:
        """Return whether a valve lets air overboard, or is about to."""
        return pressure_mmhg > self.parameters.relief_cracks_mmhg or self.overboard_area_m2() > 0.0

    def overboard_area_m2(self) -> float:
        """Return the effective area (Cd·A) of relief and vent valves."""
        state, parameters = self.state, self.parameters
        opened = parameters.relief_diameter_mm**2 * state.relief_opening
        if not state.relief_is_overridden:
            opened = max(opened, state.relief_stuck_mm**2)
        if state.vent_is_open:
            opened += parameters.vent_diameter_mm**2
        return 0.62 * pi / 4 * opened * 1e-6

    def _valve(self, gas: int) -> ValveState:
        feed = self.state.feeds[gas]
        if feed.disagrees_s > 3.0:
            return ValveState.STUCK
        return ValveState.OPEN if feed.flow_kg_per_h > 0.05 else ValveState.CLOSED

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        opening = max(
            state.relief_opening,
            0.0 if state.relief_is_overridden else min(1.0, state.relief_stuck_mm / 5.0),
        )
        return (
            state.mode,
            *self._feed_report(OXYGEN),
            *self._feed_report(NITROGEN),
            state.feeds[OXYGEN].delivered_kg,
            state.feeds[NITROGEN].delivered_kg,
            0 if opening == 0.0 else (1 if opening < 0.5 else 2),
            1 if state.vent_is_open else 0,
            state.suit_mmhg,
            state.suit_flow_kg_per_h,
        )

    def _feed_report(self, gas: int) -> tuple[float, ...]:
        feed = self.state.feeds[gas]
        per_kg = self.parameters.tank_bar_per_kg[gas]
        return (
            feed.tank_kg[0] * per_kg,
            feed.tank_kg[0],
            feed.tank_kg[1] * per_kg,
            feed.tank_kg[1],
            feed.regulator_bar,
            feed.flow_kg_per_h,
            self._valve(gas),
        )
