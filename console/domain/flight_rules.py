"""When viewing is GO, HOLD or NO-GO, which rule decides, and which windows are held. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from console.domain.alarms import Alarm
from console.domain.facts import WindowHeld
from console.domain.rule_model import (
    EVERYWHERE,
    Decision,
    RuleBook,
    RuleFinding,
    Signatures,
    unknown_inputs,
)
from console.domain.rule_scene import Scene, Truth
from console.domain.schedule import CLAIMED, ViewingWindow, WindowStatus
from telemetry.dictionary import MissionDatabase, Severity
from telemetry.mission import Mission
from telemetry.timebase import NS_PER_S

HOLDING_SEVERITY = Severity.WARNING
MISSING_SAID_AT_MOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PaneStatus:
    """The decision at one cabin window, and what every rule about it says, gravest first."""

    pane: str
    findings: tuple[RuleFinding, ...]

    @property
    def decision(self) -> Decision:
        """What the gravest rule says."""
        return self.findings[0].decision if self.findings else Decision.GO

    @property
    def deciding(self) -> RuleFinding | None:
        """The rule that makes the decision, None while it is GO."""
        return None if self.decision is Decision.GO else self.findings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingStatus:
    """The decision and the reasons that made it, worst first, in plain words.

    Parameters
    ----------
    rule : str
        Id of the rule that decides; empty when none does.
    panes : mapping of str to PaneStatus
        Window by window.
    """

    decision: Decision
    reasons: tuple[str, ...]
    rule: str = ""
    panes: Mapping[str, PaneStatus] = field(default_factory=dict)


def holding_alarms(alarms: Mapping[str, Alarm], database: MissionDatabase) -> list[Alarm]:
    """Return the alarms that stop viewing at any window, the worst and earliest first."""
    holding = [
        alarm
        for alarm in alarms.values()
        if alarm.is_active
        and alarm.severity >= HOLDING_SEVERITY
        and database.parameters[alarm.id].alarm.holds_viewing != "none"
    ]
    return sorted(holding, key=lambda alarm: (-alarm.severity, alarm.raised_ns))


def pane_statuses(panes: Iterable[str], rules: RuleBook, around: Scene) -> Mapping[str, PaneStatus]:
    """Return what the rules say at each of `panes`."""
    return {
        pane: PaneStatus(pane=pane, findings=tuple(_gravest_first(found)))
        for pane, found in rules.judge(panes, around).items()
    }


def _gravest_first(found: Iterable[RuleFinding]) -> list[RuleFinding]:
    return sorted(found, key=lambda each: (-each.decision.gravity, each.is_unknown))


def windows_to_hold(
    windows: Mapping[str, ViewingWindow],
    rules: RuleBook,
    mission: Mission,
    around: Scene,
) -> Iterator[WindowHeld]:
    """Yield a hold for every planned window a rule stops within the hold horizon.

    Called after every fact and every tick, so a window that comes within the horizon while the
    rule still says no is held then. A rule that is only UNKNOWN holds nothing that is planned: it
    stops viewing now, and a gap of seconds in the telemetry must not cost a release. A window
    already held is held again by a rule that needs two signatures where the first needed one.
    """
    horizon_ns = around.now_ns + round(mission.hold_horizon_s * NS_PER_S)
    due = [
        window
        for window in windows.values()
        if window.status in CLAIMED
        and window.end_ns > around.now_ns
        and window.start_ns < horizon_ns
    ]
    statuses = pane_statuses({window.pane for window in due}, rules, around)
    for window in due:
        for found in _holding(statuses[window.pane]):
            if window.status is WindowStatus.PLANNED or _is_stricter(found, window, rules):
                yield _hold(window, found, around)
                break


def _holding(status: PaneStatus) -> list[RuleFinding]:
    """Return the findings that hold planned windows at a pane, gravest first."""
    return [
        each
        for each in status.findings
        if each.rule.holds_windows and each.finding.truth is Truth.TRUE
    ]


def _hold(window: ViewingWindow, found: RuleFinding, around: Scene) -> WindowHeld:
    alarm = next((each.id for each in found.rule.alarms(window.pane, around)), "")
    reason = around.database.parameters[alarm].name if alarm else found.rule.plain
    return WindowHeld(window=window.id, alarm=alarm, reason=reason, rule=found.rule.id)


def _is_stricter(found: RuleFinding, window: ViewingWindow, rules: RuleBook) -> bool:
    needs_two = found.rule.release is Signatures.TWO_PERSON
    return needs_two and not rules.is_two_person(window.held_by)


def standing_against(pane: str, rules: RuleBook, around: Scene, *, now: bool) -> Iterator[str]:
    """Yield in words what the rules say against viewing at a pane.

    Parameters
    ----------
    now : bool
        Whether it is about this moment, so that an UNKNOWN speaks against it, or about a window
        that is planned for later.
    """
    for each in pane_statuses([pane], rules, around)[pane].findings:
        if not each.rule.holds_windows:
            continue
        if each.finding.truth is Truth.TRUE:
            alarms = _alarm_words(each, around)
            said = [f"{words.replace(' is in ', ' is still in ')}." for words in alarms]
            yield from said or [
                f"Rule {each.rule.id} still says {each.decision}: {each.rule.title}."
            ]
        elif each.is_unknown and now and not each.is_set_aside:
            missing = unknown_inputs(each.finding, around.database)
            yield f"Rule {each.rule.id} ({each.rule.title}) cannot be judged: {missing}."


def needs_two_people(window: ViewingWindow, rules: RuleBook, around: Scene) -> bool:
    """Whether a held window is released by two: by its rule, or for what nobody can measure.

    A rule whose sensor people took out of service says HOLD for as long as that lasts: two of
    them may take its place.
    """
    findings = pane_statuses([window.pane], rules, around)[window.pane].findings
    return rules.is_two_person(window.held_by) or any(
        each.is_set_aside and each.rule.holds_windows for each in findings
    )


def viewing_status(
    windows: Mapping[str, ViewingWindow],
    rules: RuleBook,
    mission: Mission,
    around: Scene,
) -> ViewingStatus:
    """Return whether viewing is GO, HOLD or NO-GO at this moment, at which window, and why.

    A rule about one window that holds nothing ahead (a closed shutter) decides there alone.
    """
    panes = pane_statuses([pane.id for pane in mission.panes], rules, around)
    against = _for_all(panes.values())
    reasons = list(_reasons(against, around))
    held = [
        window
        for window in windows.values()
        if window.status is WindowStatus.HELD and window.end_ns > around.now_ns
    ]
    if held:
        count = "1 viewing window waits" if len(held) == 1 else f"{len(held)} viewing windows wait"
        reasons.append(f"{count} for flight's release")
    decision = against[0].decision if against else Decision.HOLD if held else Decision.GO
    return ViewingStatus(
        decision=decision,
        reasons=tuple(reasons),
        rule=against[0].rule.id if against else "",
        panes=panes,
    )


def _for_all(panes: Iterable[PaneStatus]) -> list[RuleFinding]:
    """Return what speaks against viewing as a whole, each rule once, gravest first."""
    found: dict[str, RuleFinding] = {}
    for status in panes:
        for each in status.findings:
            counts = each.rule.scope == EVERYWHERE or each.rule.holds_windows
            before = found.get(each.rule.id)
            is_graver = before is None or each.decision.gravity > before.decision.gravity
            if counts and each.decision is not Decision.GO and is_graver:
                found[each.rule.id] = each
    return _gravest_first(found.values())


def _reasons(against: Iterable[RuleFinding], around: Scene) -> Iterator[str]:
    """Yield the reasons in plain words, what is missing in one of them."""
    said: list[str] = []
    missing: dict[str, str] = {}
    for each in against:
        if each.is_unknown:
            for unknown in each.finding.unknown:
                name = around.database.parameters[unknown.parameter].name
                if unknown.is_set_aside:
                    said.append(f"{name}: {unknown.found}; two people may release a window")
                else:
                    missing[unknown.parameter] = name
            continue
        said += _alarm_words(each, around) or [each.rule.plain.rstrip(".")]
    yield from dict.fromkeys(said)
    if missing:
        names = list(missing.values())
        if (more := len(names) - MISSING_SAID_AT_MOST) > 0:
            names[MISSING_SAID_AT_MOST:] = [f"{more} more"]
        yield f"No fresh reading of {' and '.join(names)}"  # commas are parts of names


def plain_reason(found: RuleFinding, around: Scene) -> str:
    """Return for the guest lead why a rule does not say GO."""
    return f"{next(_reasons([found], around))}." if found.is_unknown else found.rule.plain


def _alarm_words(found: RuleFinding, around: Scene) -> list[str]:
    """Return what each alarm behind a rule is in; none where the rule is not about alarms."""
    parameters = around.database.parameters
    return [
        f"{parameters[alarm.id].name} is in {alarm.severity.name.lower()}"
        for alarm in found.rule.alarms(found.pane, around)
    ]
