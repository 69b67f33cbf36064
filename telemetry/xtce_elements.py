"""XTCE elements as Python values, with every problem gathered and its line named."""

import logging
import math
from collections import Counter

from lxml import etree

logger = logging.getLogger(__name__)


class Findings:
    """What is wrong in one XTCE file, and what was left out of it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._left_out: Counter[str] = Counter()

    def complain(self, element: etree._Element, words: str) -> None:
        """Note that `element` is wrong."""
        self.problems.append(f"line {element.sourceline}: {words}")

    def leave_out(self, what: str) -> None:
        """Note that something correct was not read because our model has no place for it."""
        self._left_out[what] += 1

    def log_what_was_left_out(self) -> None:
        """Write one line naming what was left out, if anything."""
        if self._left_out:
            kinds = ", ".join(f"{times} {name}" for name, times in self._left_out.items())
            logger.warning("left out of the XTCE file: %s", kinds)

    def number(self, element: etree._Element, attribute: str) -> float | None:
        """Return the number in an attribute, None if it is absent or no number."""
        text = element.get(attribute)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if math.isnan(number):
            self.complain(element, f"{attribute} '{text}' is not a number")
            return None
        return number

    def whole_number(
        self, element: etree._Element, attribute: str, default: str = ""
    ) -> int | None:
        """Return the whole number in an attribute, None if it is not one; hexadecimal too."""
        text = element.get(attribute, default)
        try:
            return int(text, 0)
        except ValueError:
            self.complain(element, f"{attribute} '{text}' is not a whole number")
            return None


def ancillary(element: etree._Element) -> dict[str, str]:
    """Return the ancillary data of `element` by name."""
    return {
        datum.get("name", ""): (datum.text or "").strip()
        for datum in element.iterfind("{*}AncillaryDataSet/{*}AncillaryData")
    }


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace."""
    return etree.QName(element).localname


def last_name(reference: str) -> str:
    """Return the name at the end of a reference such as ``/Vehicle/Cabin/pressure``."""
    return reference.rsplit("/", 1)[-1]
