"""How a console's window is arranged: remembered as a layout, and arranged by one again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from console.ui.saved_layout import SavedLayout
from console.ui.screen_places import fitted, numbers, screens_now
from console.ui.seat import Panel

if TYPE_CHECKING:
    from console.ui.shell import ConsoleWindow


def layout_of(window: "ConsoleWindow") -> SavedLayout:
    """Return how everything is arranged."""
    page, seat = window.current_page, window.seat
    return SavedLayout(
        page="" if page is None else page.name,
        text_scale=seat.look.text_scale,
        theme=seat.look.theme.name,
        span_s=seat.time.span_s if seat.time.follows else None,
        panels={name: dict(kept) for name, panel in _panels(window) if (kept := panel.remember())},
        windows=window.torn.places,
        place=numbers(window.normalGeometry() if window.isMaximized() else window.geometry()),
        is_maximized=window.isMaximized(),
    )


def arrange(window: "ConsoleWindow", layout: SavedLayout) -> None:
    """Arrange pages and panels as they were."""
    if layout.span_s is not None:
        window.seat.time.follow(layout.span_s)
    for name, panel in _panels(window):
        panel.recall(layout.panels.get(name, {}))
    window.torn.close()
    torn = [page for page in window.pages if page.name in layout.windows]
    for page in torn[len(torn) == len(window.pages) :]:  # one stays in this window
        window.tear(page, layout.windows[page.name])
    window.show_page_named(layout.page)


def _panels(window: "ConsoleWindow") -> Iterator[tuple[str, Panel]]:
    """Yield what keeps its arrangement: the pages by their names, and what stands above them."""
    yield from ((page.name, page.panel) for page in window.pages)
    if window.strip is not None:
        yield "strip", window.strip


def place(window: "ConsoleWindow", layout: SavedLayout) -> None:
    """Put the window where it was, as far as the screens of today allow."""
    if layout.place:
        window.setGeometry(fitted(QRect(*layout.place), screens_now()))
    if layout.is_maximized:
        window.showMaximized()
