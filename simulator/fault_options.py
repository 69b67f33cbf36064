"""Fault options checked by who starts a simulator on them later."""

from collections.abc import Sequence

from resources import find
from simulator.agenda import parse_fault_option
from simulator.faults import read_catalogue
from telemetry.mission import Mission


def fault_problems(options: Sequence[str], mission: Mission) -> list[str]:
    """Return what is wrong with ``--fault`` options on `mission`, each in one line."""
    problems = []
    elapsed_s = mission.elapsed_s(mission.simulation_start_ns)
    known = read_catalogue(find("scenarios/faults.toml"))
    for option in options:
        try:
            _, injected = parse_fault_option(option, elapsed_at_start_s=elapsed_s)
        except ValueError as error:
            problems.append(f"--fault: {error}")
            continue
        if injected.fault not in known:
            problems.append(
                f"--fault: there is no fault '{injected.fault}'; "
                f"known are {min(known)} to {max(known)}"
            )
    return problems
