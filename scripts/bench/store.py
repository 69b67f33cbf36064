"""Measure the mission file against a row per sample in plain SQLite.

Records a synthetic mission (20 packets, 240 parameters, values in tenths and hundredths as
sensors give them) as fast as it goes, with a commit every half second of wall time, then reads
it cold, in a new process. Prints one line a figure, and the ratio to the naive store in the same
run. With --file it reads a mission file that is there already, with --place it records into a
database: postgresql://USER@HOST/DATABASE#RECORD.

Usage: python scripts/bench/store.py [--hours 2] [--folder DIR] [--file FILE] [--place URL]
"""

import argparse
import multiprocessing
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from telemetry.dictionary import MissionDatabase, Packet, Parameter, ParameterKind
from telemetry.places import FilePlace, Place, place_of
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

T0_NS = 1_631_750_400 * NS_PER_S
RATES_HZ = (1, 1, 1, 1, 2, 2, 5, 5, 10, 10)
COLUMNS = 12
COMMIT_S = 0.5
COMMIT_VALUES = 50_000
NAIVE_SHARE = 20  # the naive store gets a twentieth of the mission, or this takes all day


def main() -> None:
    """Run the bench and print what it found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0, help="mission to record (default 2)")
    parser.add_argument(
        "--pace", type=float, default=1e6, help="values a second; 0 for all it can (default 1e6)"
    )
    parser.add_argument("--folder", type=Path, help="where to record (default: a temporary one)")
    parser.add_argument("--file", type=place_of, help="only read this record, cold")
    parser.add_argument("--place", type=place_of, help="record here instead, without a naive store")
    arguments = parser.parse_args()
    if arguments.file:
        read(arguments.file)
        return
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        frames = list(mission_frames(arguments.hours))
        values = sum(frame.values.size for frame in frames)
        print(
            f"{values:,} values in {len(frames):,} frames, {arguments.hours:g} h, "
            f"at a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        if arguments.place:
            record(arguments.place, frames, values, arguments.pace)
            read(arguments.place)
            return
        ours = FilePlace(Path(folder) / "day.cupola")
        rate = record(ours, frames, values, arguments.pace)
        bare_writes(Path(folder))
        naive = Path(folder) / "naive.sqlite"
        share = frames[: len(frames) // NAIVE_SHARE]
        naive_values = sum(frame.values.size for frame in share)
        naive_rate = record_naively(naive, share, naive_values)
        bytes_each, naive_bytes_each = ours.bytes_on_disk() / values, size(naive) / naive_values
        print(f"naive: {naive_rate:,.0f} values/s, {naive_bytes_each:.1f} bytes/value")
        smaller = naive_bytes_each / bytes_each
        print(f"ratio: {rate / naive_rate:.1f} × the speed, {smaller:.1f} × smaller")
        read(ours)
        read_naively(naive)


def database() -> MissionDatabase:
    """Return 20 packets of 12 parameters."""
    return MissionDatabase(
        vehicle="bench",
        packets=tuple(
            Packet(
                name=f"PACKET_{number}",
                apid=number,
                period_ns=NS_PER_S // RATES_HZ[number % len(RATES_HZ)],
                parameters=tuple(parameter(number, column) for column in range(COLUMNS)),
            )
            for number in range(20)
        ),
    )


def parameter(packet: int, column: int) -> Parameter:
    """Return one parameter."""
    return Parameter(
        id=f"P{packet}_{column}",
        subsystem="BENCH",
        group="",
        name="synthetic",
        unit="-",
        kind=ParameterKind.FLOAT,
        range_low=-1e6,
        range_high=1e6,
    )


def mission_frames(hours: float) -> Iterator[Frame]:
    """Yield a frame of each packet every second, with as many rows as its rate."""
    random = np.random.default_rng(1)
    seconds = round(hours * 3600)
    signals = []
    for packet in database().packets:
        rows = seconds * NS_PER_S // packet.period_ns
        walk = np.cumsum(random.normal(0, 0.01, (rows, COLUMNS)), axis=0)
        noise = random.normal(0, 0.05, (rows, COLUMNS))
        decimals = np.arange(COLUMNS) % 3 + 1
        scale = 10.0**decimals
        signals.append((packet, np.rint((20 + walk + noise) * scale) / scale))
    for second in range(seconds):
        for packet, signal in signals:
            rows = NS_PER_S // packet.period_ns
            yield Frame(
                source="bench/1",
                packet=packet.name,
                sequence=second,
                generated_ns=T0_NS + second * NS_PER_S,
                values=signal[second * rows : (second + 1) * rows],
            )


def record(place: Place, frames: list[Frame], values: int, pace: float) -> float:
    """Record everything, at most `pace` values a second; print and return values per second."""
    commits_s, processor_s, due_s = [], [], time.perf_counter() + COMMIT_S
    started_s, started_cpu_s = time.perf_counter(), time.process_time()
    with MissionFile.create(
        place, mission="bench", configuration={}, database=database()
    ) as mission:
        done = 0
        for number, frame in enumerate(frames):
            mission.append_frame(frame, T0_NS + number)
            done += frame.values.size
            while pace and done > pace * (time.perf_counter() - started_s):
                time.sleep(0.001)
            if time.perf_counter() >= due_s or mission.waiting_values > COMMIT_VALUES:
                before_s = time.thread_time()
                commits_s.append(timed(mission.commit))
                processor_s.append(time.thread_time() - before_s)
                due_s = time.perf_counter() + COMMIT_S
        recorded_s = time.perf_counter() - started_s
    closed_s = time.perf_counter() - started_s
    cpu_s = time.process_time() - started_cpu_s
    p50, p99 = np.percentile(commits_s, (50, 99)) * 1000
    print(
        f"recorded {values / recorded_s:,.0f} values/s; with sealing all {values / closed_s:,.0f}"
    )
    print(f"processor time {cpu_s:.1f} s: {values / cpu_s:,.0f} values/s on one core")
    print(f"{len(commits_s)} commits, p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    print(f"  of that processor time, p99: {np.percentile(processor_s, 99) * 1000:.1f} ms")
    print(f"{place.bytes_on_disk() / values:.2f} bytes/value, {place.bytes_on_disk() / 1e6:.1f} MB")
    return values / closed_s


def bare_writes(folder: Path) -> None:
    """Print how long the disk alone takes for as many bytes, to hold the commits against."""
    body = os.urandom(COMMIT_VALUES * 8)
    taken_s = []
    with (folder / "bare").open("wb", buffering=0) as file:
        for _ in range(100):
            time.sleep(COMMIT_VALUES / 1e6)

            def written() -> None:
                file.write(body)
                os.fsync(file.fileno())

            taken_s.append(timed(written))
    p50, p99 = np.percentile(taken_s, (50, 99)) * 1000
    print(f"the same bytes written bare, with fsync: p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def record_naively(path: Path, frames: list[Frame], values: int) -> float:
    """Record a row per sample with the same durability; return values per second."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE sample (parameter TEXT, time_ns INTEGER, value REAL);"
        "CREATE INDEX by_time ON sample (parameter, time_ns); BEGIN"
    )
    period_ns = {packet.name: packet.period_ns for packet in database().packets}
    names = {p.name: [each.id for each in p.parameters] for p in database().packets}
    started_s, due_s = time.perf_counter(), time.perf_counter() + COMMIT_S
    for frame in frames:
        rows = (
            (name, frame.generated_ns + row * period_ns[frame.packet], value)
            for row, samples in enumerate(frame.values.tolist())
            for name, value in zip(names[frame.packet], samples, strict=True)
        )
        connection.executemany("INSERT INTO sample VALUES (?, ?, ?)", rows)
        if time.perf_counter() >= due_s:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
            due_s += COMMIT_S
    connection.execute("COMMIT")
    elapsed_s = time.perf_counter() - started_s
    connection.close()
    return values / elapsed_s


def read(place: Place) -> None:
    """Time what consoles and replays ask for, each in a process that has read nothing yet."""
    with MissionFile.read(place) as mission:
        span = mission.span_ns
        parameters = [each.id for packet in mission.packets for each in packet.parameters]
        fastest = min(mission.packets, key=lambda packet: packet.period_ns).parameters[0].id
    if span is None:
        return
    first_ns, last_ns = span
    middle_ns = (first_ns + last_ns) // 2
    print(
        f"{(last_ns - first_ns) / 3600 / NS_PER_S:.1f} h, {len(parameters)} parameters, cold, "
        f"at a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores:"
    )
    for what, arguments in (
        ("open", ("open",)),
        (f"2 000 columns of {fastest}", ("columns", fastest, first_ns, last_ns, 2000)),
        ("state of all at an instant", ("state_at", middle_ns)),
        ("seek: state and the next second", ("seek", middle_ns)),
    ):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            wall_s, processor_s = process.apply(cold, (place, *arguments))
        print(f"  {what}: {wall_s * 1000:.1f} ms, processor {processor_s * 1000:.1f} ms")


def cold(place: Place, question: str, *arguments: object) -> tuple[float, float]:
    """Return wall and processor seconds of opening, or of the first answer after it."""
    if isinstance(place, FilePlace):
        descriptor = os.open(place.path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)  # not from memory either
        os.close(descriptor)
    started_s, started_processor_s = time.perf_counter(), time.process_time()
    with MissionFile.read(place) as mission:
        _ = mission.span_ns
        if question != "open":
            started_s, started_processor_s = time.perf_counter(), time.process_time()
        if question == "seek":
            (instant_ns,) = arguments
            mission.player.state_at(instant_ns)
            list(mission.player.play(instant_ns, instant_ns + NS_PER_S))
        elif question != "open":
            getattr(mission, question)(*arguments)
        processor_s = time.process_time() - started_processor_s
        return time.perf_counter() - started_s, processor_s


def read_naively(naive: Path) -> None:
    """Time the naive store's columns."""
    connection = sqlite3.connect(naive)
    naive_s = timed(
        connection.execute(
            "SELECT time_ns / 4000000000, min(value), max(value) FROM sample"
            " WHERE parameter = 'P9_3' GROUP BY 1"
        ).fetchall
    )
    connection.close()
    print(f"naive columns of a {NAIVE_SHARE}th of the mission: {naive_s * 1000:.1f} ms")


def timed(action: Callable[[], object]) -> float:
    """Return how long `action` takes, in seconds."""
    started_s = time.perf_counter()
    action()
    return time.perf_counter() - started_s


def size(path: Path) -> int:
    """Return the bytes on disk, with the log."""
    return sum(each.stat().st_size for each in path.parent.glob(path.name + "*"))


if __name__ == "__main__":
    main()
