"""Plays both people of a rehearsal through real sessions: the guest lead and flight.

It sees what their consoles would show and asks as they would; the server decides. Every entry
of the log names it, so a rehearsal is never taken for people's work.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from console.client.desk import Desk
from console.client.session import Session
from console.domain.mission import MissionState
from console.domain.requests import ApproveWindow, ProposeWindow, Request
from console.domain.roles import Role
from console.domain.schedule import ViewingWindow, WindowStatus, objections
from console.domain.viewing.opportunities import Opportunity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S, Clock

NAME: Final = "rehearsal"
STANDING_WANTED: Final = 4  # a short programme, as a lead would keep ahead
LOOK_AHEAD_S: Final = 6 * 3600.0
LEAD_TIME_S: Final = 60.0  # nobody sends guests to a window that opens this soon

Find = Callable[[Mission, int, int], Sequence[Opportunity]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plays:
    """What the understudy did.

    Parameters
    ----------
    refusals : tuple of str
        The server's words.
    """

    proposed: int = 0
    approved: int = 0
    refusals: tuple[str, ...] = ()


class Seat:
    """One session with its desk; what it asked, and what it need not ask again."""

    def __init__(self, server: str, role: Role, clock: Clock) -> None:
        self.desk = Desk(role, clock)
        self.unanswered: dict[str, Request] = {}
        self._by = f"{role}:{NAME}"
        self._accepted = 0
        self._refused: list[Request] = []
        self._refused_in: MissionState | None = None
        self._session = Session(server, role, NAME, clock)
        self._session.start()

    def listen(self) -> tuple[int, list[str]]:
        """Take what arrived; return how many requests were accepted, and why others were not."""
        inbox = self._session.inbox
        changes = self.desk.take([inbox.get() for _ in range(inbox.qsize())])
        if self.desk.state is not self._refused_in:
            self._refused, self._refused_in = [], self.desk.state
        for answer in changes.answers:
            request = self.unanswered.pop(answer.request_id, None)
            if request is not None and not answer.accepted:
                self._refused.append(request)
        refused = [answer.reason for answer in changes.answers if not answer.accepted]
        accepted = len(changes.answers) - len(refused)
        self._accepted += accepted
        return accepted, refused

    @property
    def may_ask(self) -> bool:
        """Whether it sees what came of all it asked; an answer can be here before its facts."""
        if self.unanswered or not self.desk.is_in_step:
            return False
        return sum(entry.by == self._by for entry in self.desk.log) >= self._accepted

    def ask(self, request: Request) -> None:
        """Send `request`, unless it was refused and nothing has changed since."""
        if request not in self._refused:
            self.unanswered[self._session.submit(request)] = request

    def close(self) -> None:
        """End the session."""
        self._session.close()


class Understudy:
    """The guest lead and the flight controller of a rehearsal.

    Parameters
    ----------
    server : str
        The mission server's first address.
    find : callable
        ``(mission, from_ns, to_ns)``: what can be seen then.
    """

    def __init__(self, server: str, clock: Clock, find: Find) -> None:
        self.plays = Plays()
        self._find = find
        self._guest = Seat(server, Role.GUEST, clock)
        self._flight = Seat(server, Role.FLIGHT, clock)
        self._found: tuple[Opportunity, ...] = ()
        self._found_until_ns = 0

    def turn(self) -> None:
        """Look, and ask for what is due; call a few times a second."""
        proposals, refused_proposals = self._guest.listen()
        approvals, refused_approvals = self._flight.listen()
        self.plays = replace(
            self.plays,
            proposed=self.plays.proposed + proposals,
            approved=self.plays.approved + approvals,
            refusals=(*self.plays.refusals, *refused_proposals, *refused_approvals),
        )
        if self._guest.may_ask:
            self._propose(self._guest.desk)
        if self._flight.may_ask:
            desk = self._flight.desk
            for request in approvals_due(desk.state, desk.now_ns()):
                self._flight.ask(request)

    def close(self) -> None:
        """End both sessions."""
        self._guest.close()
        self._flight.close()

    def _propose(self, desk: Desk) -> None:
        now_ns = desk.now_ns()
        if not now_ns:
            return
        if now_ns + LOOK_AHEAD_S * NS_PER_S / 2 > self._found_until_ns:
            self._found_until_ns = now_ns + round(LOOK_AHEAD_S * NS_PER_S)
            self._found = tuple(self._find(desk.mission, now_ns, self._found_until_ns))
        for request in proposals_due(self._found, desk.state, desk.mission, now_ns):
            self._guest.ask(request)


def approvals_due(state: MissionState, now_ns: int) -> list[ApproveWindow]:
    """Return an approval of every window that waits for one and has not lapsed."""
    return [
        ApproveWindow(window=window.id, seen_revision=window.revision)
        for window in state.windows.values()
        if window.status is WindowStatus.PROPOSED and not window.has_lapsed(now_ns)
    ]


def proposals_due(
    opportunities: Iterable[Opportunity], state: MissionState, mission: Mission, now_ns: int
) -> list[ProposeWindow]:
    """Return proposals of the best opportunities, until enough windows stand ahead.

    Only what no rule objects to is proposed, and no opportunity twice.
    """
    windows = dict(state.windows)
    ahead = sum(window.stands and window.end_ns > now_ns for window in windows.values())
    taken = {window.opportunity for window in windows.values()}
    earliest_ns = now_ns + round(LEAD_TIME_S * NS_PER_S)
    due: list[ProposeWindow] = []
    for opportunity in sorted(opportunities, key=lambda o: (-o.quality, o.start_ns, o.id)):
        if ahead + len(due) >= STANDING_WANTED:
            break
        if opportunity.id in taken or opportunity.start_ns < earliest_ns:
            continue
        window = _for_free_guests(opportunity, windows, mission, now_ns)
        if window is not None:
            windows[window.id] = window
            due.append(ProposeWindow(opportunity=opportunity.id, guests=window.guests))
    return due


def _for_free_guests(
    opportunity: Opportunity, windows: dict[str, ViewingWindow], mission: Mission, now_ns: int
) -> ViewingWindow | None:
    """Return a window for as many guests as are free and fit, None when nobody does."""
    window = ViewingWindow(
        id=f"?{len(windows)}",
        opportunity=opportunity.id,
        title=opportunity.title,
        pane=opportunity.pane,
        start_ns=opportunity.start_ns,
        end_ns=opportunity.end_ns,
        quality=opportunity.quality,
        guests=(),
    )
    chosen: tuple[str, ...] = ()
    for person in mission.people:
        larger = replace(window, guests=(*chosen, person.id))
        if person.role == "guest" and not any(objections(larger, windows, mission, now_ns)):
            chosen = larger.guests
    return replace(window, guests=chosen) if chosen else None
