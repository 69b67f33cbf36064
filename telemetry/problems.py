"""How many problems of a file are told to a person at a time."""

from typing import Final

AT_MOST: Final = 20


def told(error: Exception) -> str:
    """Return the words of `error`, of which each line is one problem; the first 20 of them."""
    lines = str(error).splitlines()
    further = len(lines) - AT_MOST
    return "\n".join([*lines[:AT_MOST], f"and {further} more"] if further > 0 else lines)
