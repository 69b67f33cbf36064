"""What could go wrong with a mission day, found before anything of it is started."""

from pathlib import Path

from console.cli.mission_day import DayPlan
from console.cli.mission_file import check_folder, check_mission_file
from telemetry.curve import SERVER_ROLE, SOURCE_ROLE, KeyFolder, KeysError
from telemetry.mission import load_mission, read_configuration


class UsageError(ValueError):
    """The command line asks for something that cannot be, in one line for a person."""


def check_day(plan: DayPlan) -> None:
    """Say once what each process would say again; make the folder of the pictures.

    Raises
    ------
    MissionError, StoreError, KeysError, UsageError, OSError
        If the mission, the mission file, the keys, a fault or a folder is bad.
    """
    mission = load_mission(read_configuration(plan.mission))
    if plan.faults:
        from simulator.fault_options import fault_problems  # the simulator, only for this

        problems = fault_problems(plan.faults, mission)
        if problems:
            raise UsageError("; ".join(problems))
    if plan.keys is not None:
        _check_keys(plan, KeyFolder(plan.keys))
    check_mission_file(plan.file, mission.id)
    if plan.screenshots is not None:
        _make_folder(plan.screenshots)


def _make_folder(folder: Path) -> None:
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _check_keys(plan: DayPlan, folder: KeyFolder) -> None:
    """Say everything that is wrong with the keys.

    Raises
    ------
    KeysError
        If a process would have no key, or somebody to trust is missing.
    """
    if plan.is_headless:
        raise KeysError(
            "--headless and --keys do not go together: a rehearsal plays people, "
            "and nobody may sign for them"
        )
    problems = []
    for role in (SERVER_ROLE, SOURCE_ROLE, *plan.roles):
        try:
            folder.own(role)
            if role in (SERVER_ROLE, SOURCE_ROLE):
                folder.only(role)
        except KeysError as error:
            problems.append(str(error))
    if problems:
        raise KeysError("; ".join(problems))
