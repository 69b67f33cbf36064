"""XTCE rewritten in fewer words, for those who know not all of them.

Arrays, aggregates and repeated entries of fixed size become a parameter for each number; so do
fields of one name that come several times in a packet: ``SPARE``, ``SPARE#2``. Gaps, texts and
fixed values become padding; conditions become comparisons; references lose their paths. A
type that is not known is skipped by its size. Where the size of something is not known, what
follows it in its container cannot be found and is not read. What was not followed is logged, once.
"""

import copy
import logging
from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from telemetry.packet_integers import ONES_COMPLEMENT, SIGN_MAGNITUDE, SIGNED
from telemetry.xtce_elements import last_name, local_name
from telemetry.xtce_text import FIXED, compared, passed_over

logger = logging.getLogger(__name__)

# More elements than a packet has bits are a mistake of the file.
_MOST_COPIES: Final = 65_536 * 8
_REFERENCES: Final = ("parameterRef", "containerRef", "parameterTypeRef", "arrayTypeRef", "typeRef")
_ENCODINGS: Final = frozenset({"unsigned", "signed", "twosComplement", "twosCompliment"})
_PADDING: Final = "_padding"


class _UnknownSizeError(Exception):
    """Something whose size cannot be known; its text names it."""


def expanded(root: etree._Element) -> list[str]:
    """Rewrite the file under `root`; return what could not be followed, a line each."""
    return _Expansion(root).run()


class _Expansion:
    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._namespace = etree.QName(root).namespace
        self._notes: dict[str, None] = {}
        self._lists = {
            name: root.find(f".//{{*}}TelemetryMetaData/{{*}}{name}")
            for name in ("ParameterTypeSet", "ParameterSet")
        }

    def run(self) -> list[str]:
        if any(each is None for each in self._lists.values()):
            return []
        for element in self._root.iter(etree.Element):
            for name in _REFERENCES:
                if name in element.attrib:
                    element.set(name, last_name(element.get(name, "")))
            if local_name(element) == "Term":
                element.set("exponent", _whole(element.get("exponent", "0")))
        self._types = self._named("ParameterTypeSet")
        self._parameters = self._named("ParameterSet")
        for criteria in list(self._root.iterfind(".//{*}RestrictionCriteria")):
            self._compare(criteria)
        told = compared(self._root)
        needed = {
            each.get("parameterTypeRef") for name, each in self._parameters.items() if name in told
        }
        for name, kind_of in list(self._types.items()):
            self._simplify(name, kind_of)
            if name not in needed:
                self._pass_over_text(name, kind_of)
        self._expand_containers()
        self._remove_composites()
        return list(self._notes)

    def _named(self, set_name: str) -> dict[str, etree._Element]:
        elements = self._root.iterfind(f".//{{*}}TelemetryMetaData/{{*}}{set_name}/{{*}}*")
        return {element.get("name", ""): element for element in elements}

    def _compare(self, criteria: etree._Element) -> None:
        """Make a list of comparisons of conditions that must all be met."""
        expression = criteria.find("{*}BooleanExpression")
        if expression is None or expression.find(".//{*}ORedConditions") is not None:
            return
        comparisons = self._made("ComparisonList")
        for condition in expression.iterfind(".//{*}Condition"):
            instance, value = condition.find("{*}ParameterInstanceRef"), condition.find("{*}Value")
            if instance is None or value is None:
                return
            comparison = self._made("Comparison", parameterRef=instance.get("parameterRef", ""))
            comparison.set("value", (value.text or "").strip())
            operator = condition.findtext("{*}ComparisonOperator", "==").strip()
            comparison.set("comparisonOperator", operator)
            comparison.set("useCalibratedValue", instance.get("useCalibratedValue", "true"))
            comparisons.append(comparison)
        criteria.replace(expression, comparisons)

    def _simplify(self, name: str, kind_of: etree._Element) -> None:
        """Make a type that nobody here reads one of as many bits without a meaning."""
        what = ""
        for encoding in kind_of.iterfind(".//{*}IntegerDataEncoding"):
            told = encoding.get("encoding", "unsigned")
            if told in (ONES_COMPLEMENT, SIGN_MAGNITUDE):
                kind_of.set(SIGNED, told)
                encoding.set("encoding", "twosComplement")
            elif told not in _ENCODINGS:
                what = f"encoding {told}"
        if kind_of.find(".//{*}MathOperationCalibrator") is not None:
            what = "MathOperationCalibrator"
        if not what:
            return
        self._notes[f"type {name}: {what} is not supported, its parameters are left out"] = None
        bits = next(int(each.get("sizeInBits", "8")) for each in _encodings(kind_of))
        self._replace(name, kind_of, self._opaque(name, bits))

    def _pass_over_text(self, name: str, kind_of: etree._Element) -> None:
        """Make bits without a meaning of a text, whose characters may not be what they should."""
        size = passed_over(kind_of) if local_name(kind_of) == "StringParameterType" else None
        if size is not None:
            opaque = self._opaque(name, int(size.pop(FIXED, "8")))
            for key, text in size.items():
                opaque.set(key, text)
            self._replace(name, kind_of, opaque)

    def _replace(self, name: str, kind_of: etree._Element, opaque: etree._Element) -> None:
        parent = kind_of.getparent()
        if parent is not None:
            parent.replace(kind_of, opaque)
        self._types[name] = opaque

    def _expand_containers(self) -> None:
        containers = self._named("ContainerSet")
        cut = {name for name, container in containers.items() if not self._expand(name, container)}
        for name, container in containers.items():
            if cut & set(_bases(containers, container)):
                self._notes[f"container {name}: what it inherits from is not read to its end"] = (
                    None
                )
                entries = container.find("{*}EntryList")
                if entries is not None:
                    del entries[:]
        counted: dict[str, Counter[str]] = {}
        for name in containers:
            self._tell_apart(name, containers, counted)

    def _tell_apart(
        self,
        name: str,
        containers: dict[str, etree._Element],
        counted: dict[str, Counter[str]],
    ) -> Counter[str]:
        """Give what comes again in one packet a name of its own, as spare fields do.

        Return how often each parameter comes in a container and all it inherits.
        """
        if name in counted:
            return counted[name]
        base = next(_bases(containers, containers[name]), None)
        counted[name] = Counter()  # in a circle, which others complain of, nothing repeats
        times = Counter(self._tell_apart(base, containers, counted)) if base else Counter()
        for entry in containers[name].iterfind("{*}EntryList/{*}ParameterRefEntry"):
            parameter = entry.get("parameterRef", "")
            times[parameter] += 1
            if times[parameter] > 1 and parameter in self._parameters:
                again = self._parameters[parameter]
                made = self._entry_of(
                    again, f"#{times[parameter]}", again.get("parameterTypeRef", ""), None
                )
                entry.set("parameterRef", made.get("parameterRef", ""))
        counted[name] = times
        return times

    def _expand(self, name: str, container: etree._Element) -> bool:
        """Rewrite the entries of a container; return whether it could be done to the end."""
        entries = container.find("{*}EntryList")
        if entries is None:
            return True
        found: list[etree._Element] = []
        before = list(entries)
        del entries[:]
        try:
            for entry in before:
                found += self._of_entry(entry)
        except (_UnknownSizeError, ValueError) as error:
            self._notes[f"container {name}: {error} is not supported; the rest is not read"] = None
            entries.extend(found)
            return False
        entries.extend(found)
        return True

    def _of_entry(self, entry: etree._Element) -> Iterator[etree._Element]:
        kind = local_name(entry)
        yield from self._gap(entry.find("{*}LocationInContainerInBits"))
        if kind == "FixedValueEntry":
            yield self._padding(int(entry.get("sizeInBits", "")))
            return
        repeat = entry.find("{*}RepeatEntry")
        if kind not in ("ParameterRefEntry", "ArrayParameterRefEntry", "ContainerRefEntry"):
            raise _UnknownSizeError(kind)
        if kind == "ContainerRefEntry":
            if repeat is not None:
                raise _UnknownSizeError(f"RepeatEntry of {entry.get('containerRef')}")
            yield entry
            return
        parameter = self._parameters.get(entry.get("parameterRef", ""))
        if parameter is None:
            raise _UnknownSizeError(f"parameter {entry.get('parameterRef')}, which is not defined,")
        names = [""]
        if repeat is not None:
            names = [f"[{n}]" for n in range(_fixed(repeat.find("{*}Count"), "RepeatEntry"))]
        if repeat is not None and repeat.find("{*}Offset") is not None:
            raise _UnknownSizeError("Offset of a RepeatEntry")
        type_name = parameter.get("parameterTypeRef", "")
        for suffix in names:
            for path, leaf in self._leaves(suffix, type_name, entry.find("{*}DimensionList")):
                yield self._entry_of(parameter, path, leaf, entry.find("{*}IncludeCondition"))

    def _leaves(
        self, path: str, type_name: str, dimensions: etree._Element | None
    ) -> Iterator[tuple[str, str]]:
        """Yield what is behind the parameter's name, and the type, of each number in a type."""
        kind_of = self._types.get(type_name)
        kind = "" if kind_of is None else local_name(kind_of)
        if kind_of is not None and kind == "ArrayParameterType":
            if dimensions is None:
                dimensions = kind_of.find("{*}DimensionList")
            inner = kind_of.get("arrayTypeRef", "")
            for place in _places(dimensions, f"array type {type_name}"):
                yield from self._leaves(f"{path}{place}", inner, None)
        elif kind_of is not None and kind == "AggregateParameterType":
            for member in kind_of.iterfind("{*}MemberList/{*}Member"):
                inside = f"{path}.{member.get('name')}"
                yield from self._leaves(inside, member.get("typeRef", ""), None)
        else:
            yield path, type_name

    def _entry_of(
        self, parameter: etree._Element, path: str, type_name: str, include: etree._Element | None
    ) -> etree._Element:
        name = f"{parameter.get('name')}{path}"
        if name not in self._parameters:
            made = copy.deepcopy(parameter)
            made.set("name", name)
            made.set("parameterTypeRef", type_name)
            self._add("ParameterSet", made)
            self._parameters[name] = made
        entry = self._made("ParameterRefEntry", parameterRef=name)
        if include is not None:
            entry.append(copy.deepcopy(include))
        return entry

    def _gap(self, location: etree._Element | None) -> Iterator[etree._Element]:
        if location is None:
            return
        bits = _fixed(location, "LocationInContainerInBits")
        if location.get("referenceLocation", "previousEntry") != "previousEntry" or bits < 0:
            raise _UnknownSizeError(
                "LocationInContainerInBits that does not follow the entry before"
            )
        if bits:
            yield self._padding(bits)

    def _padding(self, bits: int) -> etree._Element:
        name = f"{_PADDING}_{bits}"
        if name not in self._parameters:
            self._add("ParameterTypeSet", self._opaque(f"{name}_type", bits))
            made = self._made("Parameter", name=name, parameterTypeRef=f"{name}_type")
            self._add("ParameterSet", made)
            self._parameters[name] = made
        return self._made("ParameterRefEntry", parameterRef=name)

    def _opaque(self, name: str, bits: int) -> etree._Element:
        kind_of = self._made("BinaryParameterType", name=name)
        size = etree.SubElement(self._under(kind_of, "BinaryDataEncoding"), self._tag("SizeInBits"))
        self._under(size, "FixedValue").text = str(bits)
        return kind_of

    def _remove_composites(self) -> None:
        composites = {
            name: each
            for name, each in self._types.items()
            if local_name(each) in ("ArrayParameterType", "AggregateParameterType")
        }
        gone = [
            each for each in self._parameters.values() if each.get("parameterTypeRef") in composites
        ]
        for element in (*composites.values(), *gone):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)

    def _add(self, set_name: str, element: etree._Element) -> None:
        parent = self._lists[set_name]
        if parent is not None:
            parent.append(element)

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}" if self._namespace else name

    def _under(self, parent: etree._Element, name: str) -> etree._Element:
        return etree.SubElement(parent, self._tag(name))

    def _made(self, kind: str, **attributes: str) -> etree._Element:
        return etree.Element(self._tag(kind), attributes)


def _encodings(kind_of: etree._Element) -> Iterator[etree._Element]:
    for kind in ("IntegerDataEncoding", "FloatDataEncoding"):
        yield from kind_of.iterfind(f".//{{*}}{kind}")


def _bases(containers: dict[str, etree._Element], container: etree._Element) -> Iterator[str]:
    seen: set[str] = set()
    base = container.find("{*}BaseContainer")
    while base is not None:
        name = base.get("containerRef", "")
        if name in seen or name not in containers:
            return
        seen.add(name)
        yield name
        base = containers[name].find("{*}BaseContainer")


def _places(dimensions: etree._Element | None, what: str) -> Iterator[str]:
    """Yield ``[0]``, ``[1]`` … of an array of fixed size, of all its dimensions."""
    if dimensions is None:
        raise _UnknownSizeError(f"{what} without dimensions")
    places = [""]
    for dimension in dimensions.iterfind("{*}Dimension"):
        first = _fixed(dimension.find("{*}StartingIndex"), what)
        last = _fixed(dimension.find("{*}EndingIndex"), what)
        if not 0 <= last - first < _MOST_COPIES // len(places):
            raise _UnknownSizeError(f"{what} with the indexes {first} to {last}")
        places = [f"{place}[{n}]" for place in places for n in range(first, last + 1)]
    yield from places


def _fixed(element: etree._Element | None, what: str) -> int:
    text = None if element is None else element.findtext("{*}FixedValue")
    if text is None:
        raise _UnknownSizeError(f"{what} of a size that other fields tell")
    number = int(text)
    if number > _MOST_COPIES:
        raise _UnknownSizeError(f"{what} of {number}")
    return number


def _whole(exponent: str) -> str:
    """Return an exponent without the decimals that some write."""
    try:
        number = float(exponent)
    except ValueError:
        return exponent
    return str(int(number)) if number.is_integer() else exponent
