import pytest

from console.client.desk import Changes
from console.domain.requests import ApproveWindow
from console.protocol import Answer
from console.ui.seat import Panel, Requests

REQUEST = ApproveWindow(window="w1", seen_revision=1)


def test_an_answer_goes_to_who_asked_and_only_once(qapp, sent, qtbot):
    requests = Requests(sent.submit)
    told = []
    requests.ask(REQUEST, told.append)
    assert requests.pending == 1
    answer = Answer(request_id="r1", accepted=True, reason="")
    with qtbot.waitSignal(requests.pending_changed):
        requests.take([answer])
    requests.take([answer])
    assert told == [answer]
    assert requests.pending == 0


def test_an_answer_to_a_question_nobody_here_asked_is_ignored(qapp, sent):
    requests = Requests(sent.submit)
    requests.take([Answer(request_id="of another console", accepted=True, reason="")])
    assert requests.pending == 0


def test_a_panel_must_say_how_it_refreshes(qtbot):
    panel = Panel()
    qtbot.addWidget(panel)
    with pytest.raises(NotImplementedError):
        panel.refresh(Changes())
