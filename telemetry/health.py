"""Whether samples still come and are kept: a state for every packet, their source, the record.

Stale data says nothing about the vehicle, and nothing about a value tells that it is stale: only
time passing does. What the ground sees of it is a packet of its own, reported once a second of
mission time, judged, recorded and shown like any other.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from telemetry.dictionary import (
    AlarmBehaviour,
    MissionDatabase,
    Packet,
    Parameter,
    ParameterKind,
    Severity,
)
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

PACKET: Final = "GROUND_1HZ"
SOURCE_STATE: Final = "GROUND_LINK"
RECORD_STATE: Final = "GROUND_RECORD"
FRESH, STALE = 0.0, 1.0
APID: Final = 2046  # the last one before the idle packet's; no vehicle sends this packet
PERIOD_NS: Final = NS_PER_S
PATIENCE_PERIODS: Final = 3
PATIENCE_S: Final = 4.0  # of waiting: samples are batched and relayed on their way
ROWS_MOST: Final = 600  # after a leap of the clock only the newest ten minutes are reported


def health_packet(packets: Iterable[Packet]) -> Packet:
    """Return the packet the ground makes about `packets`: source, each of them, their record."""
    each = tuple(
        _state(
            f"GND_{packet.name}",
            f"Telemetry packet {packet.name}",
            ("FRESH", "STALE"),
            Severity.CAUTION,
            cause="The packet is not sent any more, or is lost on its way",
            action="Do not act on its last values; look at the link and at the unit that sends it",
        )
        for packet in packets
        if not packet.is_ground
    )
    source = _state(
        SOURCE_STATE,
        "Telemetry of the whole vehicle",
        ("HEARD", "SILENT"),
        Severity.WARNING,
        cause="The link, the gateway or the vehicle's transmitter",
        action="Check link and source; believe nothing shown until samples come again",
    )
    record = _state(
        RECORD_STATE,
        "Recording in the mission file",
        ("RECORDING", "NOT RECORDING"),
        Severity.EMERGENCY,
        cause="The server's disk is full or fails",
        action="Make room on the server's disk: what memory holds, about an hour, is then written",
    )
    parameters = (source, *each, record)
    return Packet(
        name=PACKET, apid=APID, period_ns=PERIOD_NS, parameters=parameters, is_ground=True
    )


def with_health(database: MissionDatabase) -> MissionDatabase:
    """Return the database with the packet the ground makes about the others."""
    packets = (*database.packets, health_packet(database.packets))
    return replace(database, packets=packets)


class HealthWatch:
    """Reports how long ago each packet was heard.

    Parameters
    ----------
    database : MissionDatabase
        With its health packet.
    session : str
        Name of this life of the ground, as the source of its frames.
    """

    def __init__(self, database: MissionDatabase, session: str) -> None:
        self._periods_ns = {
            packet.name: packet.period_ns for packet in database.packets if not packet.is_ground
        }
        self._session = session
        self._heard_ns: dict[str, int] = {}
        self._sources: dict[str, str] = {}
        self._reported_ns = 0
        self._sequence = 0

    def hear(self, frame: Frame) -> None:
        """Note the newest sample of a frame; one that comes late makes nothing stale."""
        last_ns = frame.generated_ns + (frame.rows - 1) * self._periods_ns[frame.packet]
        if self._sources.get(frame.packet) == frame.source:
            last_ns = max(last_ns, self._heard_ns[frame.packet])
        self._sources[frame.packet], self._heard_ns[frame.packet] = frame.source, last_ns

    def begin_anew(self, now_ns: int) -> None:
        """Take for heard now what was heard later than now: the source's clock was set back."""
        self._heard_ns = {name: min(at_ns, now_ns) for name, at_ns in self._heard_ns.items()}

    def report(self, now_ns: int, rate: float, *, is_recorded: bool = True) -> Frame | None:
        """Return the states of the seconds since the last report, None if none is over.

        Parameters
        ----------
        now_ns : int
            Mission time.
        rate : float
            Mission seconds per second of waiting.
        is_recorded : bool
            Whether what comes is being written.
        """
        last_ns = now_ns // PERIOD_NS * PERIOD_NS
        if not self._heard_ns or last_ns == self._reported_ns:
            return None
        if not 0 < last_ns - self._reported_ns <= ROWS_MOST * PERIOD_NS:
            is_first_or_back = not self._reported_ns or last_ns < self._reported_ns
            self._reported_ns = last_ns - (1 if is_first_or_back else ROWS_MOST) * PERIOD_NS
        times_ns = np.arange(self._reported_ns + PERIOD_NS, last_ns + 1, PERIOD_NS)
        states = self._states(times_ns, patience_s=PATIENCE_S * max(1.0, rate))
        states[:, -1] = FRESH if is_recorded else STALE
        self._reported_ns = last_ns
        self._sequence += 1
        return Frame(
            source=self._session,
            packet=PACKET,
            sequence=self._sequence,
            generated_ns=int(times_ns[0]),
            values=states,
        )

    def _states(self, times_ns: NDArray[np.int64], *, patience_s: float) -> NDArray[np.float64]:
        """Return shape (seconds, packets + 2); NaN for what was never heard or is not known.

        The source is silent as soon as the packet that comes most often would be stale: no other
        is stale before, so that of a silent source there is one alarm and not one of each packet.
        """
        states = np.full((len(times_ns), len(self._periods_ns) + 2), np.nan)
        for column, (name, period_ns) in enumerate(self._periods_ns.items(), start=1):
            heard_ns = self._heard_ns.get(name)
            if heard_ns is not None:
                limit_ns = PATIENCE_PERIODS * period_ns + round(patience_s * NS_PER_S)
                states[:, column] = np.where(times_ns - heard_ns > limit_ns, STALE, FRESH)
        fastest_ns = min(self._periods_ns.values())
        limit_ns = PATIENCE_PERIODS * fastest_ns + round(patience_s * NS_PER_S)
        is_silent = times_ns - max(self._heard_ns.values()) > limit_ns
        states[:, 0] = np.where(is_silent, STALE, FRESH)
        return states


def _state(
    id_: str,
    name: str,
    states: tuple[str, str],
    severity: Severity,
    *,
    cause: str,
    action: str,
) -> Parameter:
    return Parameter(
        id=id_,
        subsystem="CDH",
        group="ground",
        name=name,
        unit="-",
        kind=ParameterKind.ENUM,
        range_low=0.0,
        range_high=1.0,
        nominal=FRESH,
        states=dict(enumerate(states)),
        state_severities={int(STALE): severity},
        alarm=AlarmBehaviour(cause=cause, action=action),
    )
