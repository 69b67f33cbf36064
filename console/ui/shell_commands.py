"""What a console's window can be asked: its commands with their keys, and the stops of its tour."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from console.ui.commands import Command
from console.ui.dialogs.tour import Stop
from console.ui.models.parameter_list import parameters_for
from console.ui.panels.lanes import Lanes
from console.ui.theme import DARK, DAYLIGHT, TEXT_SCALE_STEP
from console.ui.time_control import SPANS_S
from console.ui.widgets.time_bar import TimeBar

if TYPE_CHECKING:
    from console.ui.shell import ConsoleWindow

FUNCTION_KEYS = 9  # F10 and beyond are the window's own


def page_keys(number: int) -> str:
    """Return the keys of a page, counted from 0."""
    return f"F{number + 1}" if number < FUNCTION_KEYS else f"Shift+F{number + 1 - FUNCTION_KEYS}"


def page_commands(window: "ConsoleWindow") -> list[Command]:
    """Return a command for each page."""
    return [
        Command(name=page.title, keys=page_keys(n), act=partial(window.show_page, n))
        for n, page in enumerate(window.pages)
    ]


def plot_commands(window: "ConsoleWindow") -> list[Command]:
    """Return a command for each parameter that can be plotted."""
    if "plots" not in (page.name for page in window.pages):
        return []
    desk, wishes = window.seat.desk, window.seat.wishes
    return [
        Command(name=f"Plot {each.id} {each.name}", act=partial(wishes.plot.emit, each.id))
        for each in parameters_for(desk.mission.database, desk.role)
    ]


def commands_always(window: "ConsoleWindow") -> list[Command]:
    """Return what can be asked for on every page."""
    look, time = window.seat.look, window.seat.time

    def other_theme() -> None:
        look.set_theme(DAYLIGHT if look.theme is DARK else DARK)

    def now_s() -> float:
        desk = window.seat.desk
        return desk.elapsed_s() if desk.is_open and desk.clock.is_set else 0.0

    def move(share: float) -> None:
        time.move(share * time.span_s, now_s())

    def zoom(factor: float) -> None:
        time.zoom(factor, sum(time.shown(now_s())) / 2, time.shown(now_s()))

    larger, smaller = TEXT_SCALE_STEP, 1 / TEXT_SCALE_STEP
    return [
        Command(name="Command palette", keys="Ctrl+K", act=window.command_palette.open),
        Command(name="All keys", keys="?", act=window.open_keys),
        Command(name="Guided tour", keys="Ctrl+F1", act=window.begin_tour),
        Command(name="What this seat may do", keys="Ctrl+F2", act=window.show_authority),
        Command(name="This page into its own window", keys="Ctrl+T", act=window.tear_page),
        Command(name="Every page back into this window", act=window.torn.close),
        Command(name="Follow now", keys="F10", act=time.follow),
        Command(name="Earlier", keys="Alt+Left", act=partial(move, -0.25)),
        Command(name="Later", keys="Alt+Right", act=partial(move, 0.25)),
        Command(name="Zoom in", keys="Alt+Up", act=partial(zoom, 0.5)),
        Command(name="Zoom out", keys="Alt+Down", act=partial(zoom, 2.0)),
        Command(name="Larger text", keys="Ctrl++", act=partial(look.scale_text, larger)),
        Command(name="Smaller text", keys="Ctrl+-", act=partial(look.scale_text, smaller)),
        Command(name="Designed text size", keys="Ctrl+0", act=partial(look.scale_text, None)),
        Command(name="Daylight or dark", keys="F12", act=other_theme),
        *(
            Command(name=f"Show the last {name}", act=partial(time.follow, span_s))
            for name, span_s in SPANS_S.items()
        ),
    ]


def tour_stops(window: "ConsoleWindow") -> list[Stop]:
    """Return the ten stops."""

    def cell(caption: str) -> QWidget | None:
        return window.banner.cell(caption)

    def page_part(kind: type[QWidget]) -> QWidget | None:
        shown = window.current_page
        return None if shown is None else shown.panel.findChild(kind)

    names = [page.name for page in window.pages]
    first = names[0] if names else ""
    return [
        Stop(
            title="Where the data comes from",
            words="LIVE is plain, SIMULATION has a blue frame, REPLAY a violet one. The frame goes "
            "around every window, so nobody mistakes an exercise for the day.",
            find=lambda: cell("SOURCE"),
        ),
        Stop(
            title="What time it is",
            words="UTC and mission elapsed time stand together everywhere. Countdowns beside them "
            "run to the next sunrise or sunset and to the next contact.",
            find=lambda: cell("UTC"),
        ),
        Stop(
            title="Whether the cabin is safe",
            words="The worst active alarm, as word, shape and colour. UNKNOWN is said when "
            "nothing is heard: silence is never taken for NOMINAL.",
            find=lambda: cell("SAFETY"),
        ),
        Stop(
            title="Whether guests may look out",
            words="GO, HOLD or NO-GO with its reason. A safety alarm holds viewing on every "
            "console in the same second; only flight releases it.",
            find=lambda: cell("VIEWING"),
        ),
        Stop(
            title="Who you are here",
            words="Your seat, your name and what the link is secured with. What a seat may not do, "
            "its buttons do not offer; Ctrl+F2 lists what is yours and what is whose.",
            find=lambda: cell("SEAT"),
        ),
        Stop(
            title="The first thing to read",
            words="The strip under the banner: for flight the alarm to act on first with its "
            "check, for the guest lead what comes next and any hold.",
            find=lambda: window.strip,
        ),
        Stop(
            title="Pages",
            words="Every page has a key, F1 and up. Ctrl+T gives a page a window of its own, for "
            "another screen; it comes back when that is closed.",
            find=lambda: window.tabs,
        ),
        Stop(
            title="The page itself",
            words="Rest the pointer on any value: name, unit, age, limits, source. Stale values "
            "are hatched with their age, invalid ones are struck through with a '?'.",
            find=lambda: None if window.current_page is None else window.current_page.panel,
            page=first,
        ),
        Stop(
            title="One time for every plot",
            words="Follow the last minutes or days, or wheel and drag to stand still: a plate then "
            "says FIXED. F10, on a timeline Home, follows now again.",
            find=lambda: page_part(TimeBar) or page_part(Lanes),
            page="life-support" if "life-support" in names else first,
        ),
        Stop(
            title="Anything else",
            words="Ctrl+K finds every command, page and parameter by a few letters. ? shows all "
            "keys. Ctrl+F1 begins this tour again.",
            find=lambda: window.tabs,
        ),
    ]
