from console.protocol import Stranger
from console.server.counter import serve_consoles


class Doors:
    """What waits, and what was answered to whom; the second caller is gone."""

    def __init__(self, waiting, *, was_cut=False):
        self.waiting, self.was_cut, self.sent = waiting, was_cut, []

    def mind(self):
        return self.was_cut

    def questions(self):
        yield from self.waiting

    def answer(self, caller, _data):
        self.sent.append(caller)
        return caller != "gone"


class Reception:
    def __init__(self):
        self.dropped, self.forgot = [], False

    def drop(self, what):
        self.dropped.append(what)

    def forget_all(self):
        self.forgot = True

    def reply(self, _caller, payload, _now_s):
        return Stranger() if payload == b"?" else None


def test_each_is_answered_and_what_cannot_be_is_counted():
    doors = Doors([("a", [b"?"]), ("b", []), ("c", [b"!"]), ("gone", [b"?"])])
    reception = Reception()
    serve_consoles(doors, reception)
    assert doors.sent == ["a", "gone"]
    assert reception.dropped == [
        "a message without a body",
        "an answer to a console that is gone or does not read",
    ]
    assert not reception.forgot


def test_after_connections_were_cut_nobody_is_known():
    reception = Reception()
    serve_consoles(Doors([], was_cut=True), reception)
    assert reception.forgot
