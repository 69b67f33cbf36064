"""Which APID a container of an XTCE file is tied to."""

from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from telemetry.xtce_elements import last_name, local_name

# Where the primary header of a space packet has the APID. Source: CCSDS 133.0-B-2, section 4.1.3.
_FIRST_BIT: Final = 5
_BITS: Final = 11


def apid_parameters(
    containers: Mapping[str, etree._Element],
    parameters: Mapping[str, etree._Element],
    types: Mapping[str, etree._Element],
) -> frozenset[str]:
    """Return the parameters that lie where the APID does; if none does, those called so."""
    found = {
        name
        for container in containers.values()
        if container.find("{*}BaseContainer") is None
        for name in _in_its_place(container, parameters, types)
    }
    return frozenset(found or {name for name in parameters if "APID" in name.upper()})


def apids(container: etree._Element, named: frozenset[str]) -> Iterator[tuple[str, etree._Element]]:
    """Yield the APIDs a container is tied to by its own criteria, as written, and where."""
    criteria = "{*}BaseContainer/{*}RestrictionCriteria//{*}"
    for test in container.iterfind(f"{criteria}Comparison"):
        if last_name(test.get("parameterRef", "")) in named:
            yield test.get("value", ""), test
    for test in container.iterfind(f"{criteria}Condition"):
        of = test.find("{*}ParameterInstanceRef")
        if of is not None and last_name(of.get("parameterRef", "")) in named:
            yield test.findtext("{*}Value", "").strip(), test


def _in_its_place(
    container: etree._Element,
    parameters: Mapping[str, etree._Element],
    types: Mapping[str, etree._Element],
) -> Iterator[str]:
    first_bit = 0
    for entry in container.iterfind("{*}EntryList/{*}*"):
        name = last_name(entry.get("parameterRef", ""))
        if first_bit > _FIRST_BIT or local_name(entry) != "ParameterRefEntry":
            return
        bits = _bits(parameters.get(name), types)
        if (first_bit, bits) == (_FIRST_BIT, _BITS):
            yield name
        first_bit += bits


def _bits(parameter: etree._Element | None, types: Mapping[str, etree._Element]) -> int:
    """Return the size of a parameter's integers; more than any if it has another type."""
    kind_of = None
    if parameter is not None:
        kind_of = types.get(last_name(parameter.get("parameterTypeRef", "")))
    encoding = None if kind_of is None else kind_of.find("{*}IntegerDataEncoding")
    text = "" if encoding is None else encoding.get("sizeInBits", "8")
    return int(text) if text.isdigit() else 1 << 16
