"""Plans at once: by the clock, by the best view first, and by promises and who is worst off.

They are what a lead would do by hand, so they are what a solver is compared with, and the last
is where a solver begins.
"""

from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush

from console.domain.planning.bookings import Bookings
from console.domain.planning.plan import Plan
from console.domain.planning.problem import PlanProblem, Seeker, Sight
from console.domain.planning.scoring import utility, worth

GreedyPlan = Callable[[PlanProblem], Plan]


def chronological(problem: PlanProblem) -> Plan:
    """Return the plan that takes what comes as it comes."""
    bookings = Bookings(problem)
    offers = [
        (problem.sights[index].start_ns, seeker.id, index, seeker)
        for seeker in problem.seekers
        for index in seeker.open_sights
    ]
    for _, _, index, seeker in sorted(offers, key=lambda offer: offer[:3]):
        _book_if_it_fits(bookings, seeker, problem.sights[index])
    return bookings.plan()


def best_first(problem: PlanProblem) -> Plan:
    """Return the plan that gives, again and again, whatever adds most for anybody.

    What a view adds only shrinks as more is given, so an offer whose worth was overtaken goes
    back into the heap with what it adds now.
    """
    bookings = Bookings(problem)
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    offers = [
        (-worth(seeker, problem.sights[index]), seeker.id, index)
        for seeker in problem.seekers
        for index in seeker.open_sights
    ]
    heapify(offers)
    while offers:
        promised, guest, index = heappop(offers)
        seeker, sight = seekers[guest], problem.sights[index]
        if not bookings.fits(seeker, sight):
            continue
        adds = _added(bookings, seeker, sight)
        if -adds > promised:
            heappush(offers, (-adds, guest, index))
        else:
            bookings.book(seeker, sight)
    return bookings.plan()


def promises_then_worst_off(problem: PlanProblem) -> Plan:
    """Return the plan that keeps promises, the rarest first, then serves who has least."""
    bookings = Bookings(problem)
    _keep_what_was_promised(bookings)
    _keep_promises(bookings)
    offers = {
        seeker.id: sorted(
            seeker.open_sights,
            key=lambda index, seeker=seeker: -worth(seeker, problem.sights[index]),  # type: ignore[misc]
        )
        for seeker in problem.seekers
    }
    reach = {seeker.id: _reach(problem, seeker) for seeker in problem.seekers}
    waiting = list(problem.seekers)
    while waiting:
        poorest = min(
            waiting,
            key=lambda seeker: utility(problem, seeker, bookings.own(seeker)) / reach[seeker.id],
        )
        if not _book_the_best(bookings, poorest, offers[poorest.id]):
            waiting.remove(poorest)
    return bookings.plan()


def what_is_left(problem: PlanProblem) -> Plan:
    """Return what was published without what can no longer be: the least a repair may do."""
    bookings = Bookings(problem)
    _keep_what_was_promised(bookings)
    return bookings.plan()


BASELINES: Mapping[str, GreedyPlan] = {
    "chronological": chronological,
    "best view first": best_first,
    "promises, then worst off": promises_then_worst_off,
}


def _keep_what_was_promised(bookings: Bookings) -> None:
    """Book what was published and can still be."""
    problem = bookings.problem
    place = {sight.id: index for index, sight in enumerate(problem.sights)}
    seekers = {seeker.id: seeker for seeker in problem.seekers}
    for viewing in problem.promised.viewings:
        for guest in viewing.guests:
            index, seeker = place.get(viewing.sight), seekers.get(guest)
            if index is not None and seeker is not None and index in seeker.open_sights:
                _book_if_it_fits(bookings, seeker, problem.sights[index])


def _keep_promises(bookings: Bookings) -> None:
    problem = bookings.problem
    least = problem.rules.must_see_quality_min
    wishes = []
    for seeker in problem.seekers:
        for wish in seeker.must_sees:
            views = [
                problem.sights[index]
                for index in seeker.open_sights
                if problem.sights[index].fulfils(wish, least)
            ]
            wishes.append((len(views), seeker.id, wish, seeker, views))
    for _, _, wish, seeker, views in sorted(wishes, key=lambda each: each[:3]):
        if any(sight.fulfils(wish, least) for sight in bookings.own(seeker)):
            continue
        for sight in sorted(views, key=lambda sight: (-sight.quality, sight.id)):
            if _book_if_it_fits(bookings, seeker, sight):
                break


def _book_if_it_fits(bookings: Bookings, seeker: Seeker, sight: Sight) -> bool:
    if (seeker.id, sight.id) in bookings.seats or not bookings.fits(seeker, sight):
        return False
    bookings.book(seeker, sight)
    return True


def _book_the_best(bookings: Bookings, seeker: Seeker, offers: list[int]) -> bool:
    """Book what adds most for `seeker`; forget what no longer fits; return whether anything did.

    `offers` is in order of first-view worth, which is the most a sight can add, so the search
    ends at the first that could not do better than what was found.
    """
    problem = bookings.problem
    best, most = None, 0.0
    for index in list(offers):
        sight = problem.sights[index]
        if worth(seeker, sight) <= most:
            break
        if (seeker.id, sight.id) in bookings.seats or not bookings.fits(seeker, sight):
            offers.remove(index)  # what is booked is never given back, so it will not fit later
            continue
        adds = _added(bookings, seeker, sight)
        if adds > most:
            best, most = index, adds
    if best is None:
        return False
    bookings.book(seeker, problem.sights[best])
    offers.remove(best)
    return True


def _added(bookings: Bookings, seeker: Seeker, sight: Sight) -> float:
    """Return what one more view is worth beside those already given."""
    problem = bookings.problem
    value = worth(seeker, sight)
    before = max(
        (worth(seeker, s) for s in bookings.own(seeker) if s.subject == sight.subject),
        default=0.0,
    )
    rules = problem.rules
    return rules.repeat_share * value + rules.first_share * max(0.0, value - before)


def _reach(problem: PlanProblem, seeker: Seeker) -> float:
    """Return a quick stand-in for the seeker's ideal: his best subjects, as many as he may see."""
    best: dict[str, float] = {}
    for index in seeker.open_sights:
        sight = problem.sights[index]
        best[sight.subject] = max(best.get(sight.subject, 0.0), worth(seeker, sight))
    most = problem.rules.sessions_max(problem.days) or len(best)
    return sum(sorted(best.values(), reverse=True)[:most]) or 1.0
