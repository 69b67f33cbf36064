"""The rules for one viewing window among others, tested from raw data."""

from collections.abc import Callable, Iterator, Sequence

from console.domain.planning.rules import repeats_max
from console.domain.planning.violations import Ground, Rule, Violation, clock
from console.domain.planning.wishes import subject
from console.domain.schedule import ViewingWindow, doing
from telemetry.timebase import NS_PER_S

_DAY_NS = 86_400 * NS_PER_S
_CAN_HOST = frozenset({"work", "free"})

WindowRule = Callable[[Ground, ViewingWindow, Sequence[ViewingWindow]], Iterator[Violation]]


def _meet(a: ViewingWindow, start_ns: int, end_ns: int) -> bool:
    return a.start_ns < end_ns and start_ns < a.end_ns


def _breach(
    rule: Rule,
    window: ViewingWindow,
    message: str,
    mend: str,
    *,
    people: tuple[str, ...] = (),
    others: tuple[ViewingWindow, ...] = (),
) -> Violation:
    concerned = sorted((window, *others), key=lambda each: (each.start_ns, each.id))
    return Violation(
        rule=rule,
        people=people or window.guests,
        windows=tuple(each.id for each in concerned),
        start_ns=min(each.start_ns for each in concerned),
        end_ns=max(each.end_ns for each in concerned),
        message=message,
        mend=mend,
    )


def is_open(
    ground: Ground, window: ViewingWindow, _all: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """No hold, burn, shutter or illness stands against it."""
    for closure in ground.about.closures:
        stopped = tuple(
            guest
            for guest in window.guests
            if closure.pane in ("", window.pane) and closure.person in ("", guest)
        )
        if stopped and _meet(window, closure.start_ns, closure.end_ns):
            yield _breach(
                Rule.CLOSED,
                window,
                f"{window.title}: {closure.reason}.",
                f"Plan it before {clock(closure.start_ns)} or after {clock(closure.end_ns)}.",
                people=stopped,
            )


def is_in_view(
    ground: Ground, window: ViewingWindow, _all: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """Nothing is promised that cannot be seen there and then."""
    sight = ground.sights.get(window.opportunity)
    if sight is None:
        yield _breach(
            Rule.VIEW, window, f"{window.title} is not on this flight's list.", "Take it out."
        )
    elif window.pane != sight.pane:
        yield _breach(
            Rule.VIEW,
            window,
            f"{window.title} cannot be seen from the {ground.panes[window.pane].name}.",
            f"Move it to the {ground.panes[sight.pane].name}.",
        )
    elif window.start_ns < sight.start_ns or window.end_ns > sight.end_ns:
        yield _breach(
            Rule.VIEW,
            window,
            f"{window.title} is not in view all that time.",
            f"It is in view from {clock(sight.start_ns)} to {clock(sight.end_ns)}.",
        )


def guests_are_free(
    ground: Ground, window: ViewingWindow, _all: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """Nobody is called from sleep, a meal or a call, and everybody is on board."""
    for guest in window.guests:
        if guest not in ground.guests:
            yield _breach(
                Rule.BUSY, window, f"There is no guest '{guest}' on this flight.", "Take them out."
            )
            continue
        for activity in ground.by_person[guest]:
            if not activity.is_flexible and _meet(window, activity.start_ns, activity.end_ns):
                name = ground.alias[guest]
                yield _breach(
                    Rule.BUSY,
                    window,
                    f"{name} {doing(activity.kind)} until {clock(activity.end_ns)}.",
                    f"Give it to another guest, or plan it after {clock(activity.end_ns)}.",
                    people=(guest,),
                )


def guests_are_in_one_place(
    ground: Ground, window: ViewingWindow, everything: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """Nobody is at two windows, and there is time to float across the cabin."""
    for other in everything:
        both = tuple(guest for guest in window.guests if guest in other.guests)
        if other.id == window.id or not both:
            continue
        stays_there = other.pane == window.pane
        gap_s = ground.rules.turnover_s if stays_there else ground.rules.guest_gap_s
        gap_ns = round(gap_s * NS_PER_S)
        if _meet(window, other.start_ns - gap_ns, other.end_ns + gap_ns):
            first, second = sorted((window, other), key=lambda each: (each.start_ns, each.id))
            yield _breach(
                Rule.TWICE,
                window,
                f"{ground.names(both)}: less than {gap_s / 60:.0f} min between "
                f"{first.title} and {second.title}.",
                f"Start {second.title} after {clock(first.end_ns + gap_ns)}, or drop one.",
                people=both,
                others=(other,),
            )


def pane_has_room(
    ground: Ground, window: ViewingWindow, everything: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """At no instant more guests than the window holds, with time to change places."""
    pane = ground.panes[window.pane]
    if not 0 < len(set(window.guests)) == len(window.guests) <= pane.capacity:
        yield _breach(
            Rule.CAPACITY,
            window,
            f"{window.title}: the {pane.name} holds {pane.capacity}, not {len(window.guests)}.",
            f"Choose from one to {pane.capacity} different guests.",
        )
        return
    turnover_ns = round(ground.rules.turnover_s * NS_PER_S)
    near = [
        other
        for other in everything
        if other.pane == window.pane
        and _meet(window, other.start_ns - turnover_ns, other.end_ns + turnover_ns)
    ]
    for begins in sorted(near, key=lambda each: (each.start_ns, each.id)):
        at = begins.start_ns
        there = [other for other in near if other.start_ns <= at < other.end_ns + turnover_ns]
        guests = sum(len(other.guests) for other in there)
        if guests > pane.capacity and window in there:
            taken = [other for other in there if other.id != begins.id]
            free_ns = max(other.end_ns for other in taken) + turnover_ns
            yield _breach(
                Rule.CAPACITY,
                window,
                f"The {pane.name} is still taken by {' and '.join(t.title for t in taken)} "
                f"when {begins.title} begins.",
                f"Start {begins.title} after {clock(free_ns)}, use another window, or drop one.",
                people=tuple(sorted({guest for other in there for guest in other.guests})),
                others=tuple(other for other in there if other.id != window.id),
            )
            return


def somebody_hosts(
    ground: Ground, window: ViewingWindow, everything: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """Never more guests at the windows than the crew on shift can look after."""
    near = [other for other in everything if _meet(other, window.start_ns, window.end_ns)]
    crew = [
        [a for a in activities if _meet(window, a.start_ns, a.end_ns) and a.kind not in _CAN_HOST]
        for person, activities in ground.by_person.items()
        if person not in ground.guests
    ]
    moments = {window.start_ns} | {other.start_ns for other in near}
    moments |= {a.start_ns for away in crew for a in away}
    for moment in sorted(m for m in moments if window.start_ns <= m < window.end_ns):
        hosts = sum(not any(a.start_ns <= moment < a.end_ns for a in away) for away in crew)
        there = [other for other in near if other.start_ns <= moment < other.end_ns]
        guests = sum(len(other.guests) for other in there)
        if guests > hosts * ground.rules.guests_per_host:
            yield _breach(
                Rule.HOST,
                window,
                f"{guests} {'guest' if guests == 1 else 'guests'} at the windows "
                f"at {clock(moment)} and "
                f"{hosts or 'none'} of the crew to look after them.",
                "Move one of them to when more of the crew are on shift.",
                people=tuple(sorted({guest for other in there for guest in other.guests})),
                others=tuple(other for other in there if other.id != window.id),
            )
            return


def guests_are_spared(
    ground: Ground, window: ViewingWindow, everything: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """Not too much in the first hours, in a day, or in all."""
    rules, launch_ns = ground.rules, ground.mission.launch_ns
    early_ns = launch_ns + round(rules.first_hours * 3600 * NS_PER_S)
    days = -(-(ground.mission.end_ns - launch_ns) // _DAY_NS)
    day = (window.start_ns - launch_ns) // _DAY_NS
    for guest in window.guests:
        name = ground.alias.get(guest, guest)
        own = [other for other in everything if guest in other.guests]
        today = [other for other in own if (other.start_ns - launch_ns) // _DAY_NS == day]
        early = [other for other in own if other.start_ns < early_ns]
        minutes, early_minutes = _minutes(today), _minutes(early)
        if window.start_ns < early_ns and early_minutes > rules.first_hours_minutes_max + 1e-6:
            yield _spare(
                Rule.FIRST_HOURS,
                guest,
                early,
                f"{name} has {early_minutes:.0f} min at windows in the first "
                f"{rules.first_hours:.0f} h; {rules.first_hours_minutes_max:.0f} are allowed.",
            )
        if minutes > rules.minutes_per_day_max + 1e-6:
            yield _spare(
                Rule.MINUTES,
                guest,
                today,
                f"{name} has {minutes:.0f} min at windows on day {day + 1}; "
                f"{rules.minutes_per_day_max:.0f} are allowed.",
            )
        if len(today) > rules.sessions_on_day_max(day):
            yield _spare(
                Rule.SESSIONS,
                guest,
                today,
                f"{name} has {len(today)} viewings on day {day + 1}; "
                f"{rules.sessions_on_day_max(day)} are allowed.",
            )
        in_all = rules.sessions_max(days)
        if in_all is not None and len(own) > in_all:
            yield _spare(
                Rule.IN_ALL, guest, own, f"{name} has {len(own)} viewings; {in_all} are allowed."
            )


def nothing_is_repeated_too_often(
    ground: Ground, window: ViewingWindow, everything: Sequence[ViewingWindow]
) -> Iterator[Violation]:
    """No guest is given the same subject too often."""
    sight = ground.sights.get(window.opportunity)
    if sight is None:
        return
    key, most = subject(sight), repeats_max(sight.product)
    for guest in window.guests:
        again = [
            other
            for other in everything
            if guest in other.guests
            and other.opportunity in ground.sights
            and subject(ground.sights[other.opportunity]) == key
        ]
        if len(again) > most:
            yield _spare(
                Rule.REPEATS,
                guest,
                again,
                f"{ground.alias.get(guest, guest)} is given the same sight {len(again)} times; "
                f"{most} are allowed.",
            )


def _minutes(windows: Sequence[ViewingWindow]) -> float:
    return sum(window.end_ns - window.start_ns for window in windows) / NS_PER_S / 60.0


def _spare(rule: Rule, guest: str, windows: Sequence[ViewingWindow], message: str) -> Violation:
    least = min(windows, key=lambda window: (window.quality, window.id))
    return _breach(
        rule,
        windows[0],
        message,
        f"Drop one of them: {least.title} has the least quality ({least.quality}).",
        people=(guest,),
        others=tuple(windows[1:]),
    )


WINDOW_RULES: tuple[WindowRule, ...] = (
    is_open,
    is_in_view,
    guests_are_free,
    guests_are_in_one_place,
    pane_has_room,
    somebody_hosts,
    guests_are_spared,
    nothing_is_repeated_too_often,
)
