"""Propellant tanks, helium pressurisation, manifolds, thruster pods, and delta-v left.

Helium follows p ∝ m·T; Δv = Isp·g0·ln(m0/m1). The deorbit reserve is the published 108 m/s from
420 km and 150 m/s from 575 km, linear between. Sizes are assumptions.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import exp, log
from typing import Final

from simulator.places import held
from simulator.quantity import quantity

SLOTS_PER_MIN: Final = 6  # it steps every ten seconds
STANDARD_GRAVITY_M_PER_S2: Final = 9.80665


class Isolation(IntEnum):
    """Isolation valves of the two manifolds."""

    ALL_CLOSED = 0
    A_OPEN = 1
    B_OPEN = 2
    BOTH_OPEN = 3
    FAULT = 4


@dataclass(frozen=True, kw_only=True)
class PropulsionParameters:
    """Masses and pressures; assumptions."""

    dry_mass_kg: float = quantity(12350.0, "kg", "vehicle without propellant", low=100, high=1e6)
    oxidiser_kg: float = quantity(600.0, "kg", "NTO at start", low=0, high=1000)
    fuel_kg: float = quantity(370.0, "kg", "MMH at start", low=0, high=1000)
    specific_impulse_s: float = quantity(300.0, "s", "of the thrusters", low=50, high=500)
    thrust_n: float = quantity(400.0, "N", "of one thruster", low=1, high=1e6)
    vernier_n: float = quantity(
        10.0, "N", "of the thrusters that hold the attitude", low=0, high=1e5
    )
    mixture_ratio: float = quantity(1.65, "-", "oxidiser to fuel by mass", low=0.1, high=20)
    residual_kg: float = quantity(60.0, "kg", "propellant that cannot be used", low=0, high=1e3)
    tank_bar: float = quantity(18.0, "bar", "regulated tank pressure", low=1, high=100)
    helium_bar: float = quantity(260.0, "bar", "helium bottles at start", low=1, high=400)


@dataclass(kw_only=True)
class PropulsionState:
    """Masses, pressures, temperatures and what leaks."""

    propellant_kg: list[float] = held([600.0, 370.0], "kg", 0, 1000)
    tank_bar: list[float] = held([18.0, 18.0], "bar", 0, 400)
    tank_c: list[float] = held([20.0, 20.0], "°C", -150, 200)
    tank_leak_kg_per_min: list[float] = held([0.0, 0.0], "kg/min", 0, 50)
    tank_is_isolated: list[bool] = field(default_factory=lambda: [False, False])
    helium_bar: list[float] = held([260.0, 260.0], "bar", 0, 400)
    helium_leak_bar_per_h: list[float] = held([0.0, 0.0], "bar/h", 0, 1000)
    helium_is_isolated: list[bool] = field(default_factory=lambda: [False, False])
    pod_c: list[float] = held([60.0, 60.0, 60.0, 60.0], "°C", -200, 2000)
    pod_on_share: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0, 0.0])
    recent_on_s: list[list[float]] = field(
        default_factory=lambda: [[0.0] * SLOTS_PER_MIN for _ in range(4)]
    )
    firing_s: float = 0.0
    pod_stuck_on: list[float] = held([0.0, 0.0, 0.0, 0.0], "-", 0, 1)
    isolation: Isolation = Isolation.BOTH_OPEN
    heaters_are_powered: bool = True


class Propulsion:
    """The propulsion system; pods 1 and 2 hang on manifold A, 3 and 4 on B."""

    REPORTS: Final = (
        "PRP_OX_P",
        "PRP_OX_T",
        "PRP_OX_QTY",
        "PRP_OX_MAN_P",
        "PRP_FU_P",
        "PRP_FU_T",
        "PRP_FU_QTY",
        "PRP_FU_MAN_P",
        "PRP_HE1_P",
        "PRP_HE2_P",
        "PRP_POD1_T",
        "PRP_POD2_T",
        "PRP_POD3_T",
        "PRP_POD4_T",
        "PRP_DUTY",
        "PRP_DV",
        "PRP_DV_MARGIN",
        "PRP_ISO",
    )

    def __init__(self, parameters: PropulsionParameters) -> None:
        self.parameters = parameters
        self.state = PropulsionState(
            propellant_kg=[parameters.oxidiser_kg, parameters.fuel_kg],
            tank_bar=[parameters.tank_bar] * 2,
            helium_bar=[parameters.helium_bar] * 2,
        )
        self._altitude_km = 420.0

    @property
    def mass_kg(self) -> float:
        """Present mass of the vehicle."""
        return self.parameters.dry_mass_kg + sum(self.state.propellant_kg)

    def manifold_is_open(self, manifold: int) -> bool:
        """Return whether manifold A (0) or B (1) feeds its pods."""
        isolation = self.state.isolation
        opens = Isolation.A_OPEN if manifold == 0 else Isolation.B_OPEN
        return isolation is Isolation.BOTH_OPEN or isolation is opens

    def pod_is_stuck_on(self, pod: int) -> float:
        """Return the share of full thrust a stuck pod gives; 0 when its manifold is shut."""
        return self.state.pod_stuck_on[pod] if self.manifold_is_open(pod // 2) else 0.0

    def open_manifolds(self) -> int:
        """Return how many manifolds feed their pods, 0 to 2."""
        if self.state.isolation is Isolation.BOTH_OPEN:
            return 2
        return 1 if self.state.isolation in {Isolation.A_OPEN, Isolation.B_OPEN} else 0

    def stuck_about_x(self) -> float:
        """Return the share of full thrust with which stuck pods turn the vehicle about x."""
        if not any(self.state.pod_stuck_on):
            return 0.0
        stuck = [self.pod_is_stuck_on(pod) for pod in range(4)]
        return stuck[1] - stuck[0] + stuck[3] - stuck[2]

    def burn(self, delta_v_m_per_s: float) -> float:
        """Use propellant for a burn; return the delta-v it really gave."""
        parameters = self.parameters
        exhaust = parameters.specific_impulse_s * STANDARD_GRAVITY_M_PER_S2
        given = min(delta_v_m_per_s, self.delta_v_m_per_s())
        used_kg = self.mass_kg * (1.0 - exp(-given / exhaust))
        self.state.firing_s += used_kg * exhaust / parameters.thrust_n
        self._use(used_kg)
        return given

    def take_firing_s(self) -> float:
        """Return the thruster seconds since this was asked last."""
        taken, self.state.firing_s = self.state.firing_s, 0.0
        return taken

    def delta_v_m_per_s(self) -> float:
        """Return what the usable propellant is worth."""
        parameters = self.parameters
        ox_kg, fuel_kg = self.state.propellant_kg
        ratio = parameters.mixture_ratio
        usable_kg = min(ox_kg * (1.0 + 1.0 / ratio), fuel_kg * (1.0 + ratio))
        usable_kg = max(0.0, usable_kg - parameters.residual_kg)
        exhaust = parameters.specific_impulse_s * STANDARD_GRAVITY_M_PER_S2
        return exhaust * log(self.mass_kg / (self.mass_kg - usable_kg))

    def step(self, step_s: float, *, altitude_km: float, sunlight: float) -> None:
        """Advance by `step_s`."""
        self._altitude_km = altitude_km
        state, parameters = self.state, self.parameters
        flow_kg_per_s = (
            parameters.thrust_n / parameters.specific_impulse_s / STANDARD_GRAVITY_M_PER_S2
        )
        burning = 0.0
        for pod in range(4):
            share = max(state.pod_on_share[pod], self.pod_is_stuck_on(pod))
            if not self.manifold_is_open(pod // 2):
                share = 0.0
            state.pod_on_share[pod] = share
            state.firing_s += share * step_s
            state.recent_on_s[pod] = [*state.recent_on_s[pod][1:], share * step_s]
            vernier = parameters.vernier_n / parameters.thrust_n
            burning += max(self.pod_is_stuck_on(pod), share * vernier)
            self._pod(step_s, pod, share, sunlight)
        self._use(burning * flow_kg_per_s * step_s)
        for side in (0, 1):
            self._tank(step_s, side, sunlight)

    def _use(self, propellant_kg: float) -> None:
        if propellant_kg <= 0.0:
            return
        state, ratio = self.state, self.parameters.mixture_ratio
        shares = (ratio / (1.0 + ratio), 1.0 / (1.0 + ratio))
        for side in (0, 1):
            state.propellant_kg[side] = max(
                0.0, state.propellant_kg[side] - shares[side] * propellant_kg
            )
            # Helium fills what propellant leaves: about 0.05 bar of bottle per kg (assumption).
            for bottle in (0, 1):
                state.helium_bar[bottle] -= 0.025 * shares[side] * propellant_kg

    def _pod(self, step_s: float, pod: int, share: float, sunlight: float) -> None:
        heated_c = 52.0 + 10.0 * sunlight + 2.0 * pod if self.state.heaters_are_powered else -35.0
        rate = 600.0
        target_c = heated_c + 260.0 * min(1.0, share * 4.0)
        if share > 0.05:
            rate = 45.0
        self.state.pod_c[pod] += (target_c - self.state.pod_c[pod]) * min(1.0, step_s / rate)

    def _tank(self, step_s: float, side: int, sunlight: float) -> None:
        state, parameters = self.state, self.parameters
        leak_kg = 0.0
        if not state.tank_is_isolated[side]:
            leak_kg = state.tank_leak_kg_per_min[side] * step_s / 60.0
        state.propellant_kg[side] = max(0.0, state.propellant_kg[side] - leak_kg)
        if not state.helium_is_isolated[side]:
            state.helium_bar[side] -= state.helium_leak_bar_per_h[side] * step_s / 3600.0
        state.helium_bar[side] = max(0.0, state.helium_bar[side])
        # A leak faster than the regulator can follow lets the tank's pressure fall.
        sag_bar = 12.0 * state.tank_leak_kg_per_min[side] if leak_kg else 0.0
        target = min(parameters.tank_bar - sag_bar, max(state.helium_bar) * 0.9)
        target *= 1.0 if state.propellant_kg[side] > 0.0 else 0.3
        state.tank_bar[side] += (max(0.5, target) - state.tank_bar[side]) * min(1.0, step_s / 240.0)
        target_c = (19.0 + 2.0 * sunlight) if state.heaters_are_powered else -15.0
        state.tank_c[side] += (target_c - state.tank_c[side]) * min(1.0, step_s / 9000.0)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        delta_v = self.delta_v_m_per_s()
        reserve = 108.0 + (self._altitude_km - 420.0) * (150.0 - 108.0) / 155.0
        manifold_drop = 1.0 + 2.0 * max(state.pod_on_share)
        opens = state.isolation is not Isolation.ALL_CLOSED
        manifold = [
            max(0.0, bar - manifold_drop) if opens and not isolated else max(0.0, bar - 8.0)
            for bar, isolated in zip(state.tank_bar, state.tank_is_isolated, strict=True)
        ]
        return (
            state.tank_bar[0],
            state.tank_c[0],
            state.propellant_kg[0],
            manifold[0],
            state.tank_bar[1],
            state.tank_c[1],
            state.propellant_kg[1],
            manifold[1],
            state.helium_bar[0],
            state.helium_bar[1],
            *state.pod_c,
            max(map(sum, state.recent_on_s)),
            delta_v,
            delta_v - reserve,
            state.isolation,
        )
