"""Which stretches of the recording a console has asked for, so that it asks for each once."""

from collections.abc import Callable
from typing import Final

from console.client.mirror import Step

AskHistory = Callable[[str, int, int, int], None]

ASKED_COLUMNS: Final = 1_000
MOST_COARSER: Final = 2.5  # how much wider an answer may be whose columns are still fine enough
MOST_LOOKED_AT: Final = 6  # answers that `telemetry.history` keeps of a parameter


class BackFill:
    """Asks the server for what happened before this console listened.

    Parameters
    ----------
    ask : callable
        ``(parameter, from_ns, to_ns, columns)``.
    columns : int
        How many are asked for.
    """

    def __init__(self, ask: AskHistory, columns: int = ASKED_COLUMNS) -> None:
        self._ask = ask
        self._columns = columns
        self._step = Step.WAITING
        self._memory: object = None
        self._asked: dict[str, tuple[int, int]] = {}
        self._looked_at: dict[str, list[tuple[int, int]]] = {}

    def follow(self, step: Step) -> None:
        """Ask for everything again once in step after the link was broken: live data is missing."""
        if step is Step.LIVE and self._step is not Step.LIVE:
            self.forget()
        self._step = step

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
        self._ask(parameter, from_ns, to_ns, self._columns)
        return True

    def want_detail(self, parameter: str, from_ns: int, to_ns: int) -> bool:
        """Ask for a stretch that is looked at closely, unless it was asked for as closely.

        Returns
        -------
        bool
            Whether it had to be asked for.
        """
        looked_at = self._looked_at.setdefault(parameter, [])
        most_ns = MOST_COARSER * (to_ns - from_ns)
        if any(a <= from_ns and to_ns <= b and b - a <= most_ns for a, b in looked_at):
            return False
        margin_ns = (to_ns - from_ns) // 4  # so that small moves need no question
        stretch = (max(0, from_ns - margin_ns), to_ns + margin_ns)
        looked_at.append(stretch)
        del looked_at[:-MOST_LOOKED_AT]
        self._ask(parameter, *stretch, self._columns)
        return True

    def begin(self, memory: object) -> None:
        """Ask for everything again if answers now go into another memory of the telemetry."""
        if memory is not self._memory:
            self._memory = memory
            self.forget()

    def forget(self) -> None:
        """Ask for everything again."""
        self._asked.clear()
        self._looked_at.clear()
