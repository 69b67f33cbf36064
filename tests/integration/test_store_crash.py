"""A mission file survives `kill -9` of its server at any instant."""

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from record_builder import T0_NS

from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S

HOME = Path(__file__).resolve().parents[2]

# Records a row a mission second as fast as it can, so that sealing happens all the time, and
# says what the file has acknowledged.
SERVER = """
import itertools, sys
from pathlib import Path
from record_builder import CONFIGURATION, DATABASE, T0_NS, a_fact, a_frame
from telemetry.store import MissionFile

path = Path(sys.argv[1])
if path.exists():
    mission = MissionFile.open(path, database=DATABASE)
else:
    mission = MissionFile.create(
        path, mission="crash", configuration=CONFIGURATION, database=DATABASE
    )
run = mission.raise_epoch()
first, fact = int(sys.argv[2]), mission.head()[0]
for second in itertools.count(first):
    mission.append_frame(a_frame(second, (second, -second), source=f"sim/{run}"), T0_NS)
    if second % 50 == 0:
        mission.commit()
        print("frame", second, flush=True)
    if second % 170 == 0:
        fact += 1
        mission.append_entries([a_fact(fact, epoch=run)])
        print("fact", fact, flush=True)
"""


@dataclass
class Acknowledged:
    """What a server said was safe."""

    frame: int = -1
    fact: int = 0


def run_and_kill(path: Path, first: int, after: int, moment_s: float) -> Acknowledged:
    """Run a server on the file, kill it a moment after its row `after`; return its last word."""
    said = Acknowledged()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path), str(first)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HOME,
        env={"PYTHONPATH": f"{HOME}:{HOME / 'tests'}"},
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        for line in server.stdout:
            kind, number = line.split()
            setattr(said, kind, int(number))
            if said.frame >= after:
                break
        time.sleep(moment_s)  # so that it dies in the middle of anything
        server.kill()
        # What it had already said when it died counts too.
        for line in server.stdout:
            if line.endswith("\n"):
                kind, number = line.split()
                setattr(said, kind, int(number))
        assert said.frame >= 0, server.stderr.read()
    return said


def check(path: Path, said: Acknowledged) -> int:
    """Check that nothing acknowledged is missing; return how many rows are there."""
    with MissionFile.read(path) as mission:
        times_ns, values = mission.samples("ARS_1HZ_1", 0, 1 << 62)
        recorded = ((times_ns - T0_NS) // NS_PER_S).tolist()
        assert recorded == list(range(len(recorded)))
        assert (-values).tolist() == recorded
        assert recorded[-1] >= said.frame
        assert mission.head()[0] >= said.fact
        assert mission.verify_chain() is None
        assert not mission.damage
    return len(recorded)


def kill_many_times(path: Path, times: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    rows = 0
    for _ in range(times):
        after = rows + chance.randrange(500, 3000)
        said = run_and_kill(path, rows, after, chance.uniform(0.0, 0.02))
        rows = check(path, said)
    assert rows > 500 * times


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    kill_many_times(tmp_path / "day", 4, seed=1)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_in_fifty_kills(tmp_path: Path) -> None:
    kill_many_times(tmp_path / "day", 50, seed=2)
