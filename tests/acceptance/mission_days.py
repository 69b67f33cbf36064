"""Whole mission days over real processes, told in the words of those who work them."""

import os
import signal
import time
from threading import Event, Thread
from unittest.mock import patch

from acceptance.people import Flight, GuestLead

from console.cli import mission_day
from console.cli.mission_day import DayPlan, MissionDay
from console.cli.ports import PortSet
from console.client.simulator_link import SimulatorLink
from console.client.understudy import proposals_due
from console.domain.viewing.opportunities import find_opportunities
from telemetry.timebase import NS_PER_S

PATIENCE_S = 60.0


class Day:
    """A simulator and a mission server, and two people at consoles without windows."""

    def __init__(self, folder, *, mission="meridian-1", speed=1.0):
        self.said = []
        self._stop = Event()
        self.file = folder / "day.mission"
        plan = DayPlan(mission=mission, file=self.file, roles=(), speed=speed)
        ports = PortSet()
        words = mission_day._simulator_words
        self._trainers_door = patch.object(  # without a trainer's windows
            mission_day,
            "_simulator_words",
            lambda plan, ports: [*words(plan, ports), "--commands", ports.commands],
        )
        self._trainers_door.start()
        self._processes = MissionDay(plan, ports, self.said.append)
        self._keeper = Thread(target=self._processes.run, args=(self._stop.is_set,))
        self._keeper.start()
        self._commands = ports.commands
        self.flight = Flight(ports.server)
        self.guest_lead = GuestLead(ports.server)
        self.people = (self.flight, self.guest_lead)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for person in self.people:
            person.close()
        self._stop.set()
        self._keeper.join()
        self._trainers_door.stop()

    @property
    def server(self):
        """Where consoles join."""
        return self._processes.server

    @property
    def numbers(self):
        """What the server reported at its end."""
        return self._processes.records["server"].report

    def until(self, condition, what, within_s=PATIENCE_S):
        """Let everybody listen until `condition()`; return what it returned."""
        deadline_s = time.monotonic() + within_s
        while not (result := condition()):
            assert time.monotonic() < deadline_s, f"never: {what}; heard: {self.said[-10:]}"
            for person in self.people:
                person.listen()
        return result

    def everybody_is_in_step(self):
        self.until(
            lambda: all(p.desk.is_in_step and p.desk.is_open for p in self.people), "in step"
        )

    def telemetry_flows(self):
        self.until(
            lambda: all(p.desk.feed.gaps.total.received > 20 for p in self.people), "telemetry"
        )

    def answer_to(self, person, request_id):
        return self.until(lambda: person.answers.get(request_id), "an answer")

    def a_viewing_is_planned(self):
        """Let the lead propose the best viewing of the next three hours, and flight approve it."""
        desk = self.guest_lead.desk
        now_ns = self.until(desk.now_ns, "mission time")
        found = find_opportunities(desk.mission, now_ns, now_ns + 3 * 3600 * NS_PER_S)
        best = proposals_due(found, desk.state, desk.mission, now_ns)[0]
        known = set(desk.windows())
        proposal = self.guest_lead.proposes(best.opportunity, best.guests)
        answer = self.answer_to(self.guest_lead, proposal)
        assert answer.accepted, answer.reason
        (window,) = self.until(
            lambda: set(self.flight.desk.windows()) - known, "the proposal on the flight console"
        )
        answer = self.answer_to(self.flight, self.flight.approves(window))
        assert answer.accepted, answer.reason
        self.everybody_sees(window, "planned")
        return window

    def everybody_sees(self, window, status):
        self.until(
            lambda: all(p.desk.windows()[window].status == status for p in self.people),
            f"{window} {status} on both consoles",
        )

    def strike(self, *faults):
        """Let the simulator's trainer inject faults, and wait until it has taken them."""
        self._trainer("inject", *({"fault": fault} for fault in faults))

    def mend(self, fault):
        """Let the trainer clear a fault."""
        self._trainer("clear", {"fault": fault})

    def crew(self, name, argument):
        """Let the crew give a command, as the trainer plays it."""
        self._trainer("command", {"name": name, "argument": argument})

    def _trainer(self, do, *asked):
        link = SimulatorLink(self._commands)
        link.start()
        heard = []

        def answered(do, count):
            heard.extend(each for each in link.heard() if each.do == do)
            return len(heard) >= count

        try:
            self.until(lambda: answered("status", 1), "which simulator this is")
            source = heard[0].answer["source"]
            heard.clear()
            for fields in asked:
                link.ask(do, **fields, source=source)
            self.until(lambda: answered(do, len(asked)), "the simulator's answers")
            assert all(each.answer["accepted"] for each in heard), heard
        finally:
            link.close()

    def loses_its_server(self):
        """Kill the mission server with -9; it is started again without anybody's doing."""
        os.kill(self._processes.server_pid, signal.SIGKILL)

    def everybody_agrees(self):
        """Wait until both know the same log, and so the same state."""
        flight, guest_lead = self.people

        def agree():
            in_step = all(person.desk.is_in_step for person in self.people)
            return in_step and flight.log() == guest_lead.log()

        self.until(agree, "agreement")
        assert flight.desk.state == guest_lead.desk.state
