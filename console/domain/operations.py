"""What a mission is run by besides its plan: its flight rules and its procedures. No I/O."""

from dataclasses import dataclass, field

from console.domain.procedure_files import read_procedures
from console.domain.procedure_model import ProcedureBook
from console.domain.rule_files import read_rules
from console.domain.rule_model import RuleBook
from telemetry.configuration import (
    FLIGHT_RULES,
    PROCEDURES,
    Configuration,
    MissionError,
    shipped_operations,
)
from telemetry.mission import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """Flight rules and procedures in force; the same on the server and on every console."""

    rules: RuleBook = field(default_factory=RuleBook)
    procedures: ProcedureBook = field(default_factory=ProcedureBook)


def load_operations(configuration: Configuration, mission: Mission) -> Operations:
    """Return the rules and procedures that travel with a mission.

    Raises
    ------
    MissionError
        Listing every problem of every file at once.
    """
    if not configuration.folder(FLIGHT_RULES):
        configuration = shipped_operations(mission.vehicle)
    problems: list[str] = []
    rules = read_rules(configuration.folder(FLIGHT_RULES), mission, problems)
    procedures = read_procedures(configuration.folder(PROCEDURES), mission, problems)
    if problems:
        raise MissionError(problems)
    return Operations(rules=rules, procedures=procedures)
