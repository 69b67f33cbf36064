"""Facts about alarms in words, for the log. No Qt."""

from collections.abc import Callable, Mapping

from console.domain import alarm_facts as facts
from console.domain.facts import Fact
from telemetry.mission import Mission
from telemetry.timebase import utc_text


def alarm_log_words(mission: Mission) -> Mapping[type[Fact], Callable[..., str]]:
    """Return what turns each fact into a line."""
    parameters, contexts = mission.database.parameters, mission.database.rules.contexts

    def what(alarm: str) -> str:
        parameter = parameters.get(alarm)
        return f"{parameter.name if parameter else alarm} ({alarm})"

    def measured(
        fact: facts.AlarmRaised | facts.AlarmChanged | facts.AlarmReturned | facts.AlarmFoundLate,
    ) -> str:
        parameter = parameters.get(fact.alarm)
        if parameter is None or fact.value != fact.value:
            return what(fact.alarm)
        limit = None if isinstance(fact, facts.AlarmReturned) else fact.limit
        words = f"{what(fact.alarm)} {parameter.text(fact.value)}"
        return words if limit is None else f"{words}, limit {parameter.text(limit)}"

    def context_words(name: str) -> str:
        context = contexts.get(name)
        return context.words if context else name

    def context_changed(fact: facts.ContextChanged) -> str:
        how = "began" if fact.is_on else "ended"
        if fact.until_ns is not None:
            how = f"in force until {utc_text(fact.until_ns)[11:16]}"
        return f"{context_words(fact.context)} {how}: {fact.reason}"

    def found_late(fact: facts.AlarmFoundLate) -> str:
        began, ended = (utc_text(ns)[11:19] for ns in (fact.sample_ns, fact.returned_ns))
        words = f"found late, from {began} to {ended}: {measured(fact)}"
        if not fact.expected_in:
            return f"{fact.severity.name} {words}"
        context = context_words(fact.expected_in)
        return f"Expected {fact.severity.name} {words}. Not announced: it came during '{context}'"

    def taken_out(fact: facts.AlarmTakenOut) -> str:
        until = utc_text(fact.until_ns)[:16].replace("T", " ")
        first = f" (first signed by {fact.first_signer})" if fact.first_signer else ""
        return f"Out of service until {until}: {what(fact.alarm)}. {fact.reason}{first}"

    return {
        facts.AlarmRaised: lambda f: f"{f.severity.name} raised: {measured(f)}",
        facts.AlarmChanged: lambda f: f"now {f.severity.name}: {measured(f)}",
        facts.AlarmReturned: lambda f: f"Back inside its limits: {measured(f)}",
        facts.AlarmAcknowledged: lambda f: f"Acknowledged: {what(f.alarm)}",
        facts.AlarmFoundLate: found_late,
        facts.AlarmReset: lambda f: f"Reset: {what(f.alarm)}",
        facts.AlarmShelved: lambda f: (
            f"Shelved until {utc_text(f.until_ns)[11:16]}: {what(f.alarm)}. {f.reason}"
        ),
        facts.AlarmUnshelved: lambda f: f"Unshelved: {what(f.alarm)}",
        facts.ShelfExpired: lambda f: f"Off the shelf: {what(f.alarm)}, {f.reason}",
        facts.AlarmSuppressed: lambda f: f"Suppressed by design: {what(f.alarm)}. {f.reason}",
        facts.AlarmUnsuppressed: lambda f: f"No longer suppressed: {what(f.alarm)}, {f.reason}",
        facts.AlarmTakenOut: taken_out,
        facts.AlarmOutSigned: lambda f: (
            f"First signature to take out of service: {what(f.alarm)}. {f.reason}"
        ),
        facts.AlarmOutLapsed: lambda f: f"Nobody countersigned, stays in service: {what(f.alarm)}",
        facts.AlarmPutBack: lambda f: f"Back in service: {what(f.alarm)}, {f.reason}",
        facts.ContextChanged: context_changed,
        facts.FloodBegan: lambda f: f"Alarm flood; the first was {what(f.first_out)}",
        facts.FloodTraced: lambda f: f"Alarm flood goes back to {what(f.first_out)}",
        facts.FloodEnded: lambda f: f"Alarm flood over, {f.announced} were announced",
    }
