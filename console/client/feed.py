"""What the telemetry says now: values with their times and validity, gaps counted."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from console.domain.forecast.bins import TelemetryBins
from console.protocol import History as RecordedHistory
from telemetry.dictionary import MissionDatabase, Parameter
from telemetry.gaps import GapCounter
from telemetry.history import History
from telemetry.judgement import Validity, validity
from telemetry.levels import MinMax
from telemetry.link import Received
from telemetry.wire import Frame

STALE_AFTER_PERIODS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """One reading, whole.

    Parameters
    ----------
    value : float
        In the parameter's unit; NaN when nothing was received or the sample is invalid.
    generated_ns, received_ns : int
        When it was sampled on board (mission time) and when it arrived here (wall time); 0 when
        nothing was received.
    age_s : float
        Mission seconds since it was sampled.
    """

    parameter: Parameter
    value: float
    generated_ns: int
    received_ns: int
    age_s: float
    validity: Validity


class Feed:
    """Latest values and history of every parameter of one vehicle."""

    def __init__(self, database: MissionDatabase) -> None:
        self.database = database
        self.history = History(database)
        self.gaps = GapCounter()
        self.bins = TelemetryBins(database)  # what the forecast is made from
        self.newest_ns = 0  # generation time of the newest sample of all, 0 before the first
        self._source = ""
        self._received_ns: dict[str, int] = {}

    def take(self, received: Received) -> None:
        """Add one frame."""
        frame = received.frame
        packet = self.database.packet_by_name.get(frame.packet)
        if packet is None or packet.columns != frame.columns:
            return  # a frame of another vehicle; the server has counted it
        self.gaps.count(frame)
        self.history.append(frame)
        self.bins.take(frame)
        self._received_ns[frame.packet] = received.received_ns
        if packet.is_ground:
            return  # that the ground works says nothing about the vehicle
        last_ns = frame.generated_ns + (frame.rows - 1) * packet.period_ns
        is_new_source = frame.source != self._source  # its time may begin earlier
        self.newest_ns = last_ns if is_new_source else max(self.newest_ns, last_ns)
        self._source = frame.source

    def repair(self, frames: Iterable[Frame]) -> None:
        """Put frames that were missed where they belong; they are not the newest readings."""
        for frame in frames:
            packet = self.database.packet_by_name.get(frame.packet)
            if packet is not None and packet.columns == frame.columns:
                self.gaps.repair(frame)
                self.history.append(frame)
                self.bins.take(frame)

    def back_fill(self, recorded: RecordedHistory) -> None:
        """Join what the server recorded to what was heard since."""
        self.history.back_fill(
            recorded.parameter,
            MinMax(
                width_ns=recorded.width_ns,
                times_ns=np.frombuffer(recorded.times_ns, "<i8"),
                low=np.frombuffer(recorded.low, "<f8"),
                high=np.frombuffer(recorded.high, "<f8"),
            ),
            from_ns=recorded.from_ns,
            to_ns=recorded.to_ns,
        )

    def value(self, parameter_id: str, now_ns: int, *, way_ns: int = 0) -> ParameterValue:
        """Return the latest reading as it stands at mission time `now_ns`.

        Parameters
        ----------
        way_ns : int
            Mission time that may pass while a sample is on its way here; it grows with the
            mission's rate and makes no sample stale.
        """
        packet, _column = self.database.place[parameter_id]
        parameter = self.database.parameters[parameter_id]
        generated_ns, value = self.history.latest(parameter_id) or (0, math.nan)
        age_s = max(0, now_ns - generated_ns) / 1e9 if generated_ns else 0.0
        if not generated_ns:
            state = Validity.NOT_RECEIVED
        elif age_s * 1e9 > STALE_AFTER_PERIODS * packet.period_ns + way_ns:
            state = Validity.STALE
        else:
            state = validity(parameter, value)
        return ParameterValue(
            parameter=parameter,
            value=value,
            generated_ns=generated_ns,
            received_ns=self._received_ns.get(packet.name, 0),
            age_s=age_s,
            validity=state,
        )
