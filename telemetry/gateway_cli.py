"""The options of ``cupola gateway``, and the process behind them."""

import argparse
import sys
from math import inf
from pathlib import Path
from typing import Final

import zmq

from telemetry.curve import KeyFolder, KeysError
from telemetry.dictionary import DictionaryError, MissionDatabase
from telemetry.gateway import Gateway
from telemetry.lifeline import Lifeline
from telemetry.link import FramePublisher
from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import DefinitionError, read_definition
from telemetry.packet_sources import (
    FileSource,
    PacketSource,
    PacketSourceError,
    TcpSource,
    UdpSource,
    parse_address,
)
from telemetry.sockets import Context, LinkError, keys_words
from telemetry.time_code import TimeCode, parse_time_code, usual_time_code
from telemetry.timebase import SystemClock
from telemetry.xtce import load_foreign_database

_MOST_SKIPPED_BYTES: Final = 4096

EXAMPLES: Final = """\
examples:
  cupola gateway --xtce vehicle.xml --udp 0.0.0.0:5700
  cupola gateway --xtce vehicle.xml --tcp relay.example.org:5700
  cupola gateway --xtce jpss1.xml --file capture.dat --speed 60
  cupola gateway --xtce jpss1.xml --file station.dat --skip-bytes 4
  cupola gateway --xtce other.xml --file day.bin --time cuc:2000-01-01:SC,SUBS/16
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola gateway`` its options."""
    parser.add_argument(
        "--xtce", type=Path, required=True, metavar="FILE", help="how the packets are laid out"
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--udp", metavar="HOST:PORT", help="listen for datagrams of packets")
    source.add_argument("--tcp", metavar="HOST:PORT", help="connect to a stream of packets")
    source.add_argument("--file", type=Path, metavar="FILE", help="read recorded packets")
    parser.add_argument(
        "--time",
        metavar="CODE",
        help="time code in the secondary header, such as cds:1958-01-01:DAYS,MS,US or "
        "cuc:1970-01-01:SECONDS,FRACTION/32; else by usual names, else the time of reception",
    )
    parser.add_argument(
        "--skip-bytes",
        type=_byte_count,
        default=0,
        metavar="N",
        help="bytes before each packet that are not of it, such as a sync mark (default 0)",
    )
    parser.add_argument("--speed", default="1", metavar="X", help="of a file: times real, or max")
    parser.add_argument(
        "--publish",
        default="tcp://127.0.0.1:7690",
        metavar="ENDPOINT",
        help="where to publish frames (default %(default)s)",
    )
    parser.set_defaults(keys=None)  # the command line offers it
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input closes"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the gateway; return the process's exit code."""
    try:
        return _run(arguments)
    except (
        DefinitionError,
        DictionaryError,
        KeysError,
        LinkError,
        PacketSourceError,
        ValueError,
    ) as error:
        sys.stderr.write(f"cupola gateway: {error}\n")
        return 2


def _run(arguments: argparse.Namespace) -> int:
    speed = None if arguments.file is None else _speed(arguments.speed)
    try:
        xtce = arguments.xtce.read_bytes()
    except OSError as error:
        raise PacketSourceError(f"cannot read {arguments.xtce}: {error.strerror}") from None
    definition, database = read_definition(xtce), load_foreign_database(xtce)
    clock = SystemClock()
    source = f"gateway/{clock.now_ns() // 1_000_000:x}"
    decoder = PacketDecoder(
        database,
        definition,
        time_code=_time_code(arguments.time, frozenset(definition.parameters)),
        source=source,
    )
    lifeline = Lifeline(is_child=arguments.until_stdin_closes)
    packets = _packets(arguments)
    context: Context = zmq.Context()
    try:
        keys = KeyFolder(arguments.keys) if arguments.keys else None
        publisher = FramePublisher(arguments.publish, context, keys=keys)
        sys.stderr.write(
            f"publishing {database.vehicle} on {publisher.endpoint}{keys_words(keys)}\n"
        )
        gateway = Gateway(
            packets,
            decoder,
            publisher,
            clock,
            medical=_medical(database),
            source=source,
            speed=speed,
        )
        gateway.run(lambda: lifeline.is_cut)
        publisher.close()
    finally:
        packets.close()
        context.destroy(linger=0)
    return 0


def _packets(arguments: argparse.Namespace) -> PacketSource:
    if arguments.udp:
        return UdpSource(*parse_address(arguments.udp), arguments.skip_bytes)
    if arguments.tcp:
        return TcpSource(*parse_address(arguments.tcp), arguments.skip_bytes)
    return FileSource(arguments.file, arguments.skip_bytes)


def _time_code(text: str | None, parameters: frozenset[str]) -> TimeCode | None:
    if text is None:
        return usual_time_code(parameters)
    code = parse_time_code(text)
    missing = [each.parameter for each in code.fields if each.parameter not in parameters]
    if missing:
        raise ValueError(f"--time: the XTCE file has no parameter {', '.join(missing)}")
    return code


def _medical(database: MissionDatabase) -> frozenset[str]:
    return frozenset(packet.name for packet in database.packets if packet.is_medical)


def _byte_count(text: str) -> int:
    if not text.isdigit() or int(text) > _MOST_SKIPPED_BYTES:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 0 to {_MOST_SKIPPED_BYTES}")
    return int(text)


def _speed(text: str) -> float:
    if text == "max":
        return inf
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0.0 < speed <= 1e6:
        raise ValueError(f"--speed must be a positive number or max, got '{text}'")
    return speed
