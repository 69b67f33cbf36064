"""Where labels go so that none covers another. No Qt: rectangles in, rectangles out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Return whether the two share any point inside."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_inside(self, other: "Box") -> bool:
        """Return whether this one lies wholly within `other`."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


# Steps right and down from the mark, in the order in which they are tried.
Places = Sequence[tuple[float, float]]
# Beside the mark first (read as one with it), then diagonally, then above and below.
BESIDE: Final[Places] = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (1.0, -1.0),
    (1.0, 1.0),
    (-1.0, -1.0),
    (-1.0, 1.0),
    (0.0, -1.0),
    (0.0, 1.0),
)
# Off a line that rises, falls, or runs level through the mark.
OFF_RISING: Final[Places] = ((1.0, 1.0), (-1.0, -1.0))
OFF_FALLING: Final[Places] = ((1.0, -1.0), (-1.0, 1.0))
OFF_LEVEL: Final[Places] = ((0.0, -1.0), (0.0, 1.0))


@dataclass
class LabelPlacer:
    """Places labels one after the other; the most important must come first.

    Parameters
    ----------
    bounds : Box
        No label leaves this rectangle.
    gap : float
        Pixels between a mark and its label.
    """

    bounds: Box
    gap: float = 6.0
    taken: list[Box] = field(default_factory=list)

    def keep_clear(self, boxes: Iterable[Box]) -> None:
        """Let no later label cover `boxes`."""
        self.taken.extend(boxes)

    def place(
        self, x: float, y: float, width: float, height: float, places: Places = BESIDE
    ) -> Box | None:
        """Return where the label of the mark at (x, y) goes, or None if nowhere is free."""
        for across, down in places:
            left = x - width / 2 + across * (width / 2 + self.gap)
            top = y - height / 2 + down * (height / 2 + (self.gap if across == 0 else 0.0))
            box = Box(left, top, left + width, top + height)
            if box.is_inside(self.bounds) and not any(box.overlaps(other) for other in self.taken):
                self.taken.append(box)
                return box
        return None
