"""Releasing a held window: one signature, or two of different people where the rule says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from console.domain.facts import WindowReleased
from console.domain.requests import Refused, ReleaseWindow
from console.domain.rule_facts import ReleaseLapsed, ReleaseSigned, RuleFact
from console.domain.rule_model import RuleBook
from console.domain.rule_requests import CountersignRelease
from console.domain.schedule import ViewingWindow
from telemetry.timebase import NS_PER_S

SIGNATURE_LASTS_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The first of two signatures: whose, as the log names them, and until when it counts."""

    by: str
    expires_ns: int


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


def lapsed(signatures: Mapping[str, Signature], now_ns: int) -> Iterator[ReleaseLapsed]:
    """Yield a fact for every signature whose time is up."""
    for window, signature in signatures.items():
        if signature.expires_ns <= now_ns:
            yield ReleaseLapsed(window=window)


def decide_release(
    request: ReleaseWindow | CountersignRelease,
    window: ViewingWindow,
    signature: Signature | None,
    rules: RuleBook,
    *,
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
    name : str
        Who signs.
    objections : iterable of str
        Everything that still speaks against viewing.
    """
    if stated := " ".join(objections):
        return Refused(stated)
    needs_two = rules.is_two_person(window.held_by)
    if signature is not None and signature.expires_ns <= now_ns:
        signature = None
    if not needs_two and isinstance(request, ReleaseWindow):
        return [WindowReleased(window=window.id)]
    if not name.strip():
        return Refused(
            f"Rule {window.held_by} needs two people by name, and this console was started "
            "without one."
        )
    if signature is None:
        if isinstance(request, CountersignRelease):
            return Refused("There is no first signature to countersign, or its time is up.")
        expires_ns = now_ns + round(SIGNATURE_LASTS_S * NS_PER_S)
        return [ReleaseSigned(window=window.id, rule=window.held_by, expires_ns=expires_ns)]
    if isinstance(request, CountersignRelease) and request.seen_signer != signature.by:
        return Refused("Somebody else has signed since you looked. Look again and decide.")
    if is_same_person(signature.by, name):
        return Refused(
            f"Rule {window.held_by} needs two different people, and {name} has signed already."
        )
    return [WindowReleased(window=window.id)]


def is_same_person(signer: str, name: str) -> bool:
    """Return whether a signature in the log, ``role:name``, is of the person of this name."""
    return signer.partition(":")[2].strip().casefold() == name.strip().casefold()
