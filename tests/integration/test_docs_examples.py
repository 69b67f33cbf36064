"""The example in docs/protocol.md works as it stands there."""

import subprocess
import sys
import typing
from pathlib import Path
from threading import Thread

from live_server import FAN, free_listen, serving, the_fan_stalls, wait_until

from console import protocol
from console.domain.roles import Role
from console.server.doors import ANSWERS, MOST_CONNECTIONS
from console.server.rate_limit import BURST, PER_SECOND

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "listen.py"


def test_the_client_example_hears_frames_clock_and_facts(tmp_path, source, consoles):
    listen = free_listen()
    with serving(tmp_path / "a.mission", source, listen):
        flight = consoles(listen, Role.FLIGHT)
        wait_until(flight.is_live, "live")
        client = subprocess.Popen(
            [sys.executable, EXAMPLE, listen],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        reader = Thread(target=lambda: lines.extend(iter(client.stdout.readline, "")))
        reader.start()
        try:
            wait_until(lambda: "mission meridian-1\n" in lines, "the welcome")

            def heard(kind):
                return any(line.startswith(kind) for line in lines)

            wait_until(
                lambda: source.reports(FAN, 1.0) or (heard("frame LIFE") and heard("clock sim")),
                "telemetry",
            )
            the_fan_stalls(source, flight)
            wait_until(
                lambda: any("AlarmRaised" in line and FAN in line for line in lines),
                "the alarm among the facts",
            )
            assert heard("fact")
        finally:
            client.kill()
            client.wait()
            reader.join()
            said = client.stderr.read()
            client.stdout.close()
            client.stderr.close()
        assert said == ""


def test_the_example_is_short_and_stands_in_the_documentation():
    code = EXAMPLE.read_text(encoding="utf-8")
    assert len([line for line in code.splitlines() if line.strip()]) <= 34
    assert code in (DOCS / "protocol.md").read_text(encoding="utf-8")


def test_every_message_of_the_protocol_is_documented():
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    unions = (protocol.ToServer, protocol.FromServer, protocol.Published)
    kinds = [kind for union in unions for kind in typing.get_args(union)]
    names = {word for kind in kinds for word in (kind.__name__, *kind.__struct_fields__)}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []


def test_the_limits_in_the_documentation_are_those_of_the_code():
    text = (DOCS / "protocol.md").read_text(encoding="utf-8")
    assert f"| {protocol.ASK_MAX_BYTES >> 10} KB; four times" in text
    assert f"| {protocol.ANSWER_MAX_BYTES >> 10} KB, the welcome" in text
    assert f"{BURST:.0f} at once, then {PER_SECOND:.0f} a second" in text
    assert f"| {ANSWERS.messages}, then they are dropped" in text
    assert f"| {MOST_CONNECTIONS}; the next" in text
