"""Requests about releases that need two signatures."""

import msgspec

from console.domain.plan_requests import Name


class CountersignRelease(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Sign, as the second person, the release of a held window.

    Parameters
    ----------
    seen_revision : int
        Of the window.
    seen_signer : str
        Who had signed when the person looked, as the log names them.
    """

    window: Name
    seen_revision: int
    seen_signer: Name


RuleRequest = CountersignRelease
