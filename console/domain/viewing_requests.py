"""The request to change what makes a good view, and the fact that it was changed."""

import msgspec

from console.domain.viewing.rules import ViewingRules


class SetViewingRules(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Use these limits: Kp as forecast, cloud as seen, thresholds as the guests like them."""

    rules: ViewingRules
    seen_revision: int


class ViewingRulesSet(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """From now on these limits hold; every list of views is worked out with them."""

    rules: ViewingRules
