"""Going on where the server before stopped: its windows, delays and open gaps, from the record."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from console.domain.facts import ClockJumped, Entry
from console.domain.forecast.bins import BIN_NS, BINS
from console.server.alarm_watch import AlarmWatch
from console.server.authority import Authority
from console.server.record import Record
from console.server.screening import Screening
from telemetry.back_filled import most_kept_rows
from telemetry.derived import REACH_S, DerivedWatch
from telemetry.past_rows import PastRows
from telemetry.timebase import NS_PER_S

_JUDGED_NS: Final = REACH_S * NS_PER_S
# Of a vehicle of many fast packets two hours would take minutes to read: so many times what is
# kept of a packet while it has a gap, for the numbers of frames that may still come.
_READS: Final = 4


def resume(
    record: Record,
    authority: Authority,
    *,
    session: str,
    screening: Screening,
    alarms: AlarmWatch,
    derived: DerivedWatch,
) -> None:
    """Let everything that remembers samples go on as if the server had never stopped.

    Parameters
    ----------
    session : str
        Name of this life of the ground: it goes on with what those before it said.

    Raises
    ------
    StoreError
        If the record cannot be read.
    """
    span_ns = record.file.span_ns
    if span_ns is None:
        return
    newest_ns, database = span_ns[1], record.mission.database
    set_back_ns = _last_set_back_ns(authority.log)
    worked_on: dict[str, PastRows] = {}
    judged: dict[str, PastRows] = {}
    for packet in database.packets:
        is_worked_on = packet.name in derived.packets
        kept_ns = most_kept_rows(packet) * packet.period_ns
        read_ns = derived.kept_ns if is_worked_on else min(_JUDGED_NS, _READS * kept_ns)
        past = record.file.past.rows(packet, newest_ns - read_ns, set_back_ns)
        if past is None:
            continue
        if packet.is_ground:
            past = replace(past, source=session)
        else:
            screening.go_on(past)
        if is_worked_on:
            worked_on[packet.name] = past
        if recent := past.part(newest_ns - min(_JUDGED_NS, kept_ns)):
            judged[packet.name] = recent
        if foreseen := past.part(newest_ns - BINS * BIN_NS):
            for frame in foreseen.frames():
                authority.air.take(frame)
    derived.go_on(worked_on)
    alarms.go_on(judged, authority.log)


def _last_set_back_ns(log: Sequence[Entry]) -> int:
    """Return when the source's clock was last set back, by this machine's clock; 0 if never."""
    for entry in reversed(log):
        fact = entry.fact
        if isinstance(fact, ClockJumped) and fact.is_back:
            return entry.recorded_ns
    return 0
