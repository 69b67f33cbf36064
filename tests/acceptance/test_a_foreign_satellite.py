"""A real satellite's packets through gateway and server to the map of a console."""

import sys
import time

import numpy as np
import pytest
from acceptance.people import Person
from architecture.source_files import HOME
from jpss_capture import CAPTURE, FOLDER, XTCE, geodetic, the_positions_km, the_times_ns

from console.cli.children import Child, end
from console.cli.ports import PortSet
from console.domain.roles import Role
from console.ui.models.orbit_source import ReportedOrbit, orbit_source

pytestmark = pytest.mark.slow

CUPOLA = (sys.executable, "-P", "-m", "console.cli")
PATIENCE_S = 60
SPEED = 1500


@pytest.fixture
def ports():
    taken = PortSet()
    yield taken
    taken.release()


@pytest.fixture
def start(ports):
    children = []

    def started(name, *words, until):
        said = []
        command = [*CUPOLA, name, *map(str, words), "--until-stdin-closes"]
        children.append(
            Child(name, command, say=said.append, environment={"PYTHONPATH": str(HOME)})
        )
        wait_until(lambda: any(until in line for line in said), f"{name} to say {until}")
        return said

    yield started
    end(children)


@pytest.fixture
def join(ports):
    joined = []

    def seated(name):
        person = Person(ports.server, Role.FLIGHT, name)
        joined.append(person)
        wait_until(lambda: person.listen() or person.desk.is_in_step, f"{name} to be in step")
        return person

    yield seated
    for person in joined:
        person.close()


def wait_until(condition, what):
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, f"still waiting for {what}"
        time.sleep(0.01)


def assert_flown_as_reported(track):
    times_ns = the_times_ns()
    latitude, longitude, _ = geodetic(the_positions_km())
    packets = np.searchsorted(times_ns, track.times_ns)
    assert np.array_equal(times_ns[packets], track.times_ns)
    assert track.line[:, 1] == pytest.approx(latitude[packets], abs=1e-6)
    apart = (track.line[:, 0] - longitude[packets] + 180) % 360 - 180
    assert np.abs(apart).max() < 1e-6


@pytest.mark.long
def test_the_map_draws_a_satellite_where_its_own_packets_say_it_was(start, join, ports, tmp_path):
    record = tmp_path / "jpss.mission"
    at = ["--source", ports.source, "--listen", ports.server, "--file", record]
    start("server", "--mission", FOLDER, *at, until="serving")
    early = join("Anna")
    words = ["--xtce", XTCE, "--file", CAPTURE, "--speed", SPEED, "--publish", ports.source]
    start("gateway", *words, until="publishing")
    last_ns = int(the_times_ns()[-1])
    wait_until(lambda: early.listen() or early.desk.feed.newest_ns == last_ns, "the last packet")

    source = orbit_source(early.desk, early.ask_history)
    assert isinstance(source, ReportedOrbit)
    track = source.track(last_ns)
    assert_flown_as_reported(track)
    assert track.times_ns.size > 200  # most of two hours, a point every half minute
    assert 80.0 < np.abs(track.line[:, 1]).max() < 81.4  # the highest latitude of its orbit
    now = source.now(last_ns)
    assert now.at_ns == last_ns
    assert now.height_km == pytest.approx(824, abs=30)  # NOAA's figure for the JPSS orbit
    assert now.inclination_deg == pytest.approx(98.7, abs=0.1)
    assert now.period_s == pytest.approx(101.4 * 60, abs=20)
    assert now.off_nadir_deg < 0.5  # its instruments look straight down

    late = join("Ben")
    source = orbit_source(late.desk, late.ask_history)
    asked_before = source.track(last_ns)  # asks for what it did not hear
    assert asked_before.times_ns.size == 0
    wait_until(
        lambda: late.listen() or source.track(last_ns).times_ns.size >= track.times_ns.size,
        "what was flown before joining",
    )
    assert_flown_as_reported(source.track(last_ns))
