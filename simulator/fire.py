"""Fire, smoke detectors and extinguishers.

Per gram of an assumed polymer burnt: 1.83 g O2 taken; 1.8 g CO2, 0.1 g CO and 0.05 g smoke given,
24 kJ of heat; traces of HCN and HCl. Source: general fire literature, so an assumption. A fire
goes on while its source has power and the air enough oxygen, unless it is put out.
"""

from dataclasses import dataclass, field
from math import exp
from typing import Final

from simulator.gases import Gas
from simulator.places import held

HEAT_J_PER_G: Final = 24e3
GIVEN_G_PER_G: Final = (
    (Gas.O2, -1.83),
    (Gas.CO2, 1.8),
    (Gas.H2O, 0.6),
    (Gas.CO, 0.1),
    (Gas.HCN, 0.002),
    (Gas.HCL, 0.004),
    (Gas.VOC, 0.005),
    (Gas.DUST, 0.05),
)
# Oxygen fraction below which an assumed polymer stops burning.
LEAST_OXYGEN_PCT: Final = 14.0


@dataclass(kw_only=True)
class FireState:
    """The fire, the detectors and the extinguishers."""

    source_g_per_min: float = held(0.0, "g/min", 0, 100)
    zone: int = held(1, "index", 0, 3)
    burning_g_per_min: float = held(0.0, "g/min", 0, 500)
    burnt_g: float = 0.0
    is_put_out: bool = False
    extinguisher_bar: list[float] = held([20.0, 20.0], "bar", 0, 30)
    detector_has_failed: list[bool] = field(default_factory=lambda: [False, False, False])
    isolation: int = held(0, "state", 0, 2)
    masks: int = held(7, "count", 0, 20)


class Fire:
    """Fire detection and suppression."""

    REPORTS: Final = (
        "FDS_SMK_1_ST",
        "FDS_SMK_2_ST",
        "FDS_SMK_3_ST",
        "FDS_PFE_1_P",
        "FDS_PFE_2_P",
        "FDS_ISOL",
        "FDS_MASKS_O2",
    )

    def __init__(self) -> None:
        self.state = FireState()

    def put_out(self, extinguisher: int) -> str | None:
        """Use a water-mist extinguisher; return why not, if it cannot be done."""
        state = self.state
        if state.extinguisher_bar[extinguisher] < 8.0:
            return f"water-mist extinguisher {extinguisher + 1} is empty"
        state.extinguisher_bar[extinguisher] -= 14.0
        state.is_put_out = True
        return None

    def step(self, step_s: float, *, source_has_power: bool, oxygen_pct: float) -> float:
        """Advance by `step_s`; return what burns, g/s.

        Parameters
        ----------
        oxygen_pct
            Oxygen fraction where it burns; more than 21 % feeds it in proportion.
        """
        state = self.state
        goes_on = source_has_power and not state.is_put_out and oxygen_pct > LEAST_OXYGEN_PCT
        target = state.source_g_per_min * max(0.0, oxygen_pct / 21.0) if goes_on else 0.0
        rate_s = 5.0 if target > state.burning_g_per_min else 15.0
        state.burning_g_per_min += (target - state.burning_g_per_min) * (
            1.0 - exp(-step_s / rate_s)
        )
        if state.source_g_per_min == 0.0:
            state.is_put_out = False
        if state.burning_g_per_min < 1e-4:
            state.burning_g_per_min = 0.0
        state.burnt_g += state.burning_g_per_min * step_s / 60.0
        return state.burning_g_per_min / 60.0

    def report(self) -> tuple[float, ...]:
        """Return the truth of `REPORTS`."""
        state = self.state
        health = (3 if failed else 0 for failed in state.detector_has_failed)
        return (*health, *state.extinguisher_bar, state.isolation, state.masks)
