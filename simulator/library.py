"""What can break and what can be done about it: the shipped faults and commands."""

from collections.abc import Mapping
from dataclasses import dataclass

from resources import find
from simulator.commands import Command, read_commands
from simulator.faults import Fault, read_catalogue


@dataclass(frozen=True, kw_only=True)
class Library:
    """Faults that can be injected and commands that can be given, by name."""

    faults: Mapping[str, Fault]
    commands: Mapping[str, Command]

    @classmethod
    def shipped(cls) -> "Library":
        """Return what ships with Cupola."""
        return cls(
            faults=read_catalogue(find("scenarios/faults.toml")),
            commands=read_commands(find("scenarios/commands.toml")),
        )
