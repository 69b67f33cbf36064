"""What can be done from the keyboard: each act with its name and its keys, said in one place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can ask of this console.

    Parameters
    ----------
    name : str
        What it does, in words.
    keys : str
        Qt's name of its keys, empty if it is only in the palette.
    """

    name: str
    act: Callable[[], None]
    keys: str = ""


def matching(commands: Iterable[Command], typed: str) -> list[Command]:
    """Return the commands in which every typed word is found; those that begin with it first."""
    words = typed.casefold().split()
    found = [each for each in commands if all(word in each.name.casefold() for word in words)]
    return sorted(found, key=lambda each: not each.name.casefold().startswith(typed.casefold()))
