"""Flights on which something breaks and a procedure is followed, by its own data alone."""

import math
from dataclasses import replace
from functools import cache

from builders import T0_NS, an_entry, the_operations
from simulations import a_simulation

from console.domain.facts import MissionOpened
from console.domain.flight_rules import viewing_status
from console.domain.procedure_facts import Phase
from console.domain.procedure_model import StepKind
from console.domain.procedure_requests import (
    ChooseBranch,
    ConfirmStep,
    CountersignStep,
    StartProcedure,
)
from console.domain.procedure_runs import RunStatus
from console.domain.roles import Role
from console.domain.rule_scene import Reading, Truth
from console.protocol import Ask
from console.server.authority import Authority, Moment
from simulator.agenda import GiveCommand, InjectFault
from simulator.gases import Gas
from simulator.scenario import Occupant
from telemetry.health import with_health
from telemetry.judgement import severity
from telemetry.limits import LimitMonitor

TURN_S = 2.0  # while somebody works through steps
IDLE_TURN_S = 10.0
GASES = slice(Gas.O2, Gas.H2O + 1)
TRIES = 3
SIX_AWAKE = tuple(Occupant(activity="nominal", zone=zone) for zone in (0, 0, 1, 1, 1, 1))


class Walk:
    """A simulated flight with a mission server's judgement, and a crew that follows steps."""

    def __init__(self):
        self.simulation = a_simulation(people=SIX_AWAKE, keeps_way_back=True)
        mission = self.simulation.mission
        mission = replace(mission, database=with_health(mission.database))
        self.book = the_operations().procedures
        self._limits = LimitMonitor(mission.database)
        self._asked = 0
        self.tries = {}
        self.does_at = {}  # what people do at a step beside its command, by its id
        self.authority = Authority(
            mission,
            (),
            epoch=1,
            entries=[an_entry(1, fact=MissionOpened(mission=mission.id, record="rec"))],
            operations=the_operations(),
        )

    @property
    def run(self):
        return next(iter(self.authority.state.runs.values()), None)

    @property
    def alarms(self):
        return self.authority.state.alarms

    @property
    def moment(self):
        return Moment(mission_ns=self.simulation.now_ns, wall_ns=T0_NS)

    @property
    def around(self):
        return self.authority._situation(self.moment).around(self.authority.state)

    @property
    def truth(self):
        """What conditions would be judged by if every instrument told the simulator's truth."""
        return replace(self.around, readings=self._true_reading, contexts=())

    def _true_reading(self, parameter):
        value = self.simulation.truth_now().get(parameter)
        if value is None:  # of what the ground counts there is no other truth
            return self.around.readings(parameter)
        return Reading(value=value, generated_ns=self.around.now_ns)

    def is_wrong_in_truth(self, parameter):
        """Return whether the true value is beyond a limit; False where there is no truth of it."""
        value = self.simulation.truth_now()[parameter]
        known = math.nan if value is None else value
        return severity(self.around.database.parameters[parameter], known) is not None

    @property
    def lost_mol(self):
        """How much gas has gone overboard so far, in truth."""
        return float(self.simulation.vehicle.life_support.state.leaked[GASES].sum())

    def fly(self, seconds, until=lambda: False, *, turn_s=IDLE_TURN_S):
        """Fly on, a turn at a time; return whether `until` came true."""
        end = self.simulation.tick + round(seconds * 10)
        while self.simulation.tick < end:
            if until():
                return True
            events = []
            turn = min(end, self.simulation.tick + round(turn_s * 10))
            for frame, _ in self.simulation.advance_to(turn):
                self.authority.hear(frame)
                events += self._limits.check(frame)
            self.authority.commit(self.authority.observe(events, self.moment))
        return until()

    def breaks(self, fault):
        self.simulation.interrupt()
        self.simulation.vehicle.happen(InjectFault(fault=fault, severity=1.0))

    def is_in_alarm(self, procedure):
        """Return the first alarm that a procedure answers, None if none is active."""
        standing = (alarm for alarm in self.alarms.values() if alarm.is_active)
        found = sorted(standing, key=lambda alarm: alarm.raised_ns)
        return next((a for a in found if self.book.for_alarm(a.id) is procedure), None)

    def asks(self, request, role=Role.FLIGHT, name="Anna"):
        self._asked += 1
        ask = Ask(request_id=f"q{self._asked}", request=request)
        answer, ruling = self.authority.ask(ask, role, name, self.moment)
        self.authority.commit(ruling)
        return answer

    def accepts(self, request, *who):
        answer = self.asks(request, *who)
        assert answer.accepted, answer.reason

    def follows(self, procedure, alarm, within_s):
        """Work through a procedure to its end; return the run."""
        self.accepts(StartProcedure(procedure=procedure.id, alarm=alarm.id))
        end = self.simulation.tick + round(within_s * 10)
        while self.run.is_open and self.simulation.tick < end:
            self._turn(procedure)
            self.fly(TURN_S, turn_s=TURN_S)
        return self.run

    def speaks_against_viewing(self):
        """Return the rule that says anything but GO for viewing as a whole, in a list."""
        rules = the_operations().rules
        status = viewing_status({}, rules, self.simulation.mission, self.around)
        return [status.rule] if status.rule else []

    def _turn(self, procedure):
        run = self.run
        assert run.status is RunStatus.RUNNING, run.reason
        step = procedure.by_id[run.step]
        about = {"run": run.id, "step": run.step, "seen_revision": run.revision}
        if step.kind is StepKind.DECIDE:
            self._decide(step, about)
        elif run.phase in (Phase.TO_DO, Phase.FAILED):
            tries = self.tries[step.id] = self.tries.get(step.id, 0) + 1
            assert tries <= TRIES, f"step {step.id} fails: {run.done[-1]}"
            self._do(step, about)

    def _do(self, step, about):
        if step.command is not None:
            self.simulation.interrupt()
            call = GiveCommand(name=step.command.name, argument=step.command.argument)
            refusal = self.simulation.command(call)
            assert refusal is None, refusal
        self.does_at.get(step.id, lambda: None)()
        self.accepts(ConfirmStep(**about))
        if self.run.signature is not None:
            about["seen_revision"] = self.run.revision
            self.accepts(CountersignStep(**about), Role.GUEST, "Ben")

    def _decide(self, step, about):
        """Take the first branch that telemetry shows, else the first that only people can tell."""
        judged = [b.when.judge(self.around).truth if b.when else None for b in step.branches]
        choice = next((judged.index(way) for way in (Truth.TRUE, None) if way in judged), None)
        if choice is not None:
            self.accepts(ChooseBranch(**about, branch=choice))


@cache
def left_alone(fault, minutes):
    """Return a flight on which nobody did anything about `fault` for `minutes`."""
    walk = Walk()
    walk.fly(180)
    walk.breaks(fault)
    walk.fly(60 * minutes)
    return walk
