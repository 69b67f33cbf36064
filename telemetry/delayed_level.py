"""A level that follows what samples say only after they have said it for long enough."""

from copy import deepcopy
from typing import Final

NORMAL: Final = 0
_NOT_COUNTING: Final = -1


class DelayedLevel:
    """How grave a condition is, with an on-delay for rising and an off-delay for falling.

    Delays count the time between samples, at most one period for each, so that samples which
    never came do not run a delay.

    Parameters
    ----------
    levels : int
        The gravest level; 0 is normal.
    period_ns : int
        Usual time between two samples.
    on_delay_ns, off_delay_ns : int
        How long samples must reach a level, or be clear of it.
    """

    def __init__(self, *, levels: int, period_ns: int, on_delay_ns: int, off_delay_ns: int) -> None:
        self.level = NORMAL
        self._period_ns = period_ns
        self._on_delay_ns = on_delay_ns
        self._off_delay_ns = off_delay_ns
        self._sample_ns = 0
        # For levels above the present one: how long samples have reached them; for the present
        # level and those below: how long samples have been clear of them.
        self._counted_ns = [_NOT_COUNTING] * (levels + 1)

    @property
    def is_calm(self) -> bool:
        """Whether the level is normal and not on the way up."""
        return self.level == NORMAL and max(self._counted_ns) == _NOT_COUNTING

    def copy(self) -> "DelayedLevel":
        """Return a level that goes on from here by itself."""
        return deepcopy(self)

    def restore(self, level: int) -> None:
        """Take on a level at once; every delay starts anew."""
        self.level = level
        self._counted_ns = [_NOT_COUNTING] * len(self._counted_ns)

    def fall(self, level: int) -> bool:
        """Fall to a level at once, if the present one is above it; return whether it was."""
        is_above = level < self.level
        if is_above:
            self.restore(level)
        return is_above

    def step(self, reached: int, kept: int, sample_ns: int) -> bool:
        """Take in one sample and return whether the level changed.

        Parameters
        ----------
        reached : int
            The level the sample has by itself.
        kept : int
            The level it still holds when a return needs a deadband; not below `reached`.
        sample_ns : int
            Time of the sample; a step back counts as no time.
        """
        elapsed_ns = max(0, min(sample_ns - self._sample_ns, self._period_ns))
        self._sample_ns = sample_ns
        for level in range(1, len(self._counted_ns)):
            is_moving = reached >= level if level > self.level else kept < level
            self._count(level, elapsed_ns, is_moving=is_moving)
        return self._move(self._target())

    def _count(self, level: int, elapsed_ns: int, *, is_moving: bool) -> None:
        counted_ns = self._counted_ns[level]
        if not is_moving:
            self._counted_ns[level] = _NOT_COUNTING
        elif counted_ns == _NOT_COUNTING:
            self._counted_ns[level] = 0
        else:
            self._counted_ns[level] = counted_ns + elapsed_ns

    def _target(self) -> int:
        """Return the highest level reached for long enough, else the lowest not yet cleared."""
        for level in range(len(self._counted_ns) - 1, self.level, -1):
            if self._has_counted(level, self._on_delay_ns):
                return level
        level = self.level
        while level > NORMAL and self._has_counted(level, self._off_delay_ns):
            level -= 1
        return level

    def _has_counted(self, level: int, delay_ns: int) -> bool:
        return self._counted_ns[level] >= max(0, delay_ns)

    def _move(self, target: int) -> bool:
        """Take on the target; every level passed starts to count the other way."""
        lowest, highest = sorted((self.level, target))
        for passed in range(lowest + 1, highest + 1):
            self._counted_ns[passed] = _NOT_COUNTING
        self.level = target
        return lowest != highest
