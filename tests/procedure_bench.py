"""A mission server's judgement over procedures, fed by hand: no sockets, no file."""

import math

import numpy as np
from builders import T0_NS, a_mission, an_entry, an_idle_mission

from console.domain.facts import MissionOpened
from console.domain.operations import Operations
from console.domain.procedure_facts import Phase
from console.domain.procedure_files import read_procedures
from console.domain.procedure_requests import ChooseBranch, ConfirmStep, StartProcedure
from console.domain.roles import Role
from console.protocol import Ask
from console.server.authority import Authority, Moment
from telemetry.timebase import NS_PER_S
from telemetry.wire import Frame

DATABASE = a_mission().database
FLOW = "ARS_FLOW_CHX"
PROCEDURE = """
id = "T-1"
title = "Fan"
about = "Try it"
plain = "The crew changes a fan."
alarms = ["ARS_FAN_A_STATE", "ARS_FLOW_*"]
tolerates = ["CAB_PPCO2_Z?"]

[[step]]
id = "1"
text = "Switch fan B on"
actor = "crew"
plain = "A second fan is switched on."
warning = ["Keep hands clear"]
[step.command]
name = "fan_b"
argument = true
inhibit = { param = "EPS_BUS_28B_V", op = "<", value = 24, unit = "V" }
[step.verify]
when = { param = "ARS_FLOW_CHX", op = ">=", value = 200, unit = "m3/h", max_age_s = 5 }
hold_s = 5
timeout_s = 20

[[step]]
id = "2"
kind = "wait"
wait_s = 60
text = "Wait for the air"
actor = "auto"
plain = "The air is given time."

[[step]]
id = "3"
kind = "decide"
text = "Is the air good?"
actor = "ground"
plain = "The crew decides."
[[step.branch]]
label = "good"
goto = "4"
when = { param = "CAB_PPCO2_Z2", op = "<", value = 4.5, unit = "mmHg" }
[[step.branch]]
label = "bad"
goto = "1"
when = { param = "CAB_PPCO2_Z2", op = ">", value = 6, unit = "mmHg" }
[[step.branch]]
label = "neither"
goto = "3"
otherwise = true

[[step]]
id = "4"
text = "Release the cabin"
actor = "commander"
confirm = "two_person"
plain = "Two people agree that all is well."
record = ["CAB_PPCO2_Z2"]
"""


def a_book(*texts):
    """Return the procedures written in TOML texts."""
    problems = []
    files = {f"procedures/p{n}.toml": text.encode() for n, text in enumerate(texts)}
    book = read_procedures(files, a_mission(), problems)
    assert problems == []
    return book


class Bench:
    """An authority over one procedure book; time moves when it is told to.

    `values` are what the vehicle would send: a parameter that is not in it is NaN.
    """

    def __init__(self, book, entries=None, epoch=1, now_s=0.0):
        self.book = book
        self.now_s = now_s
        self.values = {}
        self._asked = 0
        entries = entries or (an_entry(1, fact=MissionOpened(mission="m", record="rec")),)
        self.authority = Authority(
            an_idle_mission(),
            (),
            epoch=epoch,
            entries=entries,
            operations=Operations(procedures=book),
        )

    @property
    def run(self):
        """The newest run."""
        return list(self.authority.state.runs.values())[-1]

    @property
    def moment(self):
        now_ns = T0_NS + round(self.now_s * NS_PER_S)
        return Moment(mission_ns=now_ns, wall_ns=now_ns)

    def restarted(self):
        """Return another life of the server over the same log."""
        after = Bench(self.book, self.authority.log, epoch=2, now_s=self.now_s)
        after.values = dict(self.values)
        return after

    def asks(self, request, role=Role.FLIGHT, name="Anna"):
        """Return the server's answer; what it accepted is true at once."""
        self._asked += 1
        ask = Ask(request_id=f"q{self._asked}/{self.authority.epoch}", request=request)
        answer, ruling = self.authority.ask(ask, role, name, self.moment)
        self.authority.commit(ruling)
        return answer

    def does(self, kind, role=Role.FLIGHT, name="Anna", **what):
        """Ask something of the newest run as it stands; return the answer."""
        run = self.run
        fields = {"run": run.id, "seen_revision": run.revision}
        if "step" in kind.__struct_fields__:
            fields["step"] = run.step
        return self.asks(kind(**(fields | what)), role, name)

    def passes(self, seconds, *, hears=True):
        """Let time pass in steps of a second, with or without telemetry."""
        for _ in range(math.ceil(seconds)):
            self.now_s += 1.0
            if hears:
                self.sends()
            self.authority.commit(self.authority.tick(self.moment))

    def sends(self, **values):
        """Send one sample of every packet that carries one of the values."""
        self.values |= values
        for packet in DATABASE.packets:
            row = [self.values.get(each.id, math.nan) for each in packet.parameters]
            if not all(map(math.isnan, row)):
                self.authority.hear(
                    Frame(
                        source="test/1",
                        packet=packet.name,
                        sequence=0,
                        generated_ns=self.moment.mission_ns,
                        values=np.array([row]),
                    )
                )

    def notes(self, *facts):
        """Let the server observe facts."""
        self.authority.commit(self.authority.note(facts, self.moment))


BOOK = a_book(PROCEDURE)
GOOD = {FLOW: 235.0, "EPS_BUS_28B_V": 28.0, "CAB_PPCO2_Z2": 2.0}


def begun(book=BOOK, **values):
    """Return a bench on which the procedure was started."""
    bench = Bench(book)
    bench.sends(**(GOOD | values))
    assert bench.asks(StartProcedure(procedure="T-1", alarm="ARS_FAN_A_STATE")).accepted
    return bench


def verifying(book=BOOK, **values):
    """Return a bench whose first step waits for its evidence."""
    bench = begun(book, **values)
    assert bench.does(ConfirmStep).accepted
    assert bench.run.phase is Phase.VERIFYING
    return bench


def deciding(book=BOOK, **values):
    """Return a bench before its choice of branches."""
    bench = verifying(book, **values)
    bench.passes(6 + 61)
    assert (bench.run.step, bench.run.phase) == ("3", Phase.DECIDING)
    return bench


def signing(book=BOOK):
    """Return a bench before the step for two people."""
    bench = deciding(book)
    assert bench.does(ChooseBranch, branch=0).accepted
    return bench
