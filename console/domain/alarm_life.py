"""The life of an alarm after ISA-18.2 (IEC 62682): a core, and a way it may be hidden. Pure.

The table is total: every event has an outcome in every state. Three rules carry it. What is
visible leaves only through a person's acknowledgement. What is hidden goes on being evaluated in
silence and keeps its latch. What comes back into sight while its condition holds is announced
anew, except when a person unshelved it, because that person has it before their eyes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Core(StrEnum):
    """Whether the condition holds and whether a person has seen it."""

    NORMAL = "NORM"
    UNACKNOWLEDGED = "UNACK"
    ACKNOWLEDGED = "ACK"
    RETURNED = "RTNU"  # returned before anybody acknowledged it
    LATCHED_UNACKNOWLEDGED = "LU"  # returned, and kept until acknowledged and reset
    LATCHED_ACKNOWLEDGED = "LA"  # returned and acknowledged, kept until reset


class Hide(StrEnum):
    """Why an alarm is not shown."""

    NONE = "NONE"
    SHELVED = "SHELVED"  # by a person, for a while
    SUPPRESSED = "SUPPR"  # by design, while it is expected
    OUT_OF_SERVICE = "OOS"  # its sensor or its logic is not to be believed


class LifeEvent(StrEnum):
    """What can happen to an alarm."""

    OCCUR = "OCC"
    RETURN = "RTN"
    ACKNOWLEDGE = "ACK"
    RESET = "RESET"
    SHELVE = "SHELVE"
    UNSHELVE = "UNSHELVE"
    EXPIRE = "EXPIRE"
    SUPPRESS = "SUP_ON"
    UNSUPPRESS = "SUP_OFF"
    TAKE_OUT = "OOS_ON"
    PUT_BACK = "OOS_OFF"


@dataclass(frozen=True, slots=True)
class Life:
    """Where an alarm stands."""

    core: Core = Core.NORMAL
    hide: Hide = Hide.NONE


@dataclass(frozen=True, slots=True)
class Step:
    """Where an alarm stands after an event, and whether that is to be announced."""

    life: Life
    announces: bool = False


_HIDES: Final[Mapping[tuple[Hide, LifeEvent], Hide]] = {
    (Hide.NONE, LifeEvent.SHELVE): Hide.SHELVED,
    (Hide.NONE, LifeEvent.SUPPRESS): Hide.SUPPRESSED,
    (Hide.SHELVED, LifeEvent.SUPPRESS): Hide.SUPPRESSED,
    **{
        (hide, LifeEvent.TAKE_OUT): Hide.OUT_OF_SERVICE
        for hide in (Hide.NONE, Hide.SHELVED, Hide.SUPPRESSED)
    },
    (Hide.SHELVED, LifeEvent.UNSHELVE): Hide.NONE,
    (Hide.SHELVED, LifeEvent.EXPIRE): Hide.NONE,
    (Hide.SUPPRESSED, LifeEvent.UNSUPPRESS): Hide.NONE,
    (Hide.OUT_OF_SERVICE, LifeEvent.PUT_BACK): Hide.NONE,
}
_ACKNOWLEDGES: Final = {
    Core.UNACKNOWLEDGED: Core.ACKNOWLEDGED,
    Core.RETURNED: Core.NORMAL,
    Core.LATCHED_UNACKNOWLEDGED: Core.LATCHED_ACKNOWLEDGED,
}
ACTIVE: Final = frozenset({Core.UNACKNOWLEDGED, Core.ACKNOWLEDGED})


def step(life: Life, event: LifeEvent, *, latches: bool) -> Step:
    """Return what `event` makes of an alarm.

    Parameters
    ----------
    latches : bool
        Whether it stays after its condition is gone, until acknowledged and reset.
    """
    hide = _HIDES.get((life.hide, event), life.hide)
    if life.hide is Hide.NONE:
        core = _visible(life.core, event, latches=latches)
        return Step(Life(core, hide), announces=_occurs(life.core, event))
    if hide is Hide.NONE:
        return _revealed(life.core, event)
    return Step(Life(_hidden(life.core, event, latches=latches), hide))


def _occurs(core: Core, event: LifeEvent) -> bool:
    return event is LifeEvent.OCCUR and core not in ACTIVE


def _visible(core: Core, event: LifeEvent, *, latches: bool) -> Core:
    if _occurs(core, event):
        return Core.UNACKNOWLEDGED
    if event is LifeEvent.ACKNOWLEDGE:
        return _ACKNOWLEDGES.get(core, core)
    if event is LifeEvent.RESET and core is Core.LATCHED_ACKNOWLEDGED:
        return Core.NORMAL
    if event is LifeEvent.RETURN and core is Core.UNACKNOWLEDGED:
        return Core.LATCHED_UNACKNOWLEDGED if latches else Core.RETURNED
    if event is LifeEvent.RETURN and core is Core.ACKNOWLEDGED:
        return Core.LATCHED_ACKNOWLEDGED if latches else Core.NORMAL
    return core


def _hidden(core: Core, event: LifeEvent, *, latches: bool) -> Core:
    """Return the core as it is evaluated in silence; nobody acknowledges what is not shown."""
    if event not in (LifeEvent.OCCUR, LifeEvent.RETURN):
        return core
    after = _visible(core, event, latches=latches)
    is_over = event is LifeEvent.RETURN and Core.RETURNED in (core, after)
    return Core.NORMAL if is_over else after


def _revealed(core: Core, event: LifeEvent) -> Step:
    """Return where an alarm stands that comes back into sight."""
    if core not in ACTIVE:
        return Step(Life(core))
    if event is LifeEvent.UNSHELVE:
        return Step(Life(Core.ACKNOWLEDGED))
    return Step(Life(Core.UNACKNOWLEDGED), announces=True)
