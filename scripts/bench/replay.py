"""Measure replaying a mission file: packets a second, seeks, states, overviews.

Records a synthetic mission first (see `scripts/bench/store.py`), then plays it with every frame
encoded as for sending, and the same from a file of pickled frames read from its start, which is
how a recording without an index is sought.

Usage: python scripts/bench/replay.py [--hours 2]
"""

import argparse
import pickle
import tempfile
import time
from math import inf
from pathlib import Path

import numpy as np
from store import T0_NS, database, mission_frames, timed

from telemetry.playback import DueFrame
from telemetry.replay import Replayer
from telemetry.store import MissionFile
from telemetry.wire import encode_frame

SEEKS = 30


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0, help="mission to record (default 2)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, naive = Path(folder) / "day.cupola", Path(folder) / "day.pickles"
        write(ours, naive, arguments.hours)
        with MissionFile.read(ours) as file:
            replayer = Replayer(file, session="bench")
            play(replayer)
            rush(replayer)
            seek_ms = seek(replayer)
        naive_ms = seek_naively(naive) * 1000
        print(f"naive seek, reading from the start: {naive_ms:.0f} ms")
        print(f"ratio: {naive_ms / seek_ms:.0f} ×")


def write(ours: Path, naive: Path, hours: float) -> None:
    """Record the mission both ways."""
    with (
        MissionFile.create(ours, mission="bench", configuration={}, database=database()) as mission,
        naive.open("wb") as pickles,
    ):
        for frame in mission_frames(hours):
            mission.append_frame(frame, T0_NS)
            if mission.waiting_values > 50_000:
                mission.commit()
            pickle.dump((frame.generated_ns, frame.packet, frame.values), pickles)


def play(replayer: Replayer) -> None:
    """Play everything as fast as it goes."""
    replayer.seek(replayer.start_ns)
    started_s, packets, values = time.process_time(), 0, 0
    for each in replayer.rest():
        if isinstance(each, DueFrame):
            encode_frame(each.frame)
            packets += 1
            values += each.frame.values.size
    elapsed_s = time.process_time() - started_s
    packets_per_s, values_per_s = packets / elapsed_s, values / elapsed_s
    print(f"played {packets_per_s:,.0f} packets/s, {values_per_s:,.0f} values/s of one core")


def rush(replayer: Replayer) -> None:
    """Play as fast as it goes to consoles: frames are left out, facts are not."""
    replayer.seek(replayer.start_ns)
    replayer.set_speed(inf)
    replayer.play()
    started_s, sent, read = time.process_time(), 0, 0
    while not replayer.is_paused:
        played = replayer.advance(0.05)
        for due in played.frames:
            encode_frame(due.frame)
        sent += len(played.frames)
        read += len(played.frames) + played.left_out
    elapsed_s = time.process_time() - started_s
    print(f"decimated: {read / elapsed_s:,.0f} packets/s read, 1 of {read / sent:.0f} sent")


def seek(replayer: Replayer) -> float:
    """Seek here and there; print and return the median in ms."""
    random = np.random.default_rng(1)
    instants = random.integers(replayer.start_ns, replayer.end_ns, SEEKS).tolist()
    taken_ms = [timed(lambda at=at: replayer.seek(at)) * 1000 for at in instants]
    p50, p99 = np.percentile(taken_ms, (50, 99))
    print(f"seek, with the state of 240 parameters: p50 {p50:.0f}, p99 {p99:.0f} ms")
    return float(p50)


def seek_naively(path: Path) -> float:
    """Read pickled frames up to the middle, keeping the last of each packet; return seconds."""
    last: dict[str, np.ndarray] = {}

    def read() -> None:
        with path.open("rb") as pickles:
            while pickles.tell() < path.stat().st_size // 2:
                _, packet, values = pickle.load(pickles)  # noqa: S301  # our own, just written
                last[packet] = values[-1]

    return timed(read)


if __name__ == "__main__":
    main()
