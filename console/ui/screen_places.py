"""Where a window goes on the screens there are, which may be others than when it was last open."""

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication


def fitted(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """Return the place nearest to `wanted` that lies wholly on one of `screens`.

    Parameters
    ----------
    screens : sequence of QRect
        The room of each screen, the first one the person's main one; at least one.
    """

    def shared(screen: QRect) -> int:
        common = screen.intersected(wanted)
        return max(0, common.width()) * max(0, common.height())

    screen = max(screens, key=shared)
    if not shared(screen):
        screen = screens[0]
    size = wanted.size().boundedTo(screen.size())
    left = min(max(wanted.left(), screen.left()), screen.right() + 1 - size.width())
    top = min(max(wanted.top(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


def screens_now() -> list[QRect]:
    """Return the room of every screen there is, the main one first."""
    main = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not main]
    return [screen.availableGeometry() for screen in (main, *others)]


def numbers(place: QRect) -> list[int]:
    """Return left, top, width and height."""
    return [place.x(), place.y(), place.width(), place.height()]
