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
SET_BACK_S: Final = 60.0  # a clock that goes back further ends a signature


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
        left_s = (signature.expires_ns - now_ns) / NS_PER_S
        if not 0 < left_s <= SIGNATURE_LASTS_S + SET_BACK_S:
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
    if not needs_two and isinstance(request, ReleaseWindow):
        return [WindowReleased(window=window.id)]
    seen = request.seen_signer if isinstance(request, CountersignRelease) else None
    answer = sign(window.held_by, signature, seen_signer=seen, name=name, now_ns=now_ns)
    if isinstance(answer, Refused):
        return answer
    if answer is None:
        return [WindowReleased(window=window.id)]
    return [ReleaseSigned(window=window.id, rule=window.held_by, expires_ns=answer)]


def sign(
    rule: str, signature: Signature | None, *, seen_signer: str | None, name: str, now_ns: int
) -> int | Refused | None:
    """Return when the first signature made now runs out, None if it is the second, or why neither.

    Parameters
    ----------
    signature : Signature or None
        The first one, if there is one; it counts until its time is up.
    seen_signer : str or None
        Who had signed when the person looked, None for who thinks to be the first.
    name : str
        Who signs.
    """
    if not name.strip():
        return Refused(
            f"Rule {rule} needs two people by name, and this console was started without one."
        )
    if signature is None or signature.expires_ns <= now_ns:
        if seen_signer is not None:
            return Refused("There is no first signature to countersign, or its time is up.")
        return now_ns + round(SIGNATURE_LASTS_S * NS_PER_S)
    if seen_signer not in (None, signature.by):
        return Refused("Somebody else has signed since you looked. Look again and decide.")
    if is_same_person(signature.by, name):
        return Refused(f"Rule {rule} needs two different people, and {name} has signed already.")
    return None


def is_same_person(signer: str, name: str) -> bool:
    """Return whether a signature in the log, ``role:name``, is of the person of this name."""
    return signer.partition(":")[2].strip().casefold() == name.strip().casefold()
