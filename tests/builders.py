"""Values with sensible defaults, so that a test states only what matters to it."""

from console.domain.facts import Entry, ServerStarted

T0_NS = 1_631_880_000_000_000_000  # 2021-09-17T12:00:00Z, on meridian-1's second day


def an_entry(sequence=1, *, fact=None, epoch=1, by="server", request_id=""):
    """Return a log entry; without a fact, one that changes no state."""
    return Entry(
        sequence=sequence,
        epoch=epoch,
        mission_ns=T0_NS + sequence,
        recorded_ns=T0_NS + sequence,
        by=by,
        fact=fact or ServerStarted(epoch=epoch),
        request_id=request_id,
    )
