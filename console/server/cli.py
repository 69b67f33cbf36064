"""Starts the mission server on a mission and its file."""

import json
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from console.domain.facts import Fact, MissionOpened, ServerStarted
from console.domain.schedule import WindowStatus
from console.domain.viewing.opportunities import Opportunity, find_opportunities
from console.protocol import DEFAULT_LISTEN, DEFAULT_SOURCE, endpoints
from console.server.authority import Authority, Moment
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.lifeline import Lifeline
from telemetry.mission import read_configuration
from telemetry.timebase import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How to start a mission server.

    Parameters
    ----------
    mission : str
        Name of a shipped mission or path of a mission folder.
    file : Path
        The mission file; created when it does not exist.
    source : str
        Endpoint frames come from.
    listen : str
        First of the server's three neighbouring addresses.
    is_child : bool
        Whether to end when standard input closes.
    report : bool
        Whether to print one line of JSON with the server's numbers at the end.
    """

    mission: str
    file: Path
    source: str = DEFAULT_SOURCE
    listen: str = DEFAULT_LISTEN
    is_child: bool = False
    report: bool = False


def serve(settings: ServerSettings) -> int:
    """Run a mission server until it is told to stop; return the process exit code.

    Raises
    ------
    MissionError, StoreError, LinkError, ProtocolError
        If the mission, the file or an address is bad.
    """
    lifeline = Lifeline(is_child=settings.is_child)
    addresses = endpoints(settings.listen)
    record = Record.open(settings.file, read_configuration(settings.mission))
    mission = record.mission
    server = MissionServer(
        authority_over(record, find_opportunities(mission, mission.launch_ns, mission.end_ns)),
        record,
        source=settings.source,
        addresses=addresses,
        clock=SystemClock(),
    )
    print(f"serving {settings.listen}, recording {settings.file}", file=sys.stderr, flush=True)
    server.run(lambda: lifeline.is_cut)
    if settings.report:
        print(json.dumps(_numbers(server)), flush=True)
    return 0


def authority_over(record: Record, opportunities: Iterable[Opportunity]) -> Authority:
    """Return the authority over the log in `record`, its new life noted there."""
    mission = record.mission
    epoch = record.raise_epoch()
    entries = record.entries()
    authority = Authority(mission, opportunities, epoch=epoch, entries=entries)
    facts: list[Fact] = [ServerStarted(epoch=epoch)]
    if not entries:
        facts.insert(0, MissionOpened(mission=mission.id, record=uuid.uuid4().hex))
    mission_ns = entries[-1].mission_ns if entries else mission.simulation_start_ns
    ruling = authority.note(facts, Moment(mission_ns=mission_ns, wall_ns=SystemClock().now_ns()))
    record.append_entries(ruling.entries)
    authority.commit(ruling)
    return authority


def _numbers(server: MissionServer) -> dict[str, float]:
    total = server.quality
    state = server.authority.state
    planned = [w for w in state.windows.values() if w.status is WindowStatus.PLANNED]
    held = [w for w in state.windows.values() if w.status is WindowStatus.HELD]
    return {
        "frames_received": total.received,
        "frames_lost": total.lost,
        "messages_dropped": server.messages_dropped,
        "values_received": server.values_received,
        "alarms_raised": sum(state.occurrences.values()),
        "windows_planned": len(planned),
        "windows_held": len(held),
    }
