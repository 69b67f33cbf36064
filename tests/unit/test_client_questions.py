"""Every request ends with one answer a person can act on."""

import pytest

from console.client.mirror import Step
from console.client.questions import ANSWER_WITHIN_S, OpenQuestions, may_ask, refusal
from console.domain.requests import WithdrawWindow
from console.protocol import Answer, Ask


def an_ask(request_id="q1"):
    return Ask(request_id=request_id, request=WithdrawWindow(window="w1", seen_revision=1))


def an_answer(request_id="q1"):
    return Answer(request_id=request_id, accepted=True, reason="")


def test_an_answer_is_taken_once():
    questions = OpenQuestions()
    questions.put(an_ask(), 0.0)
    assert questions.take(an_answer())
    assert not questions.take(an_answer())


def test_an_answer_to_somebody_else_is_not_taken():
    assert not OpenQuestions().take(an_answer())


def test_a_question_without_an_answer_ends_with_words_once():
    questions = OpenQuestions()
    questions.put(an_ask(), 10.0)
    assert list(questions.overdue(10.0 + ANSWER_WITHIN_S)) == []
    (ended,) = questions.overdue(10.1 + ANSWER_WITHIN_S)
    assert (ended.request_id, ended.accepted) == ("q1", False)
    assert "look before you ask again" in ended.reason
    assert list(questions.overdue(1000.0)) == []
    assert not questions.take(an_answer())


def test_a_server_that_forgot_the_console_is_asked_again_under_the_same_id():
    questions = OpenQuestions()
    questions.put(an_ask("q1"), 0.0)
    questions.put(an_ask("q2"), 0.0)
    questions.take(an_answer("q1"))
    assert questions.to_ask_again() == [an_ask("q2")]


@pytest.mark.parametrize(
    ("step", "may"),
    [(Step.WAITING, False), (Step.STALE, False), (Step.CATCHING_UP, True), (Step.LIVE, True)],
)
def test_a_silent_server_is_not_asked(step, may):
    assert may_ask(step) is may


def test_what_cannot_be_sent_is_refused_in_words():
    assert not refusal(an_ask()).accepted
    assert "no connection" in refusal(an_ask()).reason
