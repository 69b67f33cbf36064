"""What a controller calls a parameter in one line: what and where, not how it is measured."""

import re
from typing import Final

_METHOD: Final = re.compile(
    r"(?: =)? \((?:[^()]|\([^)]*\))*\)(?: x \w+)?"  # in brackets, one deep
    r"|, (?:temperature-compensated|mid-value of A/B/C|zone-mean|feed flow added back|selected)"
    r"| least squares|(?<=, )sliding "
)


def controller_name(description: str) -> str:
    """Return a description, or a sentence with one, with its place but without the method."""
    return _METHOD.sub("", description)
