"""The truth about every parameter, one row per second.

Between two steps of the models numbers are interpolated and states held. The orbit and the attitude
are exact at every second.
"""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.pointing import attitude_quaternions
from simulator.stepping import SLOW_STEP_S, Stepper
from simulator.surroundings import Surroundings
from telemetry.dictionary import MissionDatabase, ParameterKind

Array = NDArray[np.float64]
SKY_REPORTS: Final = (
    "GNC_R_X",
    "GNC_R_Y",
    "GNC_R_Z",
    "GNC_V_X",
    "GNC_V_Y",
    "GNC_V_Z",
    "GNC_LAT",
    "GNC_LON",
    "GNC_ALT",
    "GNC_BETA",
    "EPS_SUN",
    "COM_NEXT_AOS",
    "COM_NEXT_LOS",
    "CDH_MET",
    "GNC_Q0",
    "GNC_Q1",
    "GNC_Q2",
    "GNC_Q3",
    "GNC_W_X",
    "GNC_W_Y",
    "GNC_W_Z",
)
# Several instruments look at one quantity.
COPIES: Final = {
    "CAB_P_TOT_A": "CAB_P_TOT",
    "CAB_P_TOT_B": "CAB_P_TOT",
    "CAB_P_TOT_C": "CAB_P_TOT",
    "CAB_PPO2_A": "CAB_PPO2",
    "CAB_PPO2_B": "CAB_PPO2",
}
# What the on-board computer fills in from the instruments' readings.
WORKED_OUT: Final = (
    "CAB_P_SPLIT",
    "CAB_DPDT",
    "CAB_DPDT_SLOW",
    "CAB_PPCO2_1H",
    "DRV_PIO2",
    "DRV_T_RES",
    "DRV_LEAK_D",
    "DRV_STALE_N",
    "DRV_ALM_10M",
)
_POINTING: Final = 9  # hidden columns: mode, the one before, time since, three errors, three rates


class _Model(Protocol):
    @property
    def REPORTS(self) -> tuple[str, ...]:  # noqa: N802
        ...

    def report(self) -> tuple[float, ...]: ...


class UnreportedError(ValueError):
    """The mission database names parameters that no model reports; lists them."""


class TruthRecorder:
    """Steps a vehicle and writes down what is true.

    Parameters
    ----------
    stepper
        Steps the vehicle.
    database
        The parameters wanted.

    Raises
    ------
    UnreportedError
        If a parameter has no model.
    """

    def __init__(self, stepper: Stepper, database: MissionDatabase) -> None:
        vehicle = stepper.vehicle
        self._stepper = stepper
        self._vehicle = vehicle
        self._models: tuple[_Model, ...] = (
            vehicle.life_support,
            vehicle.life_support.ventilation,
            vehicle.life_support.co2_removal,
            vehicle.life_support.humidity,
            vehicle.life_support.pressure_control,
            vehicle.power,
            vehicle.attitude,
            vehicle.comms,
            vehicle.computers,
        )
        self._slow_models: tuple[_Model, ...] = (
            vehicle.thermal,
            vehicle.fire,
            vehicle.propulsion,
            vehicle.radiation,
            vehicle.windows,
            vehicle.hospitality,
            vehicle.biomedical,
            vehicle.derived,
        )
        every = (*self._models, *self._slow_models)
        reported = [name for model in every for name in model.REPORTS]
        self.columns: tuple[str, ...] = (*reported, *SKY_REPORTS, *COPIES, *WORKED_OUT)
        missing = sorted(set(database.parameters) - set(self.columns))
        if missing:
            raise UnreportedError(f"no model reports {', '.join(missing)}")
        self._reported = len(reported)
        kinds = [
            database.parameters[name].kind if name in database.parameters else ParameterKind.FLOAT
            for name in reported
        ]
        smooth = [kind is ParameterKind.FLOAT for kind in kinds] + [False] * _POINTING
        self._is_smooth = np.array(smooth)
        self._sources = [self.columns.index(source) for source in COPIES.values()]
        self._slow_row: list[float] = []
        self._last = self._row()

    def _row(self) -> list[float]:
        vehicle = self._vehicle
        if vehicle.second % SLOW_STEP_S == 0 or not self._slow_row:
            self._slow_row = [value for model in self._slow_models for value in model.report()]
        row: list[float] = []
        for model in self._models:
            row += model.report()
        row += self._slow_row
        attitude = vehicle.attitude.state
        row += (attitude.mode, attitude.previous_mode, attitude.slewing_s)
        row += attitude.error_deg
        row += attitude.rate_deg_per_s
        return row

    def advance(self, seconds: int) -> Array:
        """Step the vehicle for at least `seconds`.

        Returns
        -------
        ndarray, shape (seconds or a little more + 1, columns)
            Row 0 is the present second, the last row the vehicle's own.
        """
        first = self._vehicle.second
        rows, at = [self._last], [0]
        while at[-1] < seconds:
            self._stepper.step()
            self._last = self._row()
            rows.append(self._last)
            at.append(self._vehicle.second - first)
        seconds = at[-1]
        modelled = self._every_second(np.array(rows), np.array(at))
        truth = np.empty((seconds + 1, len(self.columns)))
        truth[:, : self._reported] = modelled[:, : self._reported]
        self._fill_sky(truth, modelled[:, self._reported :], first)
        end = self._reported + len(SKY_REPORTS)
        truth[:, end : end + len(COPIES)] = truth[:, self._sources]
        truth[:, end + len(COPIES) :] = 0.0
        return truth

    def _every_second(self, rows: Array, at: NDArray[np.int64]) -> Array:
        """Return rows for every second from those the models stepped to."""
        seconds = np.arange(at[-1] + 1)
        after = np.clip(np.searchsorted(at, seconds, side="right"), 1, max(1, len(at) - 1))
        after = np.minimum(after, len(at) - 1)
        before = np.maximum(after - 1, 0)
        span = np.maximum(at[after] - at[before], 1)
        share = ((seconds - at[before]) / span)[:, None]
        low, high = rows[before], rows[after]
        between = np.where(self._is_smooth, low + (high - low) * share, low)
        return np.asarray(np.where(share >= 1.0, high, between))

    def _fill_sky(self, truth: Array, pointing: Array, first_second: int) -> None:
        row = 0
        while row < len(truth):
            chunk = self._vehicle.sky.chunk(first_second + row)
            start = first_second + row - chunk.first_second
            count = min(len(truth) - row, len(chunk.times_ns) - start)
            into = truth[row : row + count, self._reported :]
            self._fill_part(into, pointing[row : row + count], chunk, slice(start, start + count))
            row += count

    def _fill_part(self, into: Array, pointing: Array, chunk: Surroundings, part: slice) -> None:
        error_ms = self._vehicle.computers.state.clock_error_ms
        seconds = np.arange(part.start, part.stop) + chunk.first_second
        into[:, 0:3] = chunk.position_teme_km[part]
        into[:, 3:6] = chunk.velocity_teme_km_s[part]
        into[:, 6] = chunk.latitude_deg[part]
        into[:, 7] = chunk.longitude_deg[part]
        into[:, 8] = chunk.altitude_km[part]
        into[:, 9] = chunk.beta_deg[part]
        into[:, 10] = chunk.illumination[part]
        into[:, 11] = chunk.next_acquisition_s[part]
        into[:, 12] = chunk.next_loss_s[part]
        into[:, 13] = self._vehicle.elapsed_at_start_s + seconds + error_ms / 1e3
        into[:, 14:18] = attitude_quaternions(
            chunk, part, pointing[:, 0], pointing[:, 1], pointing[:, 2], pointing[:, 3:6]
        )
        into[:, 18:21] = pointing[:, 6:9]
        speed = np.linalg.norm(chunk.velocity_teme_km_s[part], axis=1)
        radius = np.linalg.norm(chunk.position_teme_km[part], axis=1)
        turns_with_orbit = ~np.isin(pointing[:, 0], (0.0, 1.0, 8.0))
        into[:, 19] -= np.degrees(speed / radius) * turns_with_orbit
