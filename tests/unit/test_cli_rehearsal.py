"""A rehearsal plays on while the day lasts, and lets go of its sessions when it ends."""

import threading

import pytest

from console.cli.rehearsal import Rehearsal
from console.client.understudy import Plays

DEADLINE_S = 30


class Counted:
    """Counts its turns in place of an understudy with sessions."""

    def __init__(self, server, _clock, _find):
        self.server = server
        self.plays = Plays(proposed=2)
        self.turns = 0
        self.is_closed = False
        self.enough = threading.Event()

    def turn(self):
        assert not self.is_closed
        self.turns += 1
        if self.turns == 3:
            self.enough.set()

    def close(self):
        self.is_closed = True


@pytest.fixture
def understudies(monkeypatch):
    made = []

    def make(*arguments):
        made.append(Counted(*arguments))
        return made[-1]

    monkeypatch.setattr("console.cli.rehearsal.Understudy", make)
    return made


def test_it_takes_turns_until_the_day_ends_and_then_closes(understudies):
    with Rehearsal("tcp://127.0.0.1:7700") as rehearsal:
        (understudy,) = understudies
        assert understudy.enough.wait(DEADLINE_S)
        assert not understudy.is_closed
    assert understudy.is_closed
    assert understudy.server == "tcp://127.0.0.1:7700"
    assert rehearsal.plays.proposed == 2
    assert not rehearsal.ended_early


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_rehearsal_that_breaks_off_says_so(understudies):
    with Rehearsal("tcp://127.0.0.1:7700") as rehearsal:
        (understudy,) = understudies
        understudy.close()  # its next turn fails
        rehearsal._thread.join(DEADLINE_S)
    assert rehearsal.ended_early
