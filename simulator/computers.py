"""Flight computers, data units, clock, command counters and recorder; hatches and seats."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from simulator.places import held


class ComputerState(IntEnum):
    """States of a flight computer."""

    OFF = 0
    STANDBY = 1
    PRIME = 2
    DISAGREE = 3
    FAIL = 4


class UnitState(IntEnum):
    """States of a remote interface unit."""

    OK = 0
    STALE = 1
    RESET = 2
    FAIL = 3


# Which data unit reads a parameter, by how its id begins; the third reads the rest.
UNIT_PREFIXES: Final = (
    ("CAB_", "ARS_", "FDS_", "WIN_", "HSP_", "BIO_", "STR_"),
    ("CAB_NH3", "TCS_B_", "PCS_"),
)
UNITS: Final = 3


def unit_of(parameter: str) -> int | None:
    """Return which data unit reads `parameter`; None for what computers work out or are."""
    if parameter.startswith(("DRV_", "CDH_", "COM_LINK")):
        return None
    if parameter.startswith(UNIT_PREFIXES[1]):
        return 1
    return 0 if parameter.startswith(UNIT_PREFIXES[0]) else 2


@dataclass(kw_only=True)
class ComputersState:
    """Computers, data units, clock and hatches."""

    computers: list[ComputerState] = field(
        default_factory=lambda: [
            ComputerState.PRIME,
            ComputerState.STANDBY,
            ComputerState.STANDBY,
        ]
    )
    unit_is_stale: list[bool] = field(default_factory=lambda: [False] * UNITS)
    ground_is_frozen: bool = False
    clock_error_ms: float = held(0.0, "ms", -1e6, 1e6)
    commands_accepted: int = 0
    commands_rejected: int = 0
    recorder_pct: float = held(20.0, "%", 0, 100)
    seal_loss: list[float] = held([0.0, 0.0], "-", 0, 1)
    seal_mmhg: list[float] = held([758.0, 758.0], "mmHg", 0, 2e3)
    hatch: list[int] = held([2, 2, 1], "state", 0, 2)
    seats: int = held(0, "count", 0, 6)
    pyro: int = held(0, "state", 0, 2)
    acceleration_g: float = held(0.0, "g", -20, 20)


class Computers:
    """Command and data handling, and the structure's few instruments."""

    REPORTS: Final = (
        "CDH_FCA_ST",
        "CDH_FCB_ST",
        "CDH_FCC_ST",
        "CDH_RIU1_ST",
        "CDH_RIU2_ST",
        "CDH_RIU3_ST",
        "CDH_TIME_ERR",
        "CDH_CMD_ACC",
        "CDH_CMD_REJ",
        "CDH_REC_PCT",
        "STR_FWD_HATCH",
        "STR_SIDE_HATCH",
        "STR_HYG_HATCH",
        "STR_FWD_SEAL_P",
        "STR_SIDE_SEAL_P",
        "STR_SEATS",
        "STR_PYRO",
        "STR_ACC",
    )

    def __init__(self) -> None:
        self.state = ComputersState()

    def step(self, step_s: float, *, cabin_mmhg: float, link_is_up: bool) -> None:
        """Advance by `step_s`."""
        state = self.state
        # 0.4 % an hour recorded, 3 % an hour sent down while there is a link (assumption).
        rate = 0.4 - (3.0 if link_is_up and state.recorder_pct > 18.0 else 0.0)
        state.recorder_pct = min(100.0, max(0.0, state.recorder_pct + rate * step_s / 3600.0))
        for seal in (0, 1):
            target = (cabin_mmhg - 2.0) * (1.0 - state.seal_loss[seal])
            state.seal_mmhg[seal] += (target - state.seal_mmhg[seal]) * min(1.0, step_s / 900.0)

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        return (
            *state.computers,
            *(UnitState.STALE if stale else UnitState.OK for stale in state.unit_is_stale),
            state.clock_error_ms,
            state.commands_accepted,
            state.commands_rejected,
            state.recorder_pct,
            *state.hatch,
            *state.seal_mmhg,
            state.seats,
            state.pyro,
            state.acceleration_g,
        )
