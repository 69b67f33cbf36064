"""`cupola run` with real, offscreen consoles: it works, measures and leaves nothing behind."""

import re
import signal
import subprocess
import sys
import time

import psutil
import pytest
from architecture.source_files import HOME

pytestmark = [pytest.mark.ui, pytest.mark.slow, pytest.mark.timeout(300)]

CUPOLA_RUN = (sys.executable, "-m", "console.cli", "run", "--headless")
PATIENCE_S = 90
FIRST_DATA_WITHIN_S = 10
MARGIN = 5  # other tests run beside this one
PROCESSES = 4  # simulator, server and two consoles


def start(*words, folder):
    return subprocess.Popen(
        [*CUPOLA_RUN, *words, "--file", str(folder / "day.mission")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HOME,
    )


@pytest.fixture
def a_running_day(tmp_path):
    """Return a day without an end, once every process was started."""
    parent = start(folder=tmp_path)
    for line in parent.stderr:
        if "[simulator] publishing" in line:
            break
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) == PROCESSES
    yield parent, children
    parent.kill()
    parent.communicate()
    for child in children:
        if child.is_running():
            child.kill()


def all_end(children):
    _gone, alive = psutil.wait_procs(children, timeout=PATIENCE_S)
    return alive == []


def test_a_headless_day_shows_telemetry_holds_viewing_and_takes_pictures(tmp_path):
    from PySide6.QtGui import QImage

    pictures = tmp_path / "out"
    words = ["--for", "20", "--screenshots", str(pictures), "--fault", "F01@+00:00:02"]
    day = start(*words, folder=tmp_path)
    output, errors = day.communicate(timeout=PATIENCE_S + 20)
    assert day.returncode == 0, errors + output
    assert "Traceback" not in errors

    received, lost = map(int, re.search(r"(\d+) frames received.*, (\d+) lost", output).groups())
    assert received > 100
    assert lost == 0
    assert int(re.search(r"alarms +(\d+) raised", output)[1]) >= 1
    planned, held = map(int, re.search(r"(\d+) windows planned, (\d+) held", output).groups())
    assert planned + held > 0
    assert held > 0

    started_s = float(re.search(r"start-up +([0-9.]+) s until the flight", output)[1])
    assert started_s < MARGIN * FIRST_DATA_WITHIN_S

    for role in ("flight", "guest"):
        pages = sorted(pictures.glob(f"{role}-*.png"))
        assert pages
        for page in pages:
            picture = QImage(str(page))
            assert picture.width() == 1920
            across = range(0, picture.width(), 7)
            colours = {picture.pixel(x, y) for x in across for y in range(0, picture.height(), 7)}
            assert len(colours) > 10, f"{page.name} is empty"


def test_no_process_outlives_a_command_that_was_killed(a_running_day):
    parent, children = a_running_day
    parent.kill()
    assert all_end(children)


def test_a_server_that_is_killed_comes_back_and_ctrl_c_ends_every_process(a_running_day):
    """What was measured is said all the same."""
    parent, children = a_running_day
    (server,) = (child for child in children if "server" in child.cmdline())
    server.kill()
    for line in parent.stderr:
        if "serving" in line:
            break
    deadline_s = time.monotonic() + PATIENCE_S
    while len(now := psutil.Process(parent.pid).children()) < PROCESSES:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    parent.send_signal(signal.SIGINT)
    output, _errors = parent.communicate(timeout=PATIENCE_S)
    assert re.search(r"server .* 2$", output, re.MULTILINE), output
    assert "frames received by the server" in output
    assert all_end({*children, *now})
