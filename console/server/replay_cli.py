"""Starts a replay that consoles can join."""

import argparse
import sys
from pathlib import Path

from console.protocol import endpoints
from console.server.record import Record
from console.server.replay_server import ReplayServer
from telemetry.curve import KeyFolder
from telemetry.lifeline import Lifeline
from telemetry.mission import Configuration, load_mission
from telemetry.recording_times import parse_of_recording
from telemetry.replay import ReplayError
from telemetry.replay_cli import open_replayer
from telemetry.sockets import keys_words
from telemetry.store import MissionFile
from telemetry.timebase import utc_text


def serve_replay(arguments: argparse.Namespace, lifeline: Lifeline) -> None:
    """Serve a recording until told to stop.

    Raises
    ------
    StoreError, MissionError, ReplayError
        If the recording cannot be read or played.
    ProtocolError, LinkError, KeysError
        If an address or a key is bad.
    """
    keys = KeyFolder(arguments.keys) if arguments.keys else None
    addresses = endpoints(arguments.listen)
    with MissionFile.read(arguments.file) as file:
        mission = load_mission(Configuration(file.configuration))
        replayer = open_replayer(file, arguments.speed)
        if arguments.start:
            try:
                instant_ns = parse_of_recording(
                    arguments.start, start_ns=replayer.start_ns, launch_ns=mission.launch_ns
                )
            except ValueError as error:
                raise ReplayError(f"--from: {error}") from None
            replayer.seek(instant_ns)
        if not arguments.paused:
            replayer.play()
        session = arguments.session or Path(str(file.place)).stem
        server = ReplayServer(
            Record(file, mission),
            replayer,
            session=session,
            addresses=addresses,
            keys=keys,
        )
        sys.stderr.write(
            f"replay '{session}' of {file.mission} from {utc_text(replayer.position_ns)}; "
            f"consoles join {arguments.listen}{keys_words(keys)}\n"
        )
        server.run(lambda: lifeline.is_cut)
