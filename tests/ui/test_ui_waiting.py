from seats import a_seat

from console.client.desk import Desk
from console.client.mirror import Step, Stepped
from console.domain.roles import Role
from console.protocol import Complaint
from console.ui.panels.waiting import Waiting
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
    assert "cupola run" in page.words
    assert "cupola console --role guest --server" in page.words


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
