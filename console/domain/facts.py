"""Facts: what was decided or observed, never changed afterwards. State is their fold."""

import msgspec

from console.domain.alarm_facts import AlarmAcknowledged as AlarmAcknowledged
from console.domain.alarm_facts import AlarmChanged as AlarmChanged
from console.domain.alarm_facts import AlarmFact
from console.domain.alarm_facts import AlarmRaised as AlarmRaised
from console.domain.alarm_facts import AlarmReturned as AlarmReturned
from console.domain.plan_facts import ClosureFact, OutcomeFact, PlanFact
from console.domain.procedure_facts import ProcedureFact
from console.domain.rule_facts import RuleFact
from console.domain.viewing_requests import ViewingRulesSet


class MissionOpened(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The mission file was begun; `record` tells it from every other file."""

    mission: str
    record: str


class ServerStarted(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The mission server took up its file, for the first time or after it had died."""

    epoch: int


class ClockJumped(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The source's clock did not go on from where it was.

    Parameters
    ----------
    source : str
        Name and session, as in its frames.
    expected_ns, announced_ns : int
        Mission time as it should have been and as the source said, UTC nanoseconds.
    """

    source: str
    expected_ns: int
    announced_ns: int

    @property
    def is_back(self) -> bool:
        """Whether it was set back."""
        return self.announced_ns < self.expected_ns


class WindowProposed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guest lead asked for guests to see an opportunity.

    Parameters
    ----------
    window : str
        Id of the new viewing window, for example ``"w17"``.
    opportunity, title : str
        Id and words of what is to be seen.
    pane : str
        Id of the cabin window.
    start_ns, end_ns : int
        UTC nanoseconds, half open.
    quality : int
        0 to 100, as computed when proposed.
    """

    window: str
    opportunity: str
    title: str
    pane: str
    start_ns: int
    end_ns: int
    quality: int
    guests: tuple[str, ...]


class WindowApproved(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight agreed: the window is planned."""

    window: str


class WindowRejected(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight said no, with the reason."""

    window: str
    reason: str


class WindowWithdrawn(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The guest lead took the window back."""

    window: str


class WindowHeld(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A flight rule stopped a planned window; only flight can release it.

    Parameters
    ----------
    alarm : str
        Id of the parameter whose alarm made the rule say no; empty if none did.
    rule : str
        Id of the rule; empty in records from before there were rules.
    """

    window: str
    alarm: str
    reason: str
    rule: str = ""


class WindowReleased(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight let a held window go ahead."""

    window: str


Fact = (
    MissionOpened
    | ServerStarted
    | ClockJumped
    | AlarmFact
    | WindowProposed
    | WindowApproved
    | WindowRejected
    | WindowWithdrawn
    | WindowHeld
    | WindowReleased
    | RuleFact
    | ProcedureFact
    | PlanFact
    | ClosureFact
    | OutcomeFact
    | ViewingRulesSet
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in its place in the mission's log.

    Parameters
    ----------
    sequence : int
        Position in the log, from 1, without holes.
    epoch : int
        Which life of the server wrote it.
    mission_ns, recorded_ns : int
        Mission time and wall time of writing, UTC nanoseconds.
    by : str
        ``"server"``, or role and name as in ``"flight:Anna"``.
    request_id : str
        The request this fact answers, empty for what the server observed itself.
    """

    sequence: int
    epoch: int
    mission_ns: int
    recorded_ns: int
    by: str
    fact: Fact
    request_id: str = ""
