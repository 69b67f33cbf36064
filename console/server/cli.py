"""Starts the mission server on a mission and its file."""

import json
import resource
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from console.domain.facts import Fact, MissionOpened, ServerStarted
from console.domain.operations import load_operations
from console.domain.schedule import WindowStatus
from console.domain.viewing.ephemeris import Ephemeris
from console.domain.viewing.opportunities import Opportunity, find_opportunities
from console.domain.viewing.orbit_events import contacts as find_contacts
from console.protocol import DEFAULT_LISTEN, DEFAULT_SOURCE, endpoints
from console.server.authority import Authority, FindViews, Moment
from console.server.doors import credentials_for
from console.server.record import Record
from console.server.service import MissionServer
from telemetry.curve import KeyFolder
from telemetry.lifeline import Lifeline
from telemetry.mission import Configuration, Mission, read_configuration
from telemetry.places import Place
from telemetry.timebase import SystemClock


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How to start a mission server.

    Parameters
    ----------
    mission : str
        Name of a shipped mission or path of a mission folder.
    file : Path or Place
        Where to record; created when it does not exist.
    source : str
        Endpoint frames come from.
    listen : str
        First of the server's three neighbouring addresses.
    keys : Path or None
        Folder of the keys that may connect; None lets in everybody on this machine.
    is_child : bool
        Whether to end when standard input closes.
    report : bool
        Whether to print one line of JSON with the server's numbers at the end.
    """

    mission: str
    file: Path | Place
    source: str = DEFAULT_SOURCE
    listen: str = DEFAULT_LISTEN
    keys: Path | None = None
    is_child: bool = False
    report: bool = False


def serve(settings: ServerSettings) -> int:
    """Run a mission server until it is told to stop; return the process exit code.

    Raises
    ------
    MissionError, StoreError, LinkError, ProtocolError, KeysError
        If the mission, the file, an address or a key is bad.
    """
    lifeline = Lifeline(is_child=settings.is_child)
    with lifeline.ending_at_once():  # nothing but the start is in the file yet
        server = _server(settings)
    print(f"serving {settings.listen}, recording {settings.file}", file=sys.stderr, flush=True)
    server.run(lambda: lifeline.is_cut)
    if settings.report:
        print(json.dumps(_numbers(server)), flush=True)
    return 0


def _server(settings: ServerSettings) -> MissionServer:
    addresses = endpoints(settings.listen)
    keys = KeyFolder(settings.keys) if settings.keys else None
    credentials_for(addresses, keys)  # refused before a file is begun
    _allow_many_connections()
    record = Record.open(settings.file, read_configuration(settings.mission))
    mission = record.mission
    return MissionServer(
        authority_over(
            record,
            find_opportunities(mission, mission.launch_ns, mission.end_ns),
            _contacts(mission),
            lambda rules: find_opportunities(mission, mission.launch_ns, mission.end_ns, rules),
        ),
        record,
        source=settings.source,
        addresses=addresses,
        clock=SystemClock(),
        keys=keys,
    )


def authority_over(
    record: Record,
    opportunities: Iterable[Opportunity],
    contacts: Iterable[tuple[int, int]] = (),
    find_views: FindViews | None = None,
) -> Authority:
    """Return the authority over the log in `record`, its new life noted there."""
    mission = record.mission
    epoch = record.raise_epoch()
    entries = record.entries()
    authority = Authority(
        mission,
        opportunities,
        epoch=epoch,
        entries=entries,
        contacts=contacts,
        operations=load_operations(Configuration(record.configuration), mission),
        find_views=find_views,
    )
    facts: list[Fact] = [ServerStarted(epoch=epoch)]
    if not entries:
        facts.insert(0, MissionOpened(mission=mission.id, record=uuid.uuid4().hex))
    mission_ns = entries[-1].mission_ns if entries else mission.simulation_start_ns
    ruling = authority.note(facts, Moment(mission_ns=mission_ns, wall_ns=SystemClock().now_ns()))
    record.append_entries(ruling.entries)
    authority.commit(ruling)
    return authority


def _contacts(mission: Mission) -> list[tuple[int, int]]:
    if not mission.orbit.segments:
        return []
    ephemeris = Ephemeris.over(mission.orbit, mission.launch_ns, mission.end_ns)
    return [(contact.start_ns, contact.end_ns) for contact in find_contacts(mission, ephemeris)]


def _allow_many_connections() -> None:
    """Take as many file descriptors as the system allows, so that a crowd starves nobody."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _numbers(server: MissionServer) -> dict[str, float]:
    total = server.quality
    state = server.authority.state
    planned = [w for w in state.windows.values() if w.status is WindowStatus.PLANNED]
    held = [w for w in state.windows.values() if w.status is WindowStatus.HELD]
    return {
        "frames_received": total.received,
        "frames_lost": total.lost,
        "messages_dropped": server.messages_dropped,
        "keys_refused": server.keys_refused,
        "connections_never_let_in": server.never_let_in,
        "values_received": server.values_received,
        "alarms_raised": sum(state.occurrences.values()),
        "windows_planned": len(planned),
        "windows_held": len(held),
    }
