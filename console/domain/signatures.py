"""Two signatures of different people: the first counts for a while, the second decides."""

from dataclasses import dataclass
from typing import Final

from console.domain.requests import Refused
from telemetry.timebase import NS_PER_S

SIGNATURE_LASTS_S: Final = 300.0
SET_BACK_S: Final = 60.0  # a clock that goes back further ends a signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The first of two signatures: whose, as the log names them, and until when it counts."""

    by: str
    expires_ns: int

    def has_lapsed(self, now_ns: int) -> bool:
        """Return whether it counts no more."""
        left_s = (self.expires_ns - now_ns) / NS_PER_S
        return not 0 < left_s <= SIGNATURE_LASTS_S + SET_BACK_S


def sign(
    what: str, signature: Signature | None, *, seen_signer: str | None, name: str, now_ns: int
) -> int | Refused | None:
    """Return when the first signature made now runs out, None if it is the second, or why neither.

    Parameters
    ----------
    what : str
        What needs two signatures, as a sentence begins with it.
    signature : Signature or None
        The first one, if there is one; it counts until its time is up.
    seen_signer : str or None
        Who had signed when the person looked, None for who thinks to be the first.
    name : str
        Who signs.
    """
    if not name.strip():
        return Refused(
            f"{what} needs two people by name, and this console was started without one."
        )
    if signature is None or signature.expires_ns <= now_ns:
        if seen_signer is not None:
            return Refused("There is no first signature to countersign, or its time is up.")
        return now_ns + round(SIGNATURE_LASTS_S * NS_PER_S)
    if seen_signer not in (None, signature.by):
        return Refused("Somebody else has signed since you looked. Look again and decide.")
    if is_same_person(signature.by, name):
        return Refused(f"{what} needs two different people, and {name} has signed already.")
    return None


def is_same_person(signer: str, name: str) -> bool:
    """Return whether a signature in the log, ``role:name``, is of the person of this name."""
    return signer.partition(":")[2].strip().casefold() == name.strip().casefold()
