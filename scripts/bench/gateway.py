"""Measure decoding space packets: fixed layouts, following the definition, the library alone.

Reads the JPSS-1 capture in tests/data again and again. Rates are of processor time, so that
other programs on the machine do not count.

Usage: python scripts/bench/gateway.py [--rounds 3]
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from telemetry.packet_decoder import PacketDecoder
from telemetry.packet_definition import read_definition
from telemetry.space_packet import PacketSplitter
from telemetry.time_code import usual_time_code
from telemetry.xtce import load_database

JPSS = Path(__file__).parents[2] / "tests" / "data" / "jpss1"


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="through the capture (default 3)")
    rounds = parser.parse_args().rounds
    xtce = (JPSS / "jpss1_geolocation_xtce_v1.xml").read_bytes()
    (capture,) = JPSS.glob("*.DAT1")
    packets = list(PacketSplitter().feed(capture.read_bytes()))
    definition = read_definition(xtce)
    fast, slow = a_decoder(xtce), a_decoder(xtce)
    for kinds in slow.kinds.values():
        for kind in kinds:
            kind.layout = None
    fixed = rate(lambda: [fast.decode(packet, 1) for packet in packets], len(packets), rounds)
    followed = rate(lambda: [slow.decode(packet, 1) for packet in packets], len(packets), rounds)
    alone = rate(
        lambda: [definition.parse_bytes(packet) for packet in packets], len(packets), rounds
    )
    print(f"bytes → frame, fixed layout: {fixed:,.0f} packets/s")
    print(f"bytes → frame, definition followed: {followed:,.0f} packets/s")
    print(f"space_packet_parser alone, to a dictionary: {alone:,.0f} packets/s")
    print(f"ratio: {fixed / alone:.1f} × the library, {fixed / followed:.1f} × following")


def a_decoder(xtce: bytes) -> PacketDecoder:
    """Return a decoder of the capture."""
    definition = read_definition(xtce)
    return PacketDecoder(
        load_database(xtce, b""),
        definition,
        time_code=usual_time_code(frozenset(definition.parameters)),
        source="bench/1",
    )


def rate(action: Callable[[], object], packets: int, rounds: int) -> float:
    """Return packets per second of processor time, the best of some rounds."""
    best_s = float("inf")
    for _ in range(rounds):
        started_s = time.process_time()
        action()
        best_s = min(best_s, time.process_time() - started_s)
    return packets / best_s


if __name__ == "__main__":
    main()
