"""A console that joins at hour 71 of 72 has all of the past at once, joined to what comes."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from console.client.feed import Feed
from console.domain.roles import Role
from console.protocol import AskHistory, History
from console.server.history_service import answer_history
from telemetry.mission import Configuration, load_mission
from telemetry.store import MissionFile
from telemetry.timebase import NS_PER_S

HOUR_NS = 3600 * NS_PER_S
PLOTTED = 48  # twelve plots of four curves
ASKED_COLUMNS = 1_000  # as console.ui.models.back_fill asks


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "72h.mission"
    words = ["simulate", "--mission", "meridian-1", "--for", "72h", "--speed", "max"]
    subprocess.run(
        [sys.executable, "-m", "console.cli", *words, "--output", path],
        check=True,
        capture_output=True,
    )
    return path


@pytest.mark.long
@pytest.mark.timeout(600)
def test_72_hours_are_there_within_a_second_without_a_seam(recording: Path) -> None:
    with MissionFile.read(recording) as file:
        database = load_mission(Configuration(file.configuration)).database
        first_ns, last_ns = file.span_ns or (0, 0)
        assert last_ns - first_ns > 71.9 * HOUR_NS
        joined_ns = first_ns + 71 * HOUR_NS
        packets = sorted(database.packets, key=lambda packet: packet.period_ns)
        public = [packet for packet in packets if not packet.is_medical]
        plotted = [each.id for packet in public for each in packet.parameters][:PLOTTED]

        feed = Feed(database)
        started_s = time.process_time()
        for parameter in plotted:
            asked = AskHistory(
                parameter=parameter, from_ns=first_ns, to_ns=joined_ns, columns=ASKED_COLUMNS
            )
            answer = answer_history(asked, Role.OBSERVER, file, database)
            assert isinstance(answer, History)
            feed.back_fill(answer)
        assert time.process_time() - started_s < 1.0

        for due in file.player.play(joined_ns - 60 * NS_PER_S):  # overlaps what was filled in
            feed.history.append(due.frame)
        for parameter in plotted:
            shown = feed.history.columns(parameter, first_ns, last_ns + 1, 500)
            recorded = file.columns(parameter, first_ns, last_ns + 1, 500)
            assert shown.times_ns.tolist() == recorded.times_ns.tolist(), parameter
            assert np.array_equal(shown.low, recorded.low, equal_nan=True), parameter
            assert np.array_equal(shown.high, recorded.high, equal_nan=True), parameter
