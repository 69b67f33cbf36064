"""How long the texts of an XTCE file are. To us a text is no value, but what follows it is."""

from typing import Final

from lxml import etree

FIXED, MOST, END, TAG = "bits", "mostBits", "endHex", "tagBits"
ENDLESS_BITS: Final = 1 << 32
_TESTS: Final = ("Comparison", "ParameterInstanceRef")


def passed_over(kind_of: etree._Element) -> dict[str, str] | None:
    """Return the size of a text as attributes for one without meaning, None if it is elsewhere."""
    bits = kind_of.findtext("{*}StringDataEncoding/{*}SizeInBits/{*}Fixed/{*}FixedValue")
    return size_told_within(kind_of) if bits is None else {FIXED: bits.strip()}


def compared(root: etree._Element) -> frozenset[str]:
    """Return the parameters that something in the file depends on."""
    return frozenset(
        each.get("parameterRef", "") for kind in _TESTS for each in root.iterfind(f".//{{*}}{kind}")
    )


def size_told_within(kind_of: etree._Element) -> dict[str, str] | None:
    """Return how a string type's bytes tell its size, None where something else tells it."""
    encoding = kind_of.find("{*}StringDataEncoding")
    size = None if encoding is None else encoding.find("{*}SizeInBits")
    variable = None if encoding is None else encoding.find("{*}Variable")
    told = size if variable is None else variable
    if (
        told is None
        or told.find("{*}Fixed") is not None
        or told.find("{*}DynamicValue") is not None
    ):
        return None
    end, tag = told.findtext("{*}TerminationChar"), told.find("{*}LeadingSize")
    if end is None and tag is None:
        return None
    found = {MOST: told.get("maxSizeInBits", str(ENDLESS_BITS))}
    if tag is not None:
        found[TAG] = tag.get("sizeInBitsOfSizeTag", "16")
    else:
        found[END] = (end or "").strip()
    return found
