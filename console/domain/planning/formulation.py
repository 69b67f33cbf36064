"""The planning problem as a linear programme with whole numbers.

Variables, all 0 or 1: guest g sees sight o; that view is the one that counts in full; a task
begins at τ; a promise is kept. Times are fixed, so "not two at once" is one row for each largest
set of stretches that share an instant. Safety has no rows: what is forbidden has no variable.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from console.domain.planning.bookings import net_stays
from console.domain.planning.intervals import Stretch, cliques, most_at_once
from console.domain.planning.linear import Array, LinearProgramme
from console.domain.planning.plan import Plan, TaskPlace, plan_of
from console.domain.planning.problem import PlanProblem, Seeker, Sight
from console.domain.planning.rules import repeats_max
from console.domain.planning.scoring import worth
from telemetry.timebase import NS_PER_S

Terms = list[tuple[int, float]]
# Who sees what, and the column that says so; None for what the past has made sure.
Stays = list[tuple[Seeker, Sight, int | None]]


@dataclass(kw_only=True)
class Formulation:
    """The programme and what its columns mean.

    Parameters
    ----------
    sees : dict of (str, str) to int
        Column of each pair of guest and sight.
    counts_full : dict of (str, str) to int
        Column of "this is the view that counts in full".
    begins : dict of (str, int) to int
        Column of each task and start.
    misses : dict of str to int
        Column of each task that could not be placed at all: given up before any promise is
        taken, so that there is an answer even when calls have no place left.
    keeps : dict of (str, str) to int
        Column of each guest's wish that could be kept.
    kept_already : tuple of (str, str)
        Guest and wish of promises the past has kept.
    worth_terms, worth_before : dict
        By guest: the worth of a plan as a sum over columns, and what the past is worth.
    """

    problem: PlanProblem
    programme: LinearProgramme = field(default_factory=LinearProgramme)
    sees: dict[tuple[str, str], int] = field(default_factory=dict)
    counts_full: dict[tuple[str, str], int] = field(default_factory=dict)
    begins: dict[tuple[str, int], int] = field(default_factory=dict)
    misses: dict[str, int] = field(default_factory=dict)
    keeps: dict[tuple[str, str], int] = field(default_factory=dict)
    kept_already: tuple[tuple[str, str], ...] = ()
    worth_terms: dict[str, Terms] = field(default_factory=dict)
    worth_before: dict[str, float] = field(default_factory=dict)

    def plan(self, solution: Array) -> Plan:
        """Return the plan a solution stands for, what is kept of the past included."""
        problem = self.problem
        seats = [pair for pair, column in self.sees.items() if solution[column] > 0.5]
        seats += [(g, v.sight) for v in problem.kept.viewings for g in v.guests]
        tasks = {task.id: task for task in problem.tasks}
        places = [
            TaskPlace(task=task, start_ns=start, end_ns=start + tasks[task].duration_ns)
            for (task, start), column in self.begins.items()
            if solution[column] > 0.5 and start != tasks[task].start_ns
        ]
        return plan_of(seats, [*places, *problem.kept.tasks])

    def solution(self, plan: Plan) -> Array:
        """Return the columns of `plan`, shape (width,): where a solver begins."""
        values = np.zeros(self.programme.width)
        sights = {sight.id: sight for sight in self.problem.sights}
        seekers = {seeker.id: seeker for seeker in self.problem.seekers}
        best: dict[tuple[str, str], tuple[float, int]] = {}
        for guest, sight_id in plan.seats & self.sees.keys():
            sight, seeker = sights[sight_id], seekers[guest]
            values[self.sees[guest, sight_id]] = 1.0
            full = self.counts_full.get((guest, sight_id))
            if full is not None:
                key = (guest, sight.subject)
                best[key] = max(best.get(key, (-1.0, full)), (worth(seeker, sight), full))
            for wish in self._kept_by(seeker, sight):
                values[self.keeps[guest, wish]] = 1.0
        for _, full in best.values():
            values[full] = 1.0
        places = {place.task: place.start_ns for place in plan.tasks}
        for task in self.problem.tasks:
            start = places.get(task.id, task.start_ns)
            column = self.begins.get((task.id, start), self.misses.get(task.id))
            if column is not None:
                values[column] = 1.0
        return values

    def _kept_by(self, seeker: Seeker, sight: Sight) -> list[str]:
        least = self.problem.rules.must_see_quality_min
        return [
            wish
            for wish in seeker.must_sees
            if (seeker.id, wish) in self.keeps and sight.fulfils(wish, least)
        ]


def formulate(problem: PlanProblem, guests: Iterable[str] | None = None) -> Formulation:
    """Return the programme for `guests`, for all of them if None.

    Left out guests leave everything to the others: so a guest's ideal is found.
    """
    chosen = set(guests) if guests is not None else {seeker.id for seeker in problem.seekers}
    seekers = [seeker for seeker in problem.seekers if seeker.id in chosen]
    form = Formulation(problem=problem)
    past = _past(problem)
    for seeker in seekers:
        for index in seeker.open_sights:
            form.sees[seeker.id, problem.sights[index].id] = form.programme.choice()
    for task in problem.tasks:
        if task.person in chosen:
            for start in task.starts_ns:
                form.begins[task.id, start] = form.programme.choice()
    _task_rows(form, chosen)
    for seeker in seekers:
        _guest_rows(form, seeker)
        _limit_rows(form, seeker, past[seeker.id])
        _worth(form, seeker, past[seeker.id])
        _promise_rows(form, seeker, past[seeker.id])
    stays: Stays = [(seeker, sight, None) for seeker in seekers for sight in past[seeker.id]]
    stays += [(seeker, *each) for seeker in seekers for each in _open(form, seeker)]
    _pane_rows(form, stays)
    _host_rows(form, stays)
    _air_rows(form, stays)
    return form


def _past(problem: PlanProblem) -> Mapping[str, list[Sight]]:
    sights = {sight.id: sight for sight in problem.sights}
    found: dict[str, list[Sight]] = defaultdict(list)
    for viewing in problem.kept.viewings:
        for guest in viewing.guests:
            if viewing.sight in sights:
                found[guest].append(sights[viewing.sight])
    return found


def _open(form: Formulation, seeker: Seeker) -> list[tuple[Sight, int]]:
    sights = form.problem.sights
    return [(sights[i], form.sees[seeker.id, sights[i].id]) for i in seeker.open_sights]


def _task_rows(form: Formulation, chosen: set[str]) -> None:
    """Each task once, or missed; of each kind no more at once than there is room for."""
    problem = form.problem
    by_kind: dict[str, list[tuple[Stretch, int | None]]] = defaultdict(list)
    for task in problem.tasks:
        if task.person not in chosen or not task.starts_ns:
            continue
        columns = [form.begins[task.id, start] for start in task.starts_ns]
        form.misses[task.id] = form.programme.choice()
        once = [(column, 1.0) for column in (*columns, form.misses[task.id])]
        form.programme.row(once, low=1.0, high=1.0)
        for start in task.starts_ns:
            stretch = (start, start + task.duration_ns)
            by_kind[task.kind].append((stretch, form.begins[task.id, start]))
    for kind, start, end in problem.task_bookings:
        by_kind[kind].append(((start, end), None))
    for kind, entries in by_kind.items():
        for clique in cliques([stretch for stretch, _ in entries]):
            chosen_here = [column for i in clique if (column := entries[i][1]) is not None]
            taken = len(clique) - len(chosen_here)
            form.programme.at_most(chosen_here, max(0, problem.rooms[kind] - taken))


def _guest_rows(form: Formulation, seeker: Seeker) -> None:
    """Nobody is in two places, and there is time between two viewings."""
    problem = form.problem
    gap_ns = round(problem.rules.guest_gap_s * NS_PER_S)
    entries = [((s.start_ns, s.end_ns + gap_ns), column) for s, column in _open(form, seeker)]
    for task in problem.tasks:
        if task.person == seeker.id and task.starts_ns:
            entries += [
                ((start, start + task.duration_ns), form.begins[task.id, start])
                for start in task.starts_ns
            ]
            # One that is missed still stands in the timeline until somebody takes it out.
            stretch = (task.start_ns, task.start_ns + task.duration_ns)
            entries.append((stretch, form.misses[task.id]))
    for clique in cliques([stretch for stretch, _ in entries]):
        form.programme.at_most([entries[i][1] for i in clique], 1)


def _limit_rows(form: Formulation, seeker: Seeker, past: list[Sight]) -> None:
    """Sessions and minutes per day and in all, the first hours, repeats of a subject."""
    problem, rules, programme = form.problem, form.problem.rules, form.programme
    entries = _open(form, seeker)
    by_day: dict[int, list[tuple[Sight, int]]] = defaultdict(list)
    by_subject: dict[str, list[tuple[Sight, int]]] = defaultdict(list)
    for sight, column in entries:
        by_day[problem.day(sight.start_ns)].append((sight, column))
        by_subject[sight.subject].append((sight, column))
    for day, today in by_day.items():
        before = [s for s in past if problem.day(s.start_ns) == day]
        room = max(0, rules.sessions_on_day_max(day) - len(before))
        programme.at_most([column for _, column in today], room)
        _minutes_row(programme, today, before, rules.minutes_per_day_max)
    early = [(s, column) for s, column in entries if problem.is_early(s.start_ns)]
    early_past = [s for s in past if problem.is_early(s.start_ns)]
    _minutes_row(programme, early, early_past, rules.first_hours_minutes_max)
    in_all = rules.sessions_max(problem.days)
    if in_all is not None:
        programme.at_most([column for _, column in entries], max(0, in_all - len(past)))
    for subject, views in by_subject.items():
        before_count = sum(s.subject == subject for s in past)
        most = max(0, repeats_max(views[0][0].product) - before_count)
        programme.at_most([column for _, column in views], most)


def _minutes_row(
    programme: LinearProgramme,
    entries: list[tuple[Sight, int]],
    past: list[Sight],
    minutes_max: float,
) -> None:
    room = max(0.0, minutes_max - sum(sight.minutes for sight in past))
    if sum(sight.minutes for sight, _ in entries) > room:
        programme.row([(column, sight.minutes) for sight, column in entries], high=room)


def _worth(form: Formulation, seeker: Seeker, past: list[Sight]) -> None:
    """Of each subject one view counts in full, every other view `repeat_share`."""
    rules, programme = form.problem.rules, form.programme
    best_before: dict[str, float] = {}
    before = 0.0
    for sight in past:
        value = worth(seeker, sight)
        before += rules.repeat_share * value
        best_before[sight.subject] = max(best_before.get(sight.subject, 0.0), value)
    form.worth_before[seeker.id] = before + rules.first_share * sum(best_before.values())
    by_subject: dict[str, list[tuple[Sight, int]]] = defaultdict(list)
    for sight, column in _open(form, seeker):
        by_subject[sight.subject].append((sight, column))
    terms: Terms = []
    for subject, views in by_subject.items():
        firsts = []
        for sight, column in views:
            value = worth(seeker, sight)
            adds = rules.first_share * max(0.0, value - best_before.get(subject, 0.0))
            if len(views) == 1:
                terms.append((column, rules.repeat_share * value + adds))
                continue
            terms.append((column, rules.repeat_share * value))
            if adds > 0.0:
                full = programme.choice()
                form.counts_full[seeker.id, sight.id] = full
                programme.row([(full, 1.0), (column, -1.0)], high=0.0)
                terms.append((full, adds))
                firsts.append(full)
        programme.at_most(firsts, 1)
    form.worth_terms[seeker.id] = terms


def _promise_rows(form: Formulation, seeker: Seeker, past: list[Sight]) -> None:
    """Keep a promise only with a view of it that is good enough."""
    least = form.problem.rules.must_see_quality_min
    for wish in seeker.must_sees:
        if any(sight.fulfils(wish, least) for sight in past):
            form.kept_already += ((seeker.id, wish),)
            continue
        columns = [c for sight, c in _open(form, seeker) if sight.fulfils(wish, least)]
        if columns:
            kept = form.programme.choice()
            form.keeps[seeker.id, wish] = kept
            form.programme.row([(kept, 1.0), *((c, -1.0) for c in columns)], high=0.0)


def _pane_rows(form: Formulation, stays: Stays) -> None:
    """At no instant more guests at a pane than it holds, with time to change places."""
    turnover_ns = round(form.problem.rules.turnover_s * NS_PER_S)
    for pane in form.problem.panes:
        here = [(sight, column) for _, sight, column in stays if sight.pane == pane.id]
        for clique in cliques([(s.start_ns, s.end_ns + turnover_ns) for s, _ in here]):
            _at_most_there(form, [here[i][1] for i in clique], pane.capacity)


def _host_rows(form: Formulation, stays: Stays) -> None:
    """At no instant more guests at windows than hosts can look after."""
    problem = form.problem
    moments = sorted({s.start_ns for _, s, _ in stays} | {at for at, _ in problem.hosts})
    rooms = {pane.id: pane.capacity for pane in problem.panes}
    done: set[tuple[int, tuple[int | None, ...]]] = set()
    for at in moments:
        there = [(s, c) for _, s, c in stays if s.start_ns <= at < s.end_ns]
        guests = problem.hosted((at, at + 1))
        columns = tuple(column for _, column in there)
        if (
            sum(rooms[pane] for pane in {s.pane for s, _ in there}) > guests
            and (guests, columns) not in done
        ):
            done.add((guests, columns))
            _at_most_there(form, columns, guests)


def _at_most_there(form: Formulation, columns: Sequence[int | None], most: int) -> None:
    """Add a row for who may be somewhere, less who is there in any case."""
    chosen = [column for column in columns if column is not None]
    form.programme.at_most(chosen, max(0, most - (len(columns) - len(chosen))))


def _air_rows(form: Formulation, stays: Stays) -> None:
    """CO2 at the end of every stay below its limit: it peaks nowhere else."""
    problem = form.problem
    for air in problem.air:
        panes = {pane.id for pane in problem.panes if pane.zone == air.zone}
        capacity = sum(pane.capacity for pane in problem.panes if pane.id in panes)
        if air.cannot_be_reached(capacity + most_at_once(air.others)):
            continue
        entries: list[tuple[Stretch, int | None]] = [(stay, None) for stay in air.others]
        entries += [
            (stay, column)
            for seeker, sight, column in stays
            if sight.pane in panes
            for stay in net_stays(seeker, sight, air.zone)
        ]
        for at in sorted({stay[1] for stay, _ in entries}):
            added = [(column, air.added_mmhg(stay, at)) for stay, column in entries]
            room = air.room_mmhg(at) - sum(rise for column, rise in added if column is None)
            terms = [(column, rise) for column, rise in added if column is not None and rise > 1e-4]
            if sum(rise for _, rise in terms) > room:
                form.programme.row(terms, high=max(0.0, room))
