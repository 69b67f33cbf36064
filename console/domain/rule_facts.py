"""Facts about releases that need two signatures."""

import msgspec


class ReleaseSigned(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Flight signed the release of a held window; a second person must sign, too.

    Parameters
    ----------
    window : str
        Id of the viewing window.
    rule : str
        Id of the rule that needs two signatures.
    expires_ns : int
        Mission time from which this signature counts no more, UTC nanoseconds.
    """

    window: str
    rule: str
    expires_ns: int


class ReleaseLapsed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A first signature counts no more: nobody countersigned in time, or a rule says no again."""

    window: str


RuleFact = ReleaseSigned | ReleaseLapsed
