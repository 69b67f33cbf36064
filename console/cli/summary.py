"""What a headless day showed: the processes' own numbers, and what was missing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.cli.mission_day import DayPlan, ProcessRecord
from console.client.understudy import Plays
from console.domain.roles import Role

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The numbers of one day.

    Parameters
    ----------
    records : mapping of str to ProcessRecord
        By the process's name.
    ran_s : float
        From the command to the end.
    started_s : float
        When the command was given, on the machine's monotonic clock.
    """

    plan: DayPlan
    records: Mapping[str, ProcessRecord]
    ran_s: float
    started_s: float
    plays: Plays

    def missing(self) -> list[str]:
        """Return what keeps this from being a day that worked; empty when it did."""
        return list(self._missing())

    def _missing(self) -> Iterator[str]:
        server = self._report("server")
        if not server:
            yield "the server reported nothing"
        elif not server["frames_received"]:
            yield "the server received no frames"
        for role in self.plan.roles:
            console = self._report(role)
            if not console:
                yield f"the {role} console reported nothing"
                continue
            if not console["frames_received"]:
                yield f"the {role} console received no frames"
            if not console["redraws"] or not console["painted_pages"]:
                yield f"the {role} console painted nothing"
            if self.plan.screenshots is not None and not self._pictures(role):
                yield f"the {role} console saved no picture in {self.plan.screenshots}"
        reports = [self._report(role) for role in self.plan.roles]
        if all(report.get("latency_p50_ms") is None for report in reports):
            yield "no console painted any telemetry"

    def text(self) -> str:
        """Return the summary for a person."""
        return "\n".join((*self._overview(), "", *self._consoles(), "", *self._processes()))

    def _overview(self) -> Iterator[str]:
        plan, server, plays = self.plan, self._report("server"), self.plays
        yield (
            f"{plan.mission}, {self.ran_s:.0f} s at {plan.speed:g} times real time, offscreen; "
            "both people played by a rehearsal"
        )
        yield f"recorded      {plan.file}"
        if server:
            yield (
                f"telemetry     {server['frames_received']} frames received by the server, "
                f"{server['frames_lost']} lost, "
                f"{server['values_received'] / self.records['server'].ran_s:.0f} values/s"
            )
            yield f"alarms        {server['alarms_raised']} raised"
            yield (
                f"viewing       {server['windows_planned']} windows planned, "
                f"{server['windows_held']} held; the rehearsal had {plays.proposed} proposals "
                f"and {plays.approved} approvals accepted, {len(plays.refusals)} refused"
            )
        if plays.refusals:
            yield f"refused       first because: {plays.refusals[0]}"
        for role in plan.roles:
            at_s = self._report(role).get("first_value_at_s")
            if at_s is not None:
                took_s = at_s - self.started_s
                yield f"start-up      {took_s:.1f} s until the {role} console showed telemetry"

    def _consoles(self) -> Iterator[str]:
        yield _row("console", "frames", "lost", "redraws/s", "p50 ms", "p95 ms", "pictures")
        for role in self.plan.roles:
            report = self._report(role)
            if report:
                yield _row(
                    role,
                    report["frames_received"],
                    report["frames_lost"],
                    report["redraws_per_s"],
                    report["latency_p50_ms"],
                    report["latency_p95_ms"],
                    self._pictures(role) if self.plan.screenshots else "-",
                )
        yield "p50 and p95: from the instant a value is sampled to the pixels that show it"

    def _processes(self) -> Iterator[str]:
        yield _row("process", "CPU %", "MB", "starts")
        for record in self.records.values():
            yield _row(
                record.name, f"{record.cpu_percent:.0f}", f"{record.memory_mb:.0f}", record.lives
            )
        yield "CPU: of one core, over the process's whole life with its start"

    def _report(self, name: str) -> Report:
        record = self.records.get(name)
        return (record.report if record else None) or {}

    def _pictures(self, role: Role) -> int:
        folder = self.plan.screenshots
        return 0 if folder is None else sum(1 for _ in folder.glob(f"{role}-*.png"))


def _row(name: object, *cells: object) -> str:
    texts: Sequence[str] = ["-" if cell is None else str(cell) for cell in cells]
    return f"{name!s:12}" + "".join(f"{text:>11}" for text in texts)
