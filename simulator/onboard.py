"""What the vehicle's computer works out from its instruments' readings.

It votes between redundant sensors and fits rates of change, with the noise and the faults the
instruments have: a frozen or lying sensor misleads it just as it would in flight.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.derived import hole_diameter_mm, leak_rate_mmhg_per_min, reserve_time_min
from simulator.sampling import TICKS_PER_SECOND, Block
from telemetry.dictionary import MissionDatabase

Array = NDArray[np.float64]
FAST_WINDOW_S: Final = 30
SLOW_WINDOW_S: Final = 600
FIT_EVERY_S: Final = 10
AVERAGE_S: Final = 3600
PRESSURE_TICKS: Final = 2  # transducers read at 5 Hz
# 1 kg of N2 at 22 °C is 657.1 mmHg·m³.
NITROGEN_MMHG_M3_PER_KG: Final = 657.1
_ZONES: Final = ("CAB_PPCO2_Z1", "CAB_PPCO2_Z2", "CAB_PPCO2_Z3", "CAB_PPCO2_Z4")
_TEMPERATURES: Final = ("CAB_T_Z1", "CAB_T_Z2", "CAB_T_Z3", "CAB_T_Z4")
_FEED_UNIT: Final = "CDH_RIU2_ST"  # through it the gas feeds are read; 0 is OK
# Until the first reading of the slower ones has come.
_USUAL: Final = MappingProxyType(
    {**dict.fromkeys(_TEMPERATURES, 22.0), "CAB_RH_Z1": 50.0, "CAB_RH_Z2": 50.0, _FEED_UNIT: 0.0}
)


def slope_taps(count: int, spacing_s: float) -> Array:
    """Return weights whose product sum with equally spaced samples is their fitted slope, per s."""
    offsets = (np.arange(count) - (count - 1) / 2) * spacing_s
    return np.asarray(offsets / (offsets @ offsets))


@dataclass(kw_only=True)
class OnboardMemory:
    """What the computer remembers of the past; the newest sample is last.

    Parameters
    ----------
    pressure_mmhg : ndarray
        Voted, 5 Hz, up to 30 s.
    temperature_k : ndarray
        Mean of the zones by volume, one a second, up to 600 s.
    leak_base_mmhg : ndarray
        Nitrogen less what was fed, at 22 °C, one a second, up to 600 s.
    co2_mmhg : ndarray
        Mean of the zones, one a second, up to an hour.
    held : dict of str to float
        Newest readings of slower parameters.
    """

    pressure_mmhg: Array = field(default_factory=lambda: np.empty(0))
    temperature_k: Array = field(default_factory=lambda: np.empty(0))
    leak_base_mmhg: Array = field(default_factory=lambda: np.empty(0))
    co2_mmhg: Array = field(default_factory=lambda: np.empty(0))
    fed_mmhg: float = 0.0
    held: dict[str, float] = field(default_factory=dict)
    slow_mmhg_per_h: float = 0.0


class OnboardComputer:
    """Fills the worked-out columns of every packet after the instruments were read.

    Parameters
    ----------
    database
        Where each parameter is.
    volumes_m3
        Of the zones.
    """

    def __init__(self, database: MissionDatabase, volumes_m3: Array) -> None:
        self.memory = OnboardMemory()
        self._place = {
            name: (packet.name, column) for name, (packet, column) in database.place.items()
        }
        self._volume_m3 = float(volumes_m3.sum())
        self._shares = volumes_m3 / self._volume_m3
        self._fast_taps = slope_taps(
            FAST_WINDOW_S * TICKS_PER_SECOND // PRESSURE_TICKS, PRESSURE_TICKS / TICKS_PER_SECOND
        )
        self._warm_taps = slope_taps(FAST_WINDOW_S, 1.0)
        self._slow_taps = slope_taps(SLOW_WINDOW_S // 10, 10.0)

    def work(self, blocks: list[Block]) -> None:
        """Work out what follows from the readings in `blocks`, in place."""
        by_name = {block.packet.name: block for block in blocks}
        pressures = self._column(by_name, "CAB_P_TOT_A")
        if pressures is None:
            return
        block, _ = pressures
        readings = np.stack(
            [self._values(by_name, f"CAB_P_TOT_{which}") for which in ("A", "B", "C")]
        )
        voted = np.median(readings, axis=0)
        self._put(by_name, "CAB_P_TOT", voted)
        memory = self.memory
        history = np.concatenate((memory.pressure_mmhg, voted))
        memory.pressure_mmhg = history[-len(self._fast_taps) :]
        if self._column(by_name, "CAB_P_SPLIT") is None:
            return
        seconds, _ = self._column(by_name, "CAB_P_SPLIT") or (block, 0)
        rows = (
            seconds.first_tick
            - block.first_tick
            + np.arange(len(seconds.values)) * TICKS_PER_SECOND
        ) // PRESSURE_TICKS
        self._put(by_name, "CAB_P_SPLIT", np.ptp(readings[:, rows], axis=0))
        self._seconds(by_name, voted[rows], history, rows + len(history) - len(voted))

    def _seconds(
        self, by_name: dict[str, Block], pressure: Array, history: Array, ends: NDArray[np.int64]
    ) -> None:
        """Work out everything that is shown once a second or more slowly."""
        seconds, _ = self._column(by_name, "CAB_P_SPLIT") or (None, 0)
        if seconds is None:
            return
        oxygen = (self._values(by_name, "CAB_PPO2_A") + self._values(by_name, "CAB_PPO2_B")) / 2.0
        self._put(by_name, "CAB_PPO2", oxygen)
        fraction = oxygen / np.maximum(pressure, 1.0)
        self._put(by_name, "CAB_FO2", np.clip(100.0 * fraction, 0.0, 100.0))
        self._put(by_name, "DRV_PIO2", np.maximum(0.0, (pressure - 47.0) * fraction))
        co2 = np.mean([self._values(by_name, zone) for zone in _ZONES], axis=0)
        held = {name: self._held(by_name, name, seconds) for name in _USUAL}
        kelvin = self._temperature(held)
        vapour = _vapour_mmhg(held)
        zones = np.stack([self._values(by_name, zone) for zone in _ZONES], axis=1)
        nitrogen = pressure - oxygen - (zones * self._shares).sum(axis=1) - vapour
        self._put(by_name, "CAB_PPN2", np.clip(nitrogen, 0.0, None))
        fast = self._fast(history, ends, pressure, kelvin)
        self._put(by_name, "CAB_DPDT", fast)
        known = int(np.flatnonzero(held[_FEED_UNIT]).max(initial=-1)) + 1
        slow = self._slow(by_name, seconds, nitrogen, pressure, kelvin, known)
        self._average(by_name, seconds, co2)
        leaks = [
            leak_rate_mmhg_per_min(quick, steady)
            for quick, steady in zip(fast.tolist(), slow.tolist(), strict=True)
        ]
        times = [
            reserve_time_min(value, leak)
            for value, leak in zip(pressure.tolist(), leaks, strict=True)
        ]
        self._put(by_name, "DRV_T_RES", np.array(times))
        self._holes(by_name, seconds, pressure, leaks)

    def _fast(
        self, history: Array, ends: NDArray[np.int64], pressure: Array, kelvin: Array
    ) -> Array:
        """Return d(P/T)/dt·T over 30 s: the slope of P less that of T at constant mass."""
        memory = self.memory
        warm = np.concatenate((memory.temperature_k, kelvin))
        memory.temperature_k = warm[-FAST_WINDOW_S:]
        rise = _fitted(history, ends, self._fast_taps)
        warming = _fitted(warm, np.arange(len(warm) - len(kelvin), len(warm)), self._warm_taps)
        return np.asarray(60.0 * (rise - pressure / kelvin * warming))

    def _slow(
        self,
        by_name: dict[str, Block],
        seconds: Block,
        nitrogen: Array,
        pressure: Array,
        kelvin: Array,
        known: int,
    ) -> Array:
        """Return the leak by the nitrogen balance over 10 min, for every second, mmHg/h.

        Only leak and feed change nitrogen, so oxygen use cannot pass for a leak. The feed is not
        known before second `known`: a flow that stands still at 8 kg/h while its unit is out
        would pass for a leak that empties the cabin. Then the balance begins anew, NaN till full.
        """
        memory = self.memory
        flow = self._values(by_name, "PCS_N2_FLOW")
        fed = memory.fed_mmhg + np.cumsum(
            flow * (NITROGEN_MMHG_M3_PER_KG / 3600.0 / self._volume_m3)
        )
        memory.fed_mmhg = float(fed[-1])
        base = np.concatenate((memory.leak_base_mmhg, nitrogen * (295.15 / kelvin) - fed))
        earlier = len(base) - len(pressure)
        if known:
            base, earlier, memory.slow_mmhg_per_h = base[earlier + known :], -known, np.nan
        memory.leak_base_mmhg = base[-SLOW_WINDOW_S:]
        shown = np.empty(len(pressure))
        shown[:] = memory.slow_mmhg_per_h
        first = -(seconds.first_tick // TICKS_PER_SECOND) % FIT_EVERY_S
        for row in range(first, len(pressure), FIT_EVERY_S):
            end = earlier + row + 1
            if end >= SLOW_WINDOW_S:
                tens = base[end - SLOW_WINDOW_S : end].reshape(-1, 10).mean(axis=1)
                per_h = 3600.0 * float((self._slow_taps * tens).sum())
                shown[row:] = per_h * pressure[row] / max(nitrogen[row], 1.0)
        memory.slow_mmhg_per_h = float(shown[-1])
        self._put_every(by_name, "CAB_DPDT_SLOW", seconds, shown)
        return shown

    def _average(self, by_name: dict[str, Block], seconds: Block, co2: Array) -> None:
        memory = self.memory
        column = self._column(by_name, "CAB_PPCO2_1H")
        history = np.concatenate((memory.co2_mmhg, co2))
        if column is not None:
            block, place = column
            start = len(history) - len(co2)
            for row in range(len(block.values)):
                tick = block.first_tick + row * (block.period_ticks)
                end = start + (tick - seconds.first_tick) // TICKS_PER_SECOND + 1
                block.values[row, place] = history[max(0, end - AVERAGE_S) : end].mean()
        memory.co2_mmhg = history[-AVERAGE_S:]

    def _holes(
        self, by_name: dict[str, Block], seconds: Block, pressure: Array, leaks: list[float]
    ) -> None:
        holes = [
            hole_diameter_mm(value, leak, self._volume_m3)
            for value, leak in zip(pressure.tolist(), leaks, strict=True)
        ]
        self._put_every(by_name, "DRV_LEAK_D", seconds, np.array(holes))

    def _temperature(self, held: Mapping[str, Array]) -> Array:
        """Return the zones' mean temperature at every second, kelvin."""
        zones = np.stack([held[name] for name in _TEMPERATURES], axis=1)
        return np.asarray((zones * self._shares).sum(axis=1) + 273.15)

    def _held(self, by_name: dict[str, Block], name: str, seconds: Block) -> Array:
        """Return a slower parameter's newest reading at every second."""
        last = self.memory.held.get(name, _USUAL[name])
        column = self._column(by_name, name)
        if column is None:
            return np.full(len(seconds.values), last)
        block, place = column
        ticks = seconds.first_tick + np.arange(len(seconds.values)) * TICKS_PER_SECOND
        rows = (ticks - block.first_tick) // block.period_ticks
        readings = block.values[np.clip(rows, 0, len(block.values) - 1), place]
        values = np.where((rows < 0) | np.isnan(readings), last, readings)
        self.memory.held[name] = float(values[-1])
        return np.asarray(values)

    def _column(self, by_name: dict[str, Block], name: str) -> tuple[Block, int] | None:
        packet, column = self._place[name]
        block = by_name.get(packet)
        return None if block is None else (block, column)

    def _values(self, by_name: dict[str, Block], name: str) -> Array:
        packet, column = self._place[name]
        return by_name[packet].values[:, column]

    def _put(self, by_name: dict[str, Block], name: str, values: Array) -> None:
        packet, column = self._place[name]
        by_name[packet].values[:, column] = np.rint(values * 1e3) / 1e3

    def _put_every(
        self, by_name: dict[str, Block], name: str, seconds: Block, values: Array
    ) -> None:
        """Show values of every second in a slower packet, if one of its rows is due."""
        column = self._column(by_name, name)
        if column is None:
            return
        block, place = column
        period = block.period_ticks
        ticks = block.first_tick + np.arange(len(block.values)) * period
        rows = (ticks - seconds.first_tick) // TICKS_PER_SECOND
        block.values[:, place] = np.rint(values[rows] * 1e3) / 1e3


def _vapour_mmhg(held: Mapping[str, Array]) -> Array:
    """Return the mean vapour pressure of the two zones with a humidity sensor."""
    parts = [
        0.04584
        * held[f"CAB_RH_{zone}"]
        * np.exp(17.62 * held[f"CAB_T_{zone}"] / (243.12 + held[f"CAB_T_{zone}"]))
        for zone in ("Z1", "Z2")
    ]
    return np.asarray((parts[0] + parts[1]) / 2.0)


def _fitted(history: Array, ends: NDArray[np.int64], taps: Array) -> Array:
    """Return the slope of the window that ends at each index; 0 while it is not full."""
    count = len(taps)
    slopes = np.zeros(len(ends))
    full = ends >= count - 1
    if full.any():
        windows = np.lib.stride_tricks.sliding_window_view(history, count)
        slopes[full] = (windows[ends[full] - count + 1] * taps).sum(axis=1)
    return slopes
