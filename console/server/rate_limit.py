"""How much one connection may ask of the server."""

from typing import Final

# Opening every page of a console asks some hundred questions at once; no person asks faster
# than this for long.
BURST: Final = 600.0
PER_SECOND: Final = 100.0


class RateLimit:
    """A bucket of permissions that fills with time.

    Parameters
    ----------
    now_s : float
        Monotonic time.
    """

    def __init__(
        self, now_s: float, *, burst: float = BURST, per_second: float = PER_SECOND
    ) -> None:
        self._burst, self._per_second = burst, per_second
        self._left = burst
        self._filled_s = now_s

    def allows(self, now_s: float, cost: float = 1.0) -> bool:
        """Return whether something that costs so much may be done now; if so it is paid."""
        gained = (now_s - self._filled_s) * self._per_second
        self._left = min(self._burst, self._left + gained)
        self._filled_s = now_s
        if self._left < cost:
            return False
        self._left -= cost
        return True
