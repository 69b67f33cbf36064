"""Releasing a held window: one signature, or two of different people where the rule says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from console.domain.facts import WindowReleased
from console.domain.flight_rules import standing_against
from console.domain.requests import Refused, ReleaseWindow
from console.domain.rule_facts import ReleaseLapsed, ReleaseSigned, RuleFact
from console.domain.rule_model import RuleBook
from console.domain.rule_requests import CountersignRelease
from console.domain.rule_scene import Scene
from console.domain.schedule import ViewingWindow
from console.domain.signatures import Signature, sign


def apply_signature(
    windows: Mapping[str, ViewingWindow],
    signatures: Mapping[str, Signature],
    fact: RuleFact,
    by: str,
) -> tuple[Mapping[str, ViewingWindow], Mapping[str, Signature]]:
    """Return windows and first signatures after `fact`; what was seen before it is old."""
    window = windows[fact.window]
    after = {**windows, window.id: replace(window, revision=window.revision + 1)}
    rest = without(signatures, window.id)
    if isinstance(fact, ReleaseSigned):
        return after, {**rest, window.id: Signature(by=by, expires_ns=fact.expires_ns)}
    return after, rest


def without(signatures: Mapping[str, Signature], window: str) -> Mapping[str, Signature]:
    """Return the signatures without one for `window`: it was held again, released or withdrawn."""
    return {key: each for key, each in signatures.items() if key != window}


def lapsed(
    windows: Mapping[str, ViewingWindow],
    signatures: Mapping[str, Signature],
    rules: RuleBook,
    around: Scene,
) -> Iterator[ReleaseLapsed]:
    """Yield a fact for every signature whose time is up, or since which a rule says no again."""
    for window, signature in signatures.items():
        against = standing_against(windows[window].pane, rules, around, now=False)
        if signature.has_lapsed(around.now_ns) or any(against):
            yield ReleaseLapsed(window=window)


def decide_release(
    request: ReleaseWindow | CountersignRelease,
    window: ViewingWindow,
    signature: Signature | None,
    *,
    needs_two: bool,
    name: str,
    now_ns: int,
    objections: Iterable[str],
) -> Sequence[WindowReleased | ReleaseSigned] | Refused:
    """Return the facts that a signature makes, or why it is refused.

    Parameters
    ----------
    window : ViewingWindow
        One that is held, at the revision the person saw.
    signature : Signature or None
        The first one, if there is one.
    needs_two : bool
        Whether one is not enough.
    name : str
        Who signs.
    objections : iterable of str
        Everything that still speaks against viewing.
    """
    if stated := " ".join(objections):
        return Refused(stated)
    if not needs_two and isinstance(request, ReleaseWindow):
        return [WindowReleased(window=window.id)]
    seen = request.seen_signer if isinstance(request, CountersignRelease) else None
    rule = f"Rule {window.held_by}"
    answer = sign(rule, signature, seen_signer=seen, name=name, now_ns=now_ns)
    if isinstance(answer, Refused):
        return answer
    if answer is None:
        return [WindowReleased(window=window.id)]
    return [ReleaseSigned(window=window.id, rule=window.held_by, expires_ns=answer)]
