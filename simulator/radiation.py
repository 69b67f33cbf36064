"""Dose rate from galactic rays, the South Atlantic Anomaly and solar particles.

The anomaly's dose falls off with the field strength and grows with altitude; the galactic part
grows towards the poles, where the field guides it in. Levels are assumptions tied to 170 to 200
µGy/day measured on ISS crews (2000 to 2003) and a peak of 2 to 4 µGy/min at 420 km, four to five
times that at 585 km. The anomaly's edge is |B| < 22 000 nT at 420 km and 21 000 nT at 550 km.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.places import held
from simulator.quantity import quantity
from telemetry.magnetic_field import anomaly_threshold_nt, dipole_pole_itrf, field_strength_nt

Array = NDArray[np.float64]


# From the anomaly's edge down to the field's minimum of 18 860 nT at 420 km.
ANOMALY_DEPTH_NT: Final = 3_140.0


@dataclass(frozen=True, kw_only=True)
class RadiationParameters:
    """Levels; assumptions."""

    anomaly_peak_ugy_per_h: float = quantity(
        120.0, "µGy/h", "at the field's minimum, 420 km", low=0, high=1e5
    )
    anomaly_scale_nt: float = quantity(
        900.0, "nT", "field over which it falls by e", low=1, high=1e5
    )
    altitude_scale_km: float = quantity(
        119.0, "km", "height over which it grows by e", low=20, high=1e5
    )
    galactic_ugy_per_h: float = quantity(4.5, "µGy/h", "at the equator", low=0, high=1e4)
    storm_ugy_per_h: float = quantity(
        900.0, "µGy/h", "of an S1 storm at high latitude; ten times per class", low=0, high=1e5
    )


@dataclass(kw_only=True)
class RadiationState:
    """Dose so far, a trainer's addition to the rate, and the storm class.

    The class is 0 for none, 1 for a watch, 2 to 6 for S1 to S5.
    """

    dose_ugy: float = held(0.0, "µGy", 0, 1e9)
    extra_ugy_per_h: float = held(0.0, "µGy/h", 0, 1e6)
    storm_class: float = held(0.0, "-", 0, 6)


class Radiation:
    """The dosimeters."""

    REPORTS: Final = ("RAD_RATE_A", "RAD_RATE_B", "RAD_DOSE", "RAD_SAA", "RAD_SPE")

    def __init__(self, parameters: RadiationParameters, elapsed_s: float) -> None:
        self.parameters = parameters
        # 15 µGy/h is the usual mean of this orbit; the mission began before the simulation.
        self.state = RadiationState(dose_ugy=max(0.0, elapsed_s) / 3600.0 * 15.0)
        self._rate = 0.0
        self._place = 0.0

    def step(self, step_s: float, *, quiet_ugy_per_h: float, polar: float, place: float) -> None:
        """Advance by `step_s`.

        Parameters
        ----------
        quiet_ugy_per_h
            From galactic rays and the anomaly.
        polar
            0 at low to 1 at high magnetic latitude, where solar particles come in.
        place
            0 outside, 1 near, 2 inside the anomaly.
        """
        storm = 0.0
        if self.state.storm_class >= 1.5:
            storm = self.parameters.storm_ugy_per_h * 10.0 ** (self.state.storm_class - 2.0) * 0.1
        self._rate = quiet_ugy_per_h + storm * polar + self.state.extra_ugy_per_h
        self._place = 2.0 if self.state.extra_ugy_per_h > 100.0 else place
        self.state.dose_ugy += self._rate * step_s / 3600.0

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        return (
            self._rate,
            0.97 * self._rate,
            self.state.dose_ugy,
            self._place,
            round(self.state.storm_class),
        )


def quiet_dose(
    parameters: RadiationParameters,
    position_itrf_km: Array,
    altitude_km: Array,
    times_ns: NDArray[np.int64],
) -> tuple[Array, Array, Array]:
    """Return dose rate without storms (µGy/h), polar share and place by the anomaly, shape (n,)."""
    field_nt = field_strength_nt(position_itrf_km, times_ns)
    height = np.exp((altitude_km - 420.0) / parameters.altitude_scale_km)
    edge_nt = anomaly_threshold_nt(altitude_km)
    rise = (field_nt - edge_nt + ANOMALY_DEPTH_NT) / parameters.anomaly_scale_nt
    anomaly = parameters.anomaly_peak_ugy_per_h * height * np.exp(-rise)
    pole = dipole_pole_itrf(int(times_ns[0]))
    sine = position_itrf_km @ pole / np.linalg.norm(position_itrf_km, axis=1)
    galactic = parameters.galactic_ugy_per_h * (1.0 + 1.5 * sine**2)
    polar = np.clip((np.abs(sine) - 0.7) / 0.15, 0.0, 1.0)
    place = np.where(field_nt < edge_nt, 2.0, np.where(field_nt < edge_nt + 1500.0, 1.0, 0.0))
    return galactic + anomaly, polar, place
