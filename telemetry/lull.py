"""Waiting until late data has all come, so that half of it is not taken for the whole."""

from typing import Final

WAITS_MOST: Final = 10


class Lull:
    """Tells when nothing more came since it was asked before; asked a few times a second."""

    def __init__(self) -> None:
        self._came = 0
        self._waited = 0

    def is_over(self, came: int) -> bool:
        """Return whether to go on with what is there; at the latest after ten times.

        Parameters
        ----------
        came : int
            How much has come so far.
        """
        waits = came != self._came and self._waited < WAITS_MOST
        self._came = came
        self._waited = self._waited + 1 if waits else 0
        return not waits
