"""Stretches of time, half open, in UTC nanoseconds: overlaps, differences, cliques."""

from collections.abc import Iterable, Iterator, Sequence

Stretch = tuple[int, int]


def overlap(a: Stretch, b: Stretch) -> bool:
    """Return whether the two have an instant in common."""
    return a[0] < b[1] and b[0] < a[1]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the union, in order, as stretches that do not touch."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found


def without(stretch: Stretch, others: Iterable[Stretch]) -> list[Stretch]:
    """Return what is left of `stretch` outside `others`."""
    left = [stretch]
    for other in others:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, other[0])), (max(start, other[1]), end))
            if piece[0] < piece[1]
        ]
    return left


def contains(stretches: Sequence[Stretch], inner: Stretch) -> bool:
    """Return whether one of `stretches`, merged before, holds all of `inner`."""
    return any(start <= inner[0] and inner[1] <= end for start, end in stretches)


def cliques(stretches: Sequence[Stretch]) -> Iterator[list[int]]:
    """Yield every largest set of stretches that share an instant, as indices.

    "At most so many at any time" holds if and only if it holds for each of these: a sweep over
    the ends finds them all, and there are no more of them than stretches.
    """
    events = sorted(
        [(start, 1, index) for index, (start, _) in enumerate(stretches)]
        + [(end, 0, index) for index, (_, end) in enumerate(stretches)]
    )
    active: dict[int, None] = {}
    grew = False
    for _, is_start, index in events:
        if is_start:
            active[index] = None
            grew = True
        else:
            if grew:
                yield list(active)
                grew = False
            active.pop(index, None)


def most_at_once(stretches: Sequence[Stretch]) -> int:
    """Return how many of `stretches` share an instant at most."""
    return max((len(clique) for clique in cliques(stretches)), default=0)
