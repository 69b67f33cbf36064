"""What the on-board computer would say if its instruments were perfect: the truth it works out."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.onboard import OnboardComputer
from simulator.sampling import Sampler
from simulator.truth import WORKED_OUT
from telemetry.dictionary import MissionDatabase

# The ground's own counts have no truth beside themselves.
IDEAL: Final = frozenset(WORKED_OUT) - {"DRV_STALE_N", "DRV_ALM_10M"}


class IdealComputer:
    """A second on-board computer, fed with the truth.

    Parameters
    ----------
    database
        The vehicle's packets.
    volumes_m3
        Of the zones.
    sampler
        Knows which rows are due.
    is_asked
        Whether anybody may ask; else it costs nothing and says nothing.
    """

    def __init__(
        self,
        database: MissionDatabase,
        volumes_m3: NDArray[np.float64],
        sampler: Sampler,
        *,
        is_asked: bool,
    ) -> None:
        self.computer = OnboardComputer(database, volumes_m3)
        self.said: dict[str, float] = {}
        self._sampler = sampler
        self._is_asked = is_asked

    def work(
        self, truth: NDArray[np.float64], first_second: int, after_tick: int, to_tick: int
    ) -> None:
        """Take the truth of ``after_tick < t ≤ to_tick``, as `Sampler.blocks`."""
        if not self._is_asked:
            return
        blocks = self._sampler.true_blocks(truth, first_second, after_tick, to_tick)
        self.computer.work(blocks)
        for block in blocks:
            for column, parameter in enumerate(block.packet.parameters):
                if parameter.id in IDEAL:
                    self.said[parameter.id] = float(block.values[-1, column])
