"""Cabin fans, the inlet filter, and how much air the zones exchange.

One fan of two draws air from every zone through the filter, sends four fifths through the
condensing heat exchanger and a fifth through CO2 removal, and returns it to where it came from.
Local circulation fans stir zones 1, 3 and 4 with the seating bay. Fan and duct figures are
assumptions sized to the dictionary's nominal flows.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import exp, log10, sqrt
from typing import Final

import numpy as np

from simulator.cabin import ZONE_COUNT, Array
from simulator.places import held
from simulator.quantity import quantity


class FanState(IntEnum):
    """States of a cabin fan; a local circulation fan has the first three."""

    OFF = 0
    ON = 1
    STALL = 2
    OVERCURRENT = 3


SEATING_BAY: Final = 1
# Local fan of zones 2, 3 and 4: which zone it stirs with the seating bay.
STIRRED_ZONES: Final = (0, 2, 3)
# What closed dampers let through (assumption).
ISOLATED_SHARE: Final = 0.02


@dataclass(frozen=True, kw_only=True)
class VentilationParameters:
    """Sizes of fans and ducts; assumptions unless a source is named."""

    fan_flow_m3_per_h: float = quantity(
        295.0, "m³/h", "one fan through a clean filter", low=0, high=1e5
    )
    fan_speed_rpm: float = quantity(8200.0, "rpm", "speed of a running fan", low=1, high=1e5)
    fan_time_constant_s: float = quantity(
        3.0, "s", "of starting and running down", low=0.01, high=1e3
    )
    fan_current_a: float = quantity(2.4, "A", "of one running fan at 28 V", low=0, high=100)
    scrubber_share: float = quantity(
        0.2034, "-", "part of the flow through CO2 removal", low=0, high=1
    )
    duct_shares: tuple[float, ...] = quantity(
        (0.25, 0.59, 0.03, 0.13), "-", "return and supply per zone, sum 1", low=0, high=1
    )
    local_flow_m3_per_h: tuple[float, ...] = quantity(
        (120.0, 100.0, 80.0),
        "m³/h",
        "local fans: zone 1, dome, hygiene bay with zone 2",
        low=0,
        high=1e5,
    )
    passive_flow_m3_per_h: tuple[float, ...] = quantity(
        (30.0, 3.0, 7.0), "m³/h", "exchange without any fan, same three", low=0, high=1e5
    )
    filter_pressure_pa: float = quantity(
        120.0, "Pa", "clean filter at nominal flow", low=0, high=1e4
    )


@dataclass(kw_only=True)
class VentilationState:
    """Switches, speeds and what is broken."""

    fan_on: list[bool] = field(default_factory=lambda: [True, False])
    fan_rpm: list[float] = held([8200.0, 0.0], "rpm", 0, 1e5)
    fan_is_seized: list[bool] = field(default_factory=lambda: [False, False])
    fan_drag: list[float] = held([1.0, 1.0], "-", 0.1, 10)
    stalled_s: list[float] = field(default_factory=lambda: [0.0, 0.0])
    local_on: list[bool] = field(default_factory=lambda: [True, True, True])
    local_is_seized: list[bool] = field(default_factory=lambda: [False, False, False])
    local_is_isolated: bool = False
    hygiene_door_is_open: bool = False
    filter_fouling: float = held(1.0, "-", 0.1, 100)
    is_powered: list[bool] = field(default_factory=lambda: [True, True])
    local_is_powered: bool = True
    hand_fan_m3_per_h: float = held(0.0, "m³/h", 0, 100)


class Ventilation:
    """Fans and ducts.

    Attributes
    ----------
    flow_m3_per_h : float
        Air drawn through the filter at this moment.
    """

    REPORTS: Final = (
        "ARS_FAN_A_STATE",
        "ARS_FAN_A_RPM",
        "ARS_FAN_A_I",
        "ARS_FAN_B_STATE",
        "ARS_FAN_B_RPM",
        "ARS_FAN_B_I",
        "ARS_FLOW_CHX",
        "ARS_FLOW_SCRUB",
        "ARS_FILT_DP",
        "ARS_IMV_2_STATE",
        "ARS_IMV_3_STATE",
        "ARS_IMV_4_STATE",
        "CAB_NOISE",
        "CAB_AIRSPEED",
    )

    def __init__(self, parameters: VentilationParameters) -> None:
        self.parameters = parameters
        self.state = VentilationState(fan_rpm=[parameters.fan_speed_rpm, 0.0])
        self.flow_m3_per_h = self._flow_m3_per_h()
        self._exchange_key: tuple[object, ...] = ()
        self._exchange = np.zeros((ZONE_COUNT, ZONE_COUNT))
        self.duct_shares = np.array(parameters.duct_shares)

    @property
    def scrubber_flow_m3_per_h(self) -> float:
        """Air through CO2 removal; a hand-held fan can push some when the cabin fans stand."""
        share = self.parameters.scrubber_share * self.flow_m3_per_h
        return max(share, self.state.hand_fan_m3_per_h)

    @property
    def heat_exchanger_flow_m3_per_h(self) -> float:
        """Air through the condensing heat exchanger and its bypass."""
        return (1.0 - self.parameters.scrubber_share) * self.flow_m3_per_h

    def fan_power_w(self) -> tuple[float, float]:
        """Return the electrical power of fans A and B, at 28 V."""
        return 28.0 * self._current_a(0), 28.0 * self._current_a(1)

    def step(self, step_s: float) -> None:
        """Let fans speed up or run down."""
        state = self.state
        share = 1.0 - exp(-step_s / self.parameters.fan_time_constant_s)
        for fan in (0, 1):
            drives = state.fan_on[fan] and state.is_powered[fan] and not state.fan_is_seized[fan]
            target = self.parameters.fan_speed_rpm / state.fan_drag[fan] if drives else 0.0
            state.fan_rpm[fan] += (target - state.fan_rpm[fan]) * share
            if state.fan_rpm[fan] < 1.0:
                state.fan_rpm[fan] = 0.0
            is_slow = state.fan_rpm[fan] < 0.5 * self.parameters.fan_speed_rpm
            state.stalled_s[fan] = (
                state.stalled_s[fan] + step_s if state.fan_on[fan] and is_slow else 0.0
            )

        self.flow_m3_per_h = self._flow_m3_per_h()

    def _flow_m3_per_h(self) -> float:
        """Return the air drawn through the filter."""
        first, second = self.state.fan_rpm
        strength = sqrt(first * first + second * second) / self.parameters.fan_speed_rpm
        resistance = sqrt(0.6 + 0.4 * self.state.filter_fouling)
        open_share = ISOLATED_SHARE if self.state.local_is_isolated else 1.0
        return self.parameters.fan_flow_m3_per_h * strength / resistance * open_share

    def exchange_m3_per_s(self) -> Array:
        """Return the air exchanged between zones, shape (4, 4), symmetric."""
        state, parameters = self.state, self.parameters
        flow = round(self.flow_m3_per_h, 1)
        key = (flow, *state.local_on, *state.local_is_seized, state.local_is_powered)
        key += (state.local_is_isolated, state.hygiene_door_is_open)
        if key == self._exchange_key:
            return self._exchange
        self._exchange_key = key
        exchange = np.outer(self.duct_shares, self.duct_shares) * flow
        for fan, zone in enumerate(STIRRED_ZONES):
            between = parameters.passive_flow_m3_per_h[fan]
            if state.local_is_isolated:
                between *= ISOLATED_SHARE
            if self._local_state(fan) is FanState.ON:
                between += parameters.local_flow_m3_per_h[fan]
            exchange[zone, SEATING_BAY] += between
            exchange[SEATING_BAY, zone] += between
        self._exchange = exchange / 3600.0
        return self._exchange

    def _local_state(self, fan: int) -> FanState:
        state = self.state
        if not (state.local_on[fan] and state.local_is_powered) or state.local_is_isolated:
            return FanState.OFF
        return FanState.STALL if state.local_is_seized[fan] else FanState.ON

    def _fan_state(self, fan: int) -> FanState:
        if not self.state.fan_on[fan]:
            return FanState.OFF
        if self.state.stalled_s[fan] > 4.0 * self.parameters.fan_time_constant_s / 3.0:
            return FanState.STALL
        return FanState.OVERCURRENT if self._current_a(fan) > 5.0 else FanState.ON

    def _current_a(self, fan: int) -> float:
        state = self.state
        if not state.fan_on[fan] or not state.is_powered[fan] or state.fan_is_seized[fan]:
            return 0.0
        speed = state.fan_rpm[fan] / self.parameters.fan_speed_rpm
        starting = max(0.0, 1.0 / state.fan_drag[fan] - speed)
        return self.parameters.fan_current_a * (
            state.fan_drag[fan] * (0.25 + 0.75 * speed * speed) + starting
        )

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        flow = self.flow_m3_per_h
        relative = flow / self.parameters.fan_flow_m3_per_h if flow else 0.0
        return (
            self._fan_state(0),
            state.fan_rpm[0],
            self._current_a(0),
            self._fan_state(1),
            state.fan_rpm[1],
            self._current_a(1),
            self.heat_exchanger_flow_m3_per_h,
            self.scrubber_flow_m3_per_h,
            self.parameters.filter_pressure_pa * state.filter_fouling * relative * relative,
            self._local_state(0),
            self._local_state(1),
            self._local_state(2),
            10.0 * log10(10**4.2 + 10**5.79 * relative**2),
            0.02 + 0.13 * relative,
        )
