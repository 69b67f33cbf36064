"""Read a vehicle's XTCE 1.2 file into a mission database.

What is read: parameter types with units, valid ranges, states and default alarms; parameters;
and every sequence container with an APID as one packet, with its rate. Containers marked
``abstract`` are headers and carry no parameters for people. Texts, times, arrays and aggregates
are not numbers and are left out; alarms that depend on context are not judged. What is left out
is logged once.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from lxml import etree

from telemetry.alarm_behaviour import read_behaviours
from telemetry.alarm_rules_file import with_rules
from telemetry.configuration import ALARM_RULES, DERIVED
from telemetry.derived_file import read_derived
from telemetry.dictionary import (
    AlarmBehaviour,
    DictionaryError,
    MissionDatabase,
    Packet,
    Parameter,
    find_problems,
)
from telemetry.timebase import NS_PER_S
from telemetry.xtce_apid import apid_parameters, apids
from telemetry.xtce_elements import Findings, ancillary, last_name, local_name
from telemetry.xtce_expansion import expanded
from telemetry.xtce_types import read_parameter

logger = logging.getLogger(__name__)

DEFAULT_RATE_HZ: Final = 1.0
_TRUE: Final = ("true", "1")


def load_vehicle(folder: Path) -> MissionDatabase:
    """Return the database in `folder`: ``<folder name>.xml`` and the alarm files beside it.

    Raises
    ------
    DictionaryError
        If a file is missing or wrong; lists every problem of both.
    """
    try:
        xtce = (folder / f"{folder.name}.xml").read_bytes()
        alarms = (folder / "alarms.toml").read_bytes()
        beside = [folder / name for name in (ALARM_RULES, DERIVED)]
        texts = [path.read_bytes() if path.exists() else b"" for path in beside]
        return load_database(xtce, alarms, *texts)
    except OSError as error:
        raise DictionaryError([f"{error.filename}: {error.strerror}"]) from error


def load_database(
    xtce: bytes, alarms_toml: bytes, rules_toml: bytes = b"", derived_toml: bytes = b""
) -> MissionDatabase:
    """Return the mission database in an XTCE file and the alarm files beside it.

    Raises
    ------
    DictionaryError
        If the files contradict themselves or each other; lists every problem at once.
    """
    reader = _Reader(_parse(xtce))
    packets = reader.packets()
    problems = find_problems(packets)
    return _judged(reader, packets, problems, alarms_toml, rules_toml, derived_toml)


def load_foreign_database(
    xtce: bytes, alarms_toml: bytes = b"", rules_toml: bytes = b"", derived_toml: bytes = b""
) -> MissionDatabase:
    """Return the database of a vehicle whose XTCE file was not written for this console.

    Such files put one parameter into many packets, the time in the secondary header for one,
    and may tell packets of one APID apart by what is in them. A parameter of more than one
    packet is called ``PACKET.PARAMETER``; containers tied to no APID are left out.

    Raises
    ------
    DictionaryError
        If the file contradicts itself; lists every problem at once.
    """
    root = _parse(xtce)
    notes = expanded(root)
    reader = _Reader(root, is_foreign=True)
    # A packet of texts alone tells nothing that could be plotted.
    packets = _with_distinct_names(packet for packet in reader.packets() if packet.parameters)
    problems = [problem for packet in packets for problem in find_problems([packet])]
    if not packets and not reader.findings.problems:
        problems.append("has no packet with a parameter that is a number")
    database = _judged(reader, packets, problems, alarms_toml, rules_toml, derived_toml)
    for note in notes:
        logger.warning("XTCE %s", note)
    return database


def _judged(
    reader: "_Reader",
    packets: tuple[Packet, ...],
    problems: Iterable[str],
    alarms_toml: bytes,
    rules_toml: bytes,
    derived_toml: bytes,
) -> MissionDatabase:
    """Return the database of what `reader` read, with alarms as the files beside it say.

    Parameters
    ----------
    problems
        Of the packets.
    """
    derived, derived_problems = read_derived(derived_toml, packets)
    packets = (*packets, *derived)
    ids = [parameter.id for packet in packets for parameter in packet.parameters]
    behaviours, alarm_problems = read_behaviours(alarms_toml, ids)
    packets = tuple(_with_behaviours(packet, behaviours) for packet in packets)
    packets, rules, rule_problems = with_rules(packets, rules_toml)
    every = [
        *(f"XTCE {problem}" for problem in (*reader.findings.problems, *problems)),
        *(f"alarms {problem}" for problem in alarm_problems),
        *rule_problems,
        *derived_problems,
    ]
    if every:
        raise DictionaryError(every)
    reader.findings.log_what_was_left_out()
    return MissionDatabase(reader.vehicle, packets, rules)


def _with_distinct_names(packets: Iterable[Packet]) -> tuple[Packet, ...]:
    packets = tuple(packets)
    carried = Counter(parameter.id for packet in packets for parameter in packet.parameters)
    return tuple(
        replace(
            packet,
            parameters=tuple(
                replace(each, id=f"{packet.name}.{each.id}") if carried[each.id] > 1 else each
                for each in packet.parameters
            ),
        )
        for packet in packets
    )


def _with_behaviours(packet: Packet, behaviours: Mapping[str, AlarmBehaviour]) -> Packet:
    return replace(
        packet,
        parameters=tuple(
            replace(parameter, alarm=behaviours.get(parameter.id, parameter.alarm))
            for parameter in packet.parameters
        ),
    )


def _parse(xtce: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xtce, parser)
    except etree.XMLSyntaxError as error:
        raise DictionaryError([f"XTCE is not XML: {error.msg}"]) from error
    if etree.QName(root).localname != "SpaceSystem":
        raise DictionaryError([f"XTCE starts with '{root.tag}', not with SpaceSystem"])
    return root


class _Reader:
    """One reading of one file: what refers to what, and which containers are packets."""

    def __init__(self, root: etree._Element, *, is_foreign: bool = False) -> None:
        self.findings = Findings()
        self._is_foreign = is_foreign
        self.vehicle: str = root.get("name", "vehicle")
        self._types = self._named(root, "ParameterTypeSet")
        self._parameters = self._named(root, "ParameterSet")
        self._containers = self._named(root, "ContainerSet")
        self._apid_parameters = apid_parameters(self._containers, self._parameters, self._types)
        self._read: dict[str, Parameter | None] = {}

    def packets(self) -> tuple[Packet, ...]:
        """Return every concrete container with an APID as a packet."""
        included = {
            last_name(entry.get("containerRef", ""))
            for container in self._containers.values()
            for entry in container.iterfind("{*}EntryList/{*}ContainerRefEntry")
        }
        packets = [
            self._packet(name, container)
            for name, container in self._containers.items()
            if not _is_abstract(container) and name not in included
        ]
        found = tuple(packet for packet in packets if packet is not None)
        if not found:
            self.findings.problems.append("has no container with an APID, so no packet")
        return found

    def _named(self, root: etree._Element, set_name: str) -> dict[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        for element in root.iterfind(f".//{{*}}TelemetryMetaData/{{*}}{set_name}/{{*}}*"):
            name = element.get("name")
            if name is None:
                self.findings.complain(element, f"{local_name(element)} has no name")
            elif name in found:
                self.findings.complain(element, f"{local_name(element)} {name} is defined twice")
            else:
                found[name] = element
        return found

    def _packet(self, name: str, container: etree._Element) -> Packet | None:
        chain = list(self._chain(container))
        apid = self._apid(name, chain)
        if apid is None:
            return None
        entries = [entry for part in reversed(chain) for entry in self._entries(part)]
        parameters = [self._parameter(entry) for entry in entries]
        return Packet(
            name=name,
            apid=apid,
            period_ns=self._period_ns(name, container),
            parameters=tuple(parameter for parameter in parameters if parameter is not None),
            is_medical=ancillary(container).get("medical") in _TRUE,
        )

    def _chain(self, container: etree._Element) -> Iterator[etree._Element]:
        """Yield the container, its base, the base of that, and so on."""
        seen: set[str] = set()
        element: etree._Element | None = container
        while element is not None:
            yield element
            base = element.find("{*}BaseContainer")
            if base is None:
                return
            name = last_name(base.get("containerRef", ""))
            element = None if name in seen else self._containers.get(name)
            if element is None:
                self.findings.complain(base, f"base container {name} is not defined or a circle")
            seen.add(name)

    def _apid(self, name: str, chain: Iterable[etree._Element]) -> int | None:
        for part in chain:
            found = dict(apids(part, self._apid_parameters))
            if len(found) > 1:
                self.findings.leave_out(f"container {name} of several APIDs")
                return None
            for number, test in found.items():
                return self.findings.whole_number(test, "value", default=number)
        if self._is_foreign:
            self.findings.leave_out("container tied to no APID")
        else:
            self.findings.complain(self._containers[name], f"container {name} is tied to no APID")
        return None

    def _period_ns(self, name: str, container: etree._Element) -> int:
        rate = container.find("{*}DefaultRateInStream")
        if rate is None:
            self.findings.leave_out(f"missing rate, {DEFAULT_RATE_HZ:g} Hz assumed")
            return round(NS_PER_S / DEFAULT_RATE_HZ)
        rate_hz = self.findings.number(rate, "minimumValue")
        if rate_hz is None or rate_hz <= 0 or rate.get("basis", "perSecond") != "perSecond":
            self.findings.complain(rate, f"{name}: its rate is not a number above 0 per second")
            return round(NS_PER_S / DEFAULT_RATE_HZ)
        return round(NS_PER_S / rate_hz)

    def _entries(self, container: etree._Element) -> Iterator[etree._Element]:
        """Yield the parameter entries of one container; those of abstract ones are headers."""
        if _is_abstract(container):
            return
        for entry in container.iterfind("{*}EntryList/{*}*"):
            kind = local_name(entry)
            if kind == "ParameterRefEntry":
                yield entry
            elif kind == "ContainerRefEntry":
                yield from self._included(entry)
            else:
                self.findings.leave_out(kind)

    def _included(self, entry: etree._Element) -> Iterator[etree._Element]:
        """Yield the parameter entries of a container named inside another one."""
        name = last_name(entry.get("containerRef", ""))
        container = self._containers.get(name)
        if container is None:
            self.findings.complain(entry, f"container {name} is not defined")
            return
        for inner in container.iterfind("{*}EntryList/{*}*"):
            if local_name(inner) == "ParameterRefEntry":
                yield inner
            else:  # one level is what flight files use, and it cannot run in a circle
                self.findings.leave_out(f"{local_name(inner)} inside {name}")

    def _parameter(self, entry: etree._Element) -> Parameter | None:
        name = last_name(entry.get("parameterRef", ""))
        if name not in self._read:
            self._read[name] = self._found_parameter(name, entry)
        return self._read[name]

    def _found_parameter(self, name: str, entry: etree._Element) -> Parameter | None:
        element = self._parameters.get(name)
        if element is None:
            self.findings.complain(entry, f"parameter {name} is not defined")
            return None
        type_name = last_name(element.get("parameterTypeRef", ""))
        kind_of = self._types.get(type_name)
        if kind_of is None:
            self.findings.complain(element, f"{name}: type {type_name} is not defined")
            return None
        return read_parameter(element, kind_of, self.findings)


def _is_abstract(container: etree._Element) -> bool:
    return container.get("abstract") in _TRUE
