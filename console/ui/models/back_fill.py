"""Which stretches of the recording a console has asked for, so that it asks for each once."""

from collections.abc import Callable
from typing import Final

AskHistory = Callable[[str, int, int, int], None]

ASKED_COLUMNS: Final = 1_000


class BackFill:
    """Asks the server for what happened before this console listened.

    Parameters
    ----------
    ask : callable
        ``(parameter, from_ns, to_ns, columns)``.
    """

    def __init__(self, ask: AskHistory) -> None:
        self._ask = ask
        self._asked: dict[str, tuple[int, int]] = {}

    def want(self, parameter: str, from_ns: int, to_ns: int) -> bool:
        """Ask for a stretch unless it was asked for already, as part of this or a longer one.

        Returns
        -------
        bool
            Whether it had to be asked for.
        """
        asked_from_ns, asked_to_ns = self._asked.get(parameter, (to_ns, to_ns))
        if from_ns >= asked_from_ns or asked_to_ns <= from_ns:
            return False
        self._asked[parameter] = (from_ns, max(to_ns, asked_to_ns))
        self._ask(parameter, from_ns, to_ns, ASKED_COLUMNS)
        return True

    def forget(self) -> None:
        """Ask for everything again: the link was broken and live data is missing."""
        self._asked.clear()
