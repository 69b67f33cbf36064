"""What a person gets wrong is one clear line and status 2; what arrives wrong is counted."""

import os
import socket
import subprocess
import sys
import time

import msgpack
import pytest
import zmq
from architecture.source_files import HOME

from console.cli.children import Child, end
from console.cli.ports import PortSet

CUPOLA = (sys.executable, "-m", "console.cli")
MISSION = HOME / "resources" / "missions" / "meridian-1"
PATIENCE_S = 60


def run(*words, **options):
    return subprocess.run(
        [*CUPOLA, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        stdin=subprocess.DEVNULL,
        cwd=HOME,
        **options,
    )


def assert_one_clear_line(done, *expected):
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert all(text in done.stderr for text in expected), done.stderr


@pytest.fixture
def a_mission_folder(tmp_path):
    """Return a copy of a shipped mission, to be spoiled."""
    folder = tmp_path / "mission"
    folder.mkdir()
    for file in MISSION.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def ports():
    taken = PortSet()
    yield taken
    taken.release()


@pytest.fixture
def server(tmp_path, ports):
    """Return how to start a mission server; its words are in the list it returns with."""
    children = []

    def start():
        said = []
        words = ["server", "--mission", "meridian-1", "--file", str(tmp_path / "a.mission")]
        words += ["--source", ports.source, "--listen", ports.server]
        words += ["--until-stdin-closes", "--report"]
        child = Child("server", [*CUPOLA, *words], say=said.append)
        children.append(child)
        return child, said

    yield start
    end(children)


WORDS = {
    "run": ["run", "--headless", "--for", "5"],
    "server": ["server"],
    "simulate": ["simulate"],
}


@pytest.mark.parametrize("command", WORDS)
def test_an_unknown_mission(command):
    done = run(*WORDS[command], "--mission", "atlantis-9")
    assert_one_clear_line(done, "atlantis-9", "meridian-1")


# One command stands for all in the usual run: each starts a process, and they share the code.
ONE_FOR_ALL = [
    "server",
    *(pytest.param(name, marks=pytest.mark.long) for name in WORDS if name != "server"),
]


@pytest.mark.parametrize("command", ONE_FOR_ALL)
def test_a_broken_mission_file(command, a_mission_folder):
    (a_mission_folder / "mission.toml").write_text("name = [\n")
    done = run(*WORDS[command], "--mission", a_mission_folder)
    assert_one_clear_line(done, "mission.toml", "not TOML")


@pytest.mark.parametrize("command", ONE_FOR_ALL)
def test_elements_that_are_no_orbit(command, a_mission_folder):
    (a_mission_folder / "elements.json").write_text("[{}]")
    done = run(*WORDS[command], "--mission", a_mission_folder)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "elements.json" in done.stderr


@pytest.mark.parametrize("command", ["server", "simulate"])
def test_a_busy_port(command, ports, tmp_path):
    option = {"server": "--listen", "simulate": "--publish"}[command]
    endpoint = ports.server
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind(("127.0.0.1", int(endpoint.rpartition(":")[2])))
        busy.listen()
        words = ["--mission", "meridian-1", option, endpoint]
        if command == "server":
            words += ["--file", tmp_path / "a.mission"]
        assert_one_clear_line(run(command, *words), endpoint, "another program is using that port")


@pytest.mark.parametrize(
    "endpoint",
    [
        "7700",
        *(pytest.param(f"tcp://127.0.0.1{end}", marks=pytest.mark.long) for end in ("", ":port")),
    ],
)
def test_an_address_nobody_can_use(endpoint, tmp_path):
    words = ["--mission", "meridian-1", "--file", tmp_path / "a.mission", "--listen", endpoint]
    assert_one_clear_line(run("server", *words), endpoint)


def test_a_file_that_is_no_mission_file(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear guests,")
    done = run("server", "--mission", "meridian-1", "--file", file)
    assert_one_clear_line(done, str(file))


def test_a_file_in_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "letter.txt").touch()
    file = tmp_path / "letter.txt" / "a.mission"
    done = run("server", "--mission", "meridian-1", "--file", file)
    assert_one_clear_line(done, "letter.txt")


def test_a_file_another_server_writes(server, tmp_path):
    first, said = server()
    wait_for(first, said, "serving")
    elsewhere = PortSet()
    words = ["--mission", "meridian-1", "--file", tmp_path / "a.mission"]
    done = run("server", *words, "--listen", elsewhere.server)
    elsewhere.release()
    assert_one_clear_line(done, "a.mission")


@pytest.mark.parametrize("command", ["run", pytest.param("simulate", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    ("fault", "named"),
    [("F99@+00:00:10", "F99"), ("F01@soon", "soon"), ("F01", "F01"), ("F01@25:61:61", "25:61:61")],
)
def test_a_fault_nobody_knows(command, fault, named):
    done = run(*WORDS[command], "--mission", "meridian-1", "--fault", fault)
    assert_one_clear_line(done, named)
    assert done.stdout == ""


@pytest.mark.parametrize("option", ["--file", "--screenshots"])
def test_a_day_that_has_nowhere_to_write_to(option, tmp_path):
    (tmp_path / "letter.txt").touch()
    place = tmp_path / "letter.txt" / "a"
    done = run(*WORDS["run"], option, place)
    assert_one_clear_line(done, str(place))
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_console_without_a_display():
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    for words in (["run"], ["console", "--role", "guest"]):
        assert_one_clear_line(run(*words, env=bare), "--headless")


def test_garbage_on_the_sockets_is_dropped_and_counted(server, ports):
    child, said = server()
    wait_for(child, said, "serving")
    garbage = [b"", b"\xff" * 40, b"f/NAV", msgpack.packb([1, 2, 3]), msgpack.packb({"a": 1})]
    context = zmq.Context()
    source = context.socket(zmq.PUB)
    source.bind(ports.source)
    console = context.socket(zmq.DEALER)
    console.connect(ports.server)
    try:
        for message in garbage:
            console.send(message)
        answers = [console.recv() for _ in garbage if console.poll(PATIENCE_S * 1000)]
        while not any("dropped" in line and "parts" in line for line in said):
            assert child.status is None
            for message in garbage:
                source.send_multipart([b"f/", message, message])
            source.poll(50)
    finally:
        for each in (source, console):
            each.close(linger=0)
        context.term()
    assert len(answers) == len(garbage)
    assert all(b"Complaint" in answer for answer in answers)
    end([child])
    assert child.status == 0
    assert child.report["messages_dropped"] >= len(garbage)
    assert not any("Traceback" in line for line in said)


def wait_for(child, said, word):
    """Wait until the child has said `word`."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not any(word in line for line in said):
        assert child.status is None, said
        assert time.monotonic() < deadline_s, said
        time.sleep(0.01)
