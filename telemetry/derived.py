"""Values the ground works out where a vehicle does not send them: rates, averages, reserves.

They are a packet of their own, one row for each whole second of sample time, and are recorded,
relayed and judged like any other. A second is worked out once every packet it needs has passed
it, or none can be waited for any longer. Only samples in their order count: what comes late
fills no window and is counted, and the seconds it is missing from stay INVALID. What a formula
says outside its parameter's range is said as the end of the range.
"""

import math
from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.derived_file import PACKET, PERIOD_NS
from telemetry.derived_formulas import Formula, make_formula
from telemetry.dictionary import MissionDatabase, Packet, Parameter
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

PATIENCE_NS: Final = 5 * NS_PER_S
STALE_PERIODS: Final = 3
ROWS_MOST: Final = 600  # after a longer gap the windows begin anew


class DerivedWatch:
    """Follows a vehicle's frames and works out what it does not send.

    Parameters
    ----------
    session : str
        Name of this life of the ground, as the source of its frames.
    """

    def __init__(self, database: MissionDatabase, session: str) -> None:
        self.late_rows = 0
        packet = database.packet_by_name.get(PACKET)
        self._parameters = packet.parameters if packet is not None else ()
        self._session = session
        self._sequence = 0
        wanted: dict[str, list[str]] = {}
        for parameter in self._parameters:
            for name in parameter.derivation.inputs if parameter.derivation else ():
                place = database.place[name][0]
                if not place.is_ground and name not in wanted.setdefault(place.name, []):
                    wanted[place.name].append(name)
        self._wanted, self._packets = wanted, database.packet_by_name
        self._inputs: dict[str, _Samples] = {}
        self._done_ns = 0  # the last second that was worked out
        self._begin("")

    def take(self, frame: Frame) -> Frame | None:
        """Return the seconds that can be worked out now that `frame` came; None if none can."""
        if frame.packet not in self._inputs:
            return None
        if frame.source != self._source:
            self._begin(frame.source)
        samples = self._inputs[frame.packet]
        self.late_rows += samples.add(frame)
        newest_ns = max(each.newest_ns for each in self._inputs.values())
        if newest_ns - self._done_ns > ROWS_MOST * NS_PER_S:  # so at first, too
            self._begin_windows()
            self._done_ns = max(self._done_ns, _whole(frame.generated_ns - 1))
        # Frames of many rows come in turns: what is of the same stretch is waited for.
        span_ns = frame.rows * samples.packet.period_ns
        complete_ns = min(each.complete_ns for each in self._inputs.values())
        last_ns = _whole(max(complete_ns, newest_ns - PATIENCE_NS - 2 * span_ns))
        return self._worked_out(last_ns) if last_ns > self._done_ns else None

    def begin_anew(self) -> None:
        """Begin another time: the source's clock was set back."""
        self._begin(self._source)

    def _begin(self, source: str) -> None:
        """Begin the time of a source."""
        self._source = source
        self._done_ns = 0
        self._inputs = {
            packet: _Samples(self._packets[packet], names) for packet, names in self._wanted.items()
        }

    def _begin_windows(self) -> None:
        self._formulas: list[tuple[Parameter, tuple[str, ...], Formula]] = [
            (parameter, parameter.derivation.inputs, make_formula(parameter.derivation))
            for parameter in self._parameters
            if parameter.derivation is not None
        ]

    def _worked_out(self, last_ns: int) -> Frame:
        first_ns = self._done_ns + PERIOD_NS
        rows = [self._row(at_ns) for at_ns in range(first_ns, last_ns + 1, PERIOD_NS)]
        self._done_ns = last_ns
        self._sequence += 1
        return Frame(
            source=self._session,
            packet=PACKET,
            sequence=self._sequence,
            generated_ns=first_ns,
            values=np.array(rows),
        )

    def _row(self, at_ns: int) -> list[float]:
        readings: dict[str, float] = {}
        for samples in self._inputs.values():
            readings |= samples.until(at_ns)
        row = []
        for parameter, inputs, formula in self._formulas:
            value = formula([readings[name] for name in inputs])
            if not math.isnan(value):
                value = min(max(value, parameter.range_low), parameter.range_high)
            readings[parameter.id] = value
            row.append(value)
        return row


class _Samples:
    """What one packet reported of the inputs, second by second."""

    def __init__(self, packet: Packet, names: list[str]) -> None:
        self.packet = packet
        self.newest_ns = 0
        ids = [parameter.id for parameter in packet.parameters]
        self._names = names
        self._columns = [ids.index(name) for name in names]
        scales = [packet.parameters[column] for column in self._columns]
        self._low = np.array([parameter.range_low for parameter in scales])
        self._high = np.array([parameter.range_high for parameter in scales])
        self._waiting: deque[tuple[int, NDArray[np.float64]]] = deque()
        self._held_ns, self._held = 0, dict.fromkeys(names, math.nan)

    @property
    def complete_ns(self) -> int:
        """The last instant of which it is known that no sample is to come."""
        return self.newest_ns + self.packet.period_ns - 1 if self.newest_ns else 0

    def add(self, frame: Frame) -> int:
        """Take the rows that are newer than all before; return how many are not."""
        values = frame.values[:, self._columns]
        is_valid = (values >= self._low) & (values <= self._high)
        values = np.where(is_valid, values, np.nan)
        late = 0
        for row in range(frame.rows):
            at_ns = frame.generated_ns + row * self.packet.period_ns
            if at_ns <= self.newest_ns:
                late += 1
                continue
            self.newest_ns = at_ns
            self._waiting.append((at_ns, values[row]))
        return late

    def until(self, at_ns: int) -> dict[str, float]:
        """Return the readings of the second that ends at an instant: the mean of its samples.

        Where it has none the newest before counts for three periods. One INVALID sample makes
        its second INVALID.
        """
        of_second = []
        while self._waiting and self._waiting[0][0] <= at_ns:
            of_second.append(self._waiting.popleft())
        if of_second:
            self._held_ns = of_second[-1][0]
            recent = [values for ns, values in of_second if ns > self._held_ns - NS_PER_S]
            means = np.mean(recent, axis=0).tolist()
            self._held = dict(zip(self._names, means, strict=True))
        elif at_ns - self._held_ns > STALE_PERIODS * self.packet.period_ns:
            self._held = dict.fromkeys(self._names, math.nan)
        return self._held


def _whole(time_ns: int) -> int:
    return time_ns // NS_PER_S * NS_PER_S
