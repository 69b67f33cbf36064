"""Two mission days on one machine never fight over a port."""

import os
import socket

import pytest

from console.cli import ports
from console.cli.ports import PortSet
from telemetry.sockets import LinkError


@pytest.fixture
def port_sets(monkeypatch):
    """Yield a way to take port sets, away from those a real mission day may hold."""
    # Below those of live_server.free_listen and those the system hands out by itself, and others
    # for each test process.
    first = 12_000 + os.getpid() % 350 * ports.PORTS_APART
    monkeypatch.setattr(ports, "FIRST_PORT", first)
    taken = []

    def take():
        taken.append(PortSet())
        return taken[-1]

    yield take
    for port_set in taken:
        port_set.release()


def test_two_days_get_different_ports(port_sets):
    one, other = port_sets(), port_sets()
    assert one.source != other.source
    assert one.server != other.server


def test_a_set_with_a_busy_port_is_passed_over(port_sets):
    first = port_sets()
    first.release()
    port = int(first.server.rpartition(":")[2])
    with socket.socket() as busy:
        busy.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        busy.bind((ports.LOOPBACK, port + 2))
        busy.listen()
        assert port_sets().server != first.server


def test_a_set_is_free_again_when_it_was_given_back(port_sets):
    first = port_sets()
    first.release()
    assert port_sets().server == first.server


def test_no_free_set_is_an_error_for_the_person(port_sets, monkeypatch):
    held = port_sets()
    first = int(held.source.rpartition(":")[2]) - 1
    monkeypatch.setattr(ports, "FIRST_PORT", first)
    monkeypatch.setattr(ports, "SETS", 1)
    with pytest.raises(LinkError, match="no free ports"):
        port_sets()
