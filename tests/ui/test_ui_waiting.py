import pytest
from PySide6.QtWidgets import QLabel
from seats import a_seat

from console.cli import _parser
from console.client.desk import Desk
from console.client.mirror import Step, Stepped
from console.domain.roles import Role
from console.protocol import Complaint
from console.ui.panels.waiting import Waiting, commands_for
from console.ui.seat import EVERYTHING
from telemetry.timebase import ManualClock

SERVER = "tcp://127.0.0.1:7700"


def a_waiting_page(qtbot, sent):
    desk = Desk(Role.GUEST, ManualClock(1))
    seat = a_seat(desk, sent)
    page = Waiting(seat, SERVER)
    qtbot.addWidget(page)
    return desk, page


def test_it_names_whom_it_waits_for_and_what_to_type(qtbot, sent):
    _desk, page = a_waiting_page(qtbot, sent)
    assert SERVER in page.heading
    assert f"cupola server --mission meridian-1 --listen {SERVER}" in page.commands
    assert "cupola run --mission meridian-1" in page.commands
    assert any(each.startswith("cupola console --role guest --server") for each in page.commands)
    shown = [label.text() for label in page.findChildren(QLabel)]
    assert set(page.commands) <= set(shown)


@pytest.mark.parametrize("server", [SERVER, "tcp://[::1]:7710", "tcp://console.example:7720"])
@pytest.mark.parametrize("role", Role)
def test_every_command_it_names_is_one_that_can_be_typed(server, role):
    for command in commands_for(server, role):
        words = command.split()[1:]
        assert _parser(words).parse_args(words).run is not None


def test_for_a_server_elsewhere_it_says_where_to_type_what():
    here = commands_for("tcp://console.example:7720", "flight")
    listening = "cupola server --mission meridian-1 --listen tcp://0.0.0.0:7720 --keys"
    assert here[listening] == "on that machine"


def test_it_says_when_the_server_was_heard(qtbot, sent):
    desk, page = a_waiting_page(qtbot, sent)
    desk.take([Stepped(Step.CATCHING_UP)])
    page.refresh(EVERYTHING)
    assert "was heard" in page.heading


def test_it_passes_on_the_server_s_complaint(qtbot, sent):
    desk, page = a_waiting_page(qtbot, sent)
    assert page.complaint == ""
    desk.take([Complaint(reason="this server speaks version 2")])
    page.refresh(EVERYTHING)
    assert page.complaint == "The server says: this server speaks version 2"
