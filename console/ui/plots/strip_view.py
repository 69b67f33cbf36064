"""Where a strip chart's seconds and values lie on its pixels. No Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class StripView:
    """What a chart shows, and where.

    Parameters
    ----------
    start_s, end_s : float
        Seconds after launch at the left and the right edge.
    low, high : float
        Values at the bottom and the top edge.
    left_px, top_px, width_px, height_px : float
        The plot's box within its widget, axes left out.
    """

    start_s: float = 0.0
    end_s: float = 1.0
    low: float = 0.0
    high: float = 1.0
    left_px: float = 0.0
    top_px: float = 0.0
    width_px: float = 1.0
    height_px: float = 1.0

    @property
    def right_px(self) -> float:
        """The right edge."""
        return self.left_px + self.width_px

    @property
    def bottom_px(self) -> float:
        """The bottom edge."""
        return self.top_px + self.height_px

    @property
    def seconds_per_px(self) -> float:
        """How much time a pixel stands for."""
        return (self.end_s - self.start_s) / self.width_px

    def x_px(self, at_s: float) -> float:
        """Return where an instant lies."""
        return self.left_px + (at_s - self.start_s) / self.seconds_per_px

    def y_px(self, value: float) -> float:
        """Return where a value lies."""
        return self.top_px + (self.high - value) / (self.high - self.low) * self.height_px

    def seconds_at(self, x_px: float) -> float:
        """Return the instant at a place."""
        return self.start_s + (x_px - self.left_px) * self.seconds_per_px

    def points_px(
        self, x_s: NDArray[np.float64], values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return where points lie, shape (n, 2)."""
        points = np.empty((x_s.size, 2))
        points[:, 0] = (x_s - self.start_s) / self.seconds_per_px + self.left_px
        points[:, 1] = (self.high - values) * (self.height_px / (self.high - self.low))
        points[:, 1] += self.top_px
        return points
