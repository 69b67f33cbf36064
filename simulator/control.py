"""What a trainer may ask of a running simulation, and the answers; no sockets here.

A request is a mapping with ``do`` and, mostly, more; the answer says ``accepted`` and, if not,
``reason`` in words. Only a simulation has a control, never a vehicle, and whoever changes something
or wants to know the truth must name it as ``source``, as ``status`` says it: so nothing meant for
one simulation reaches another, and nobody sends a fault without having asked whom.
"""

import logging
from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from typing import Any, Final

from simulator.agenda import ClearFault, GiveCommand, Happening, InjectFault, SetPlace
from simulator.flight import STATE_ERRORS
from simulator.pacing import Pacer
from simulator.simulation import Simulation

logger = logging.getLogger(__name__)

Answer = dict[str, Any]
Handle = Callable[[Mapping[str, Any]], Answer]
OPEN_TO_ALL: Final = ("status", "list")
FASTEST: Final = 10_000.0


class Control:
    """Answers requests to one simulation.

    Parameters
    ----------
    simulation, pacer
        What is controlled.
    """

    def __init__(self, simulation: Simulation, pacer: Pacer) -> None:
        self._simulation = simulation
        self._pacer = pacer
        self._speed_before_pause = pacer.speed
        self._requests: Mapping[str, Handle] = {
            "status": self._status,
            "list": self._list,
            "truth": self._truth,
            "inject": self._inject,
            "clear": self._clear,
            "command": self._command,
            "set": self._set,
            "speed": self._speed,
            "pause": self._pause,
            "resume": self._resume,
            "snapshot": self._snapshot,
            "restore": self._restore,
        }

    def answer(self, request: object) -> Answer:
        """Return the answer to a request; anything that is not one is refused in words."""
        if not isinstance(request, Mapping):
            return refused("a request is a mapping with 'do'")
        source = self._simulation.source
        handle = self._requests.get(str(request.get("do")))
        if handle is None:
            answer = refused(f"'do' must be one of {', '.join(self._requests)}")
        elif request.get("source", source if request.get("do") in OPEN_TO_ALL else "") != source:
            answer = refused(f"this is {source}: a request must name it as its 'source'")
        else:
            answer = self._handled(handle, request)
        return {**answer, "request": request.get("request")}

    def _handled(self, handle: Handle, request: Mapping[str, Any]) -> Answer:
        try:
            return handle(request)
        except STATE_ERRORS as error:  # nothing anybody sends may end the flight
            logger.exception("request %r failed", request.get("do"))
            return refused(f"that could not be done: {type(error).__name__}: {error}")

    def _status(self, request: Mapping[str, Any]) -> Answer:
        simulation = self._simulation
        active = simulation.vehicle.faults.active
        return {
            "accepted": True,
            "source": simulation.source,
            "kind": simulation.kind.name,
            "mission": simulation.mission.id,
            "mission_ns": simulation.now_ns,
            "elapsed_s": simulation.elapsed_s,
            "speed": "max" if self._pacer.speed == inf else self._pacer.speed,
            "faults": {name: fault.severity for name, fault in active.items()},
            "zones": list(simulation.vehicle.life_support.people.zones),
        }

    def _list(self, request: Mapping[str, Any]) -> Answer:
        library = self._simulation.library
        return {
            "accepted": True,
            "faults": [
                {
                    "id": fault.id,
                    "name": fault.name,
                    "subsystem": fault.subsystem,
                    "cause": fault.cause,
                    "chain": fault.chain,
                    "response": fault.response,
                    "trap": fault.trap,
                    "first_out": fault.first_out,
                    "alarm_class": fault.alarm_class,
                    "time_scale": fault.time_scale,
                    "difficulty": fault.difficulty,
                }
                for fault in library.faults.values()
            ],
            "commands": [
                {
                    "name": command.name,
                    "about": command.about,
                    "argument": command.argument,
                    "low": command.low,
                    "high": command.high,
                    "choices": list(command.choices),
                }
                for command in library.commands.values()
            ],
        }

    def _truth(self, request: Mapping[str, Any]) -> Answer:
        truth = self._simulation.truth_now()
        return {"accepted": True, "truth": truth}

    def _inject(self, request: Mapping[str, Any]) -> Answer:
        severity = request.get("severity", 1.0)
        if type(severity) not in {int, float} or not 0.0 < severity <= 10.0:
            return refused(f"severity {severity!r} is not between 0 and 10")
        return self._happen(InjectFault(fault=str(request.get("fault")), severity=float(severity)))

    def _clear(self, request: Mapping[str, Any]) -> Answer:
        fault = str(request.get("fault"))
        if fault not in self._simulation.vehicle.faults.active:
            return refused(f"fault '{fault}' is not active")
        return self._happen(ClearFault(fault=fault))

    def _set(self, request: Mapping[str, Any]) -> Answer:
        value = request.get("value")
        if not isinstance(value, (bool, int, float, str)):
            return refused(f"'value' must be a number, a text or true or false, got {value!r}")
        return self._happen(SetPlace(path=str(request.get("path")), value=value))

    def _happen(self, happening: Happening) -> Answer:
        problem = self._simulation.problem_with(happening)
        if problem is not None:
            return refused(problem)
        self._simulation.interrupt()
        self._simulation.vehicle.happen(happening)
        self._simulation.keep()
        return {"accepted": True}

    def _command(self, request: Mapping[str, Any]) -> Answer:
        argument = request.get("argument")
        if argument is not None and not isinstance(argument, (bool, int, float, str)):
            return refused(f"'argument' cannot be {argument!r}")
        command = GiveCommand(name=str(request.get("name")), argument=argument)
        self._simulation.interrupt()
        refusal = self._simulation.command(command)
        self._simulation.keep()
        return {"accepted": True} if refusal is None else refused(refusal)

    def _speed(self, request: Mapping[str, Any]) -> Answer:
        wanted = request.get("speed")
        speed = 0.0
        if wanted == "max":
            speed = inf
        elif type(wanted) in {int, float} and 0.0 < float(wanted or 0.0) <= FASTEST:
            speed = float(wanted or 0.0)
        if not speed:
            return refused(f"speed must be a number up to {FASTEST:g}, or max, got {wanted!r}")
        self._pacer.change(speed, self._simulation.tick)
        return {"accepted": True}

    def _pause(self, request: Mapping[str, Any]) -> Answer:
        if self._pacer.speed:
            self._speed_before_pause = self._pacer.speed
        self._pacer.change(0.0, self._simulation.tick)
        return {"accepted": True}

    def _resume(self, request: Mapping[str, Any]) -> Answer:
        if not self._pacer.speed:
            self._pacer.change(self._speed_before_pause or 1.0, self._simulation.tick)
        return {"accepted": True}

    def _snapshot(self, request: Mapping[str, Any]) -> Answer:
        path = Path(str(request.get("file", "")))
        try:
            path.write_bytes(self._simulation.snapshot())
        except (OSError, ValueError) as error:  # a null byte in the name is a ValueError
            return refused(f"{path!s:.200}: {_why(error)}")
        return {"accepted": True, "file": str(path)}

    def _restore(self, request: Mapping[str, Any]) -> Answer:
        path = Path(str(request.get("file", "")))
        try:
            self._simulation.restore(path.read_bytes())
        except (OSError, ValueError) as error:
            return refused(f"{path!s:.200}: {_why(error)}")
        self._pacer.change(self._pacer.speed, self._simulation.tick)
        return {"accepted": True}


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def refused(reason: str) -> Answer:
    """Return the answer that says why not."""
    return {"accepted": False, "reason": reason}
