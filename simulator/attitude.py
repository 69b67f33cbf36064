"""Attitude: modes, small errors about the commanded attitude, and what the sensors make of it.

The error of each body axis is a driven oscillator: e'' = disturbance − k·e − d·e', with limited
authority. A thruster that is stuck on is a disturbance beyond that authority, so the rate grows
until its manifold is shut. Gains and torques are assumptions.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import sqrt
from typing import Final

from simulator.places import held
from simulator.quantity import quantity


class AttitudeMode(IntEnum):
    """Commanded attitude."""

    FREE_DRIFT = 0
    SUN_POINT = 1
    LVLH_HOLD = 2
    VIEW_NADIR = 3
    VIEW_TARGET = 4
    MNVR = 5
    BURN = 6
    ENTRY = 7
    SAFE = 8


class TrackerState(IntEnum):
    """Star tracker."""

    OFF = 0
    ACQUIRE = 1
    TRACK = 2
    BLINDED = 3
    FAIL = 4


SLEW_S: Final = 180.0
LOST_M: Final = 1e6  # nobody knows better than that where it is
FASTEST_RETURN_DEG_PER_S: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class AttitudeParameters:
    """Gains and authority; assumptions."""

    bandwidth_rad_per_s: float = quantity(
        0.05, "rad/s", "of the attitude control", low=1e-4, high=0.5
    )
    authority_deg_per_s2: float = quantity(
        0.02, "deg/s²", "of the control thrusters", low=1e-4, high=5
    )
    stuck_deg_per_s2: float = quantity(
        0.25, "deg/s²", "of one stuck thruster about x", low=0, high=20
    )
    torque_deg_per_s2: float = quantity(
        2.5e-4, "deg/s²", "gravity gradient and drag", low=0, high=1
    )


@dataclass(kw_only=True)
class AttitudeState:
    """Errors, rates, modes and sensors."""

    mode: AttitudeMode = AttitudeMode.VIEW_NADIR
    previous_mode: AttitudeMode = AttitudeMode.VIEW_NADIR
    slewing_s: float = SLEW_S
    error_deg: list[float] = held([0.1, -0.1, 0.05], "deg", -180, 180)
    rate_deg_per_s: list[float] = held([0.0, 0.0, 0.0], "deg/s", -20, 20)
    trackers_are_blinded: bool = False
    tracker_has_failed: list[bool] = field(default_factory=lambda: [False, False])
    imu_has_failed: list[bool] = field(default_factory=lambda: [False, False])
    drift_deg: float = held(0.0, "deg", -180, 180)
    gnss_satellites: float = held(11.0, "count", 0, 32)
    navigation_m: float = held(10.0, "m", 0, 1e6)
    drive_is_powered: bool = True
    pc: float = held(1e-7, "-", 0, 1)
    miss_km: float = held(500.0, "km", 0, 1e5)
    time_to_closest_h: float = held(60.0, "h", -1, 1000)


class Attitude:
    """Guidance, navigation and attitude control."""

    REPORTS: Final = (
        "GNC_NAV_SIG",
        "GNC_GNSS_N",
        "GNC_ST_A",
        "GNC_ST_B",
        "GNC_IMU_A",
        "GNC_IMU_B",
        "GNC_ATT_ERR",
        "GNC_MODE",
        "GNC_MISS",
        "GNC_PC",
        "GNC_TCA",
    )

    def __init__(self, parameters: AttitudeParameters) -> None:
        self.parameters = parameters
        self.state = AttitudeState()

    def command(self, mode: AttitudeMode) -> None:
        """Turn to another attitude."""
        state = self.state
        if mode is not state.mode:
            state.previous_mode, state.mode, state.slewing_s = state.mode, mode, 0.0

    def step(
        self, step_s: float, *, orbit_rad: float, stuck_x: float, manifolds_open: int
    ) -> float:
        """Advance by `step_s`; return the share of time the control thrusters fired.

        Parameters
        ----------
        orbit_rad
            Angle along the orbit, which the disturbing torques follow.
        stuck_x
            Share of full thrust of stuck thrusters, signed, turning about x.
        manifolds_open
            0 to 2; without one there is no control.
        """
        state, parameters = self.state, self.parameters
        state.slewing_s = min(SLEW_S, state.slewing_s + step_s)
        controlled = (
            manifolds_open > 0
            and state.drive_is_powered
            and state.mode is not AttitudeMode.FREE_DRIFT
        )
        self._navigate(step_s)
        fired = 0.0
        for axis in range(3):
            torque = parameters.torque_deg_per_s2 * _wave(orbit_rad, axis)
            torque += parameters.stuck_deg_per_s2 * stuck_x if axis == 0 else 0.0
            fired += self._axis(step_s, axis, torque, controlled=controlled)
        return fired / 3.0

    def _axis(self, step_s: float, axis: int, torque: float, *, controlled: bool) -> float:
        """Advance one axis; the rate first, so that the oscillator stays damped."""
        state, parameters = self.state, self.parameters
        bandwidth = parameters.bandwidth_rad_per_s
        authority = parameters.authority_deg_per_s2 if controlled else 0.0
        error, rate = state.error_deg[axis], state.rate_deg_per_s[axis]
        sensed = error + (state.drift_deg if axis == 2 else 0.0)
        # e'' = −k²·e − 1.6·k·e', with the return to zero held to a slow turn.
        back = min(FASTEST_RETURN_DEG_PER_S, bandwidth / 1.6 * abs(sensed))
        wanted = 1.6 * bandwidth * ((-back if sensed > 0.0 else back) - rate)
        control = min(authority, max(-authority, wanted))
        rate += (torque + control) * step_s
        error += rate * step_s
        fired = abs(control) / parameters.authority_deg_per_s2
        state.rate_deg_per_s[axis] = min(20.0, max(-20.0, rate))
        state.error_deg[axis] = (error + 180.0) % 360.0 - 180.0
        return fired

    def _navigate(self, step_s: float) -> None:
        """Let position grow uncertain without GNSS and attitude drift without star trackers."""
        state = self.state
        if state.gnss_satellites >= 4.0:
            state.navigation_m += (10.0 - state.navigation_m) * min(1.0, step_s / 60.0)
        else:
            grown_m = (0.04 + 4e-5 * state.navigation_m) * step_s * 2.0
            state.navigation_m = min(LOST_M, state.navigation_m + grown_m)
        if self._trackers_see():
            state.drift_deg *= max(0.0, 1.0 - step_s / 120.0)
        else:
            # Gyro drift of a cheap unit (assumption).
            state.drift_deg = min(180.0, state.drift_deg + step_s * 0.4 / 60.0)
        state.time_to_closest_h -= step_s / 3600.0
        if state.time_to_closest_h < -1.0:
            state.time_to_closest_h, state.pc, state.miss_km = 60.0, 1e-7, 500.0

    def _trackers_see(self) -> bool:
        state = self.state
        return not state.trackers_are_blinded and not all(state.tracker_has_failed)

    def _tracker(self, number: int) -> TrackerState:
        if self.state.tracker_has_failed[number]:
            return TrackerState.FAIL
        return TrackerState.BLINDED if self.state.trackers_are_blinded else TrackerState.TRACK

    def total_error_deg(self) -> float:
        """Return the angle between commanded and true attitude."""
        x, y, z = self.state.error_deg
        return min(180.0, sqrt(x * x + y * y + z * z))

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        return (
            state.navigation_m,
            round(state.gnss_satellites),
            self._tracker(0),
            self._tracker(1),
            3 if state.imu_has_failed[0] else 2,
            3 if state.imu_has_failed[1] else 2,
            self.total_error_deg(),
            state.mode,
            state.miss_km,
            state.pc,
            state.time_to_closest_h,
        )


def _wave(orbit_rad: float, axis: int) -> float:
    """Return a disturbing torque that goes round with the orbit, −1 to 1, without a sine call."""
    turns = (orbit_rad / 6.283185307179586 + 0.31 * axis) % 1.0
    triangle = 4.0 * abs(turns - 0.5) - 1.0
    return triangle
