"""Instruments: what stands between the truth and the telemetry.

Every float parameter has a noise and a resolution; any may be given a bias, be frozen, fail high or
drop out. Noise is drawn per packet from its own stream, so the bytes do not depend on how many rows
are made at a time. Noise figures are assumptions unless the dictionary names an accuracy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.computers import unit_of
from simulator.places import held
from telemetry.dictionary import Packet, Parameter, ParameterKind

Array = NDArray[np.float64]

# Noise (one sigma) and resolution by unit, and where a parameter differs.
_BY_UNIT: Final = MappingProxyType(
    {
        "mmHg": (0.05, 0.01),
        "degC": (0.01, 0.01),
        "%": (0.05, 0.01),
        "m3/h": (0.4, 0.1),
        "rpm": (6.0, 1.0),
        "A": (0.02, 0.01),
        "V": (0.02, 0.01),
        "W": (2.0, 1.0),
        "Pa": (0.8, 0.1),
        "bar": (0.02, 0.01),
        "kg": (0.002, 0.001),
        "kg/h": (0.005, 0.001),
        "ppm": (0.03, 0.01),
        "mg/m3": (0.01, 0.001),
        "kPa": (0.3, 0.1),
        "km": (0.002, 0.0001),
        "km/s": (2e-6, 1e-7),
        "bpm": (1.2, 1.0),
        "dBA": (0.3, 0.1),
        "dB": (0.15, 0.1),
        "m/s": (0.005, 0.001),
        "deg": (0.0005, 0.0001),
        "deg/s": (0.002, 0.0001),
        "g": (0.0005, 0.0001),
        "m": (0.2, 0.1),
        "mg/L": (0.003, 0.001),
        "uGy/h": (0.3, 0.1),
        "ms": (0.5, 0.1),
    }
)
_BY_PARAMETER: Final = MappingProxyType(
    {
        "CAB_P_TOT_A": (0.1, 0.01),
        "CAB_P_TOT_B": (0.1, 0.01),
        "CAB_P_TOT_C": (0.1, 0.01),
        "CAB_PPO2_A": (0.3, 0.01),
        "CAB_PPO2_B": (0.3, 0.01),
        "CAB_PPCO2_Z1": (0.02, 0.001),
        "CAB_PPCO2_Z2": (0.02, 0.001),
        "CAB_PPCO2_Z3": (0.02, 0.001),
        "CAB_PPCO2_Z4": (0.02, 0.001),
        "ARS_CO2_OUT": (0.01, 0.001),
        "CAB_HCN": (0.01, 0.001),
        "CAB_HCL": (0.01, 0.001),
        "GNC_Q0": (0.0, 1e-6),
        "GNC_Q1": (0.0, 1e-6),
        "GNC_Q2": (0.0, 1e-6),
        "GNC_Q3": (0.0, 1e-6),
        "GNC_PC": (0.0, 0.0),
        "COM_FER": (0.0, 0.0),
        "CDH_MET": (0.0, 0.001),
        "COM_DL_RATE": (0.0, 1.0),
        "PRP_DUTY": (0.0, 0.01),
        "ARS_BED_CYCLE": (0.0, 1.0),
    }
)


def noise_and_resolution(parameter: Parameter) -> tuple[float, float]:
    """Return sigma and least step of a parameter's instrument, in its unit."""
    if parameter.kind is not ParameterKind.FLOAT:
        return 0.0, 0.0
    return _BY_PARAMETER.get(parameter.id, _BY_UNIT.get(parameter.unit, (0.0, 0.0)))


@dataclass(kw_only=True)
class SensorFault:
    """What is wrong with one instrument.

    Parameters
    ----------
    bias : float
        Added, in the parameter's unit.
    extra_noise : float
        One sigma, added to the instrument's own.
    is_frozen : bool
        Repeats the last reading.
    fails_high : bool
        Reads the top of its range.
    drops_out : bool
        Reads nothing (NaN).
    """

    bias: float = held(0.0, "parameter's", -1e6, 1e6)
    extra_noise: float = held(0.0, "parameter's", 0, 1e6)
    is_frozen: bool = False
    fails_high: bool = False
    drops_out: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is wrong."""
        return self != _SOUND


_SOUND: Final = SensorFault()


class PacketSensors:
    """The instruments of one packet.

    Parameters
    ----------
    packet
        Its parameters' units and ranges decide noise, resolution and clipping.
    seed : int
        Of the whole simulation; the packet's APID makes its stream its own.
    """

    def __init__(self, packet: Packet, seed: int) -> None:
        pairs = [noise_and_resolution(parameter) for parameter in packet.parameters]
        self._sigma = np.array([sigma for sigma, _ in pairs])
        steps = np.array([step for _, step in pairs])
        self._stepped = steps > 0.0
        self._steps = np.where(self._stepped, steps, 1.0)
        numeric = np.array([not parameter.states for parameter in packet.parameters])
        low = np.array([parameter.range_low for parameter in packet.parameters])
        high = np.array([parameter.range_high for parameter in packet.parameters])
        self._low = np.where(numeric, low, -np.inf)
        self._high = np.where(numeric, high, np.inf)
        self._noisy = np.flatnonzero(self._sigma)
        self._units = np.array(
            [-1 if unit is None else unit for unit in map(unit_of, _ids(packet))]
        )
        self.random = np.random.Generator(np.random.PCG64([seed, packet.apid]))
        self.faults = {name: SensorFault() for name in _ids(packet)}
        self.last = np.full(packet.columns, np.nan)

    def read(self, truth: Array, stale_units: Sequence[bool]) -> Array:
        """Return what the instruments show of `truth`, shape (rows, columns).

        Parameters
        ----------
        stale_units
            Data units that repeat their last readings; what lies still lies then.
        """
        noise = self.random.standard_normal((truth.shape[0], len(self._noisy)))
        values = truth.copy()
        values[:, self._noisy] += noise * self._sigma[self._noisy]
        wrong = [item for item in enumerate(self.faults.values()) if item[1].is_any]
        for column, fault in wrong:
            values[:, column] += fault.bias
            place = np.flatnonzero(self._noisy == column)
            if fault.extra_noise and len(place):
                values[:, column] += fault.extra_noise * noise[:, place[0]]
        whole = np.rint(values / self._steps) * self._steps
        np.copyto(values, whole, where=self._stepped)
        np.clip(values, self._low, self._high, out=values)
        frozen = np.isin(self._units, np.flatnonzero(stale_units)) & ~np.isnan(self.last)
        for column, fault in wrong:
            frozen[column] |= fault.is_frozen and not np.isnan(self.last[column])
        if frozen.any():
            values[:, frozen] = self.last[frozen]
        self.last = values[-1].copy()
        for column, fault in wrong:
            if fault.fails_high:
                values[:, column] = self._high[column]
            if fault.drops_out:
                values[:, column] = np.nan
        return values


def _ids(packet: Packet) -> list[str]:
    return [parameter.id for parameter in packet.parameters]
