"""Turn a vehicle's parameters.csv into its XTCE 1.2 file.

People edit the table; the XTCE file is what Cupola, the gateway and other tools read. Run after
every edit; a test compares the result with the file in the repository.

Usage: python scripts/make_vehicle.py [resources/vehicle/meridian]
"""

import argparse
import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from lxml import etree
from lxml.builder import ElementMaker

XTCE: Final = "http://www.omg.org/spec/XTCE/20180204"
E: Final = ElementMaker(namespace=XTCE, nsmap={None: XTCE})
Row = Mapping[str, str]

# Name, APID, rate in hertz, subsystems. A parameter goes into the packet of its rate that lists
# its subsystem; an APID once given is never given to another packet.
PACKETS: Final = (
    ("FAST_5HZ", 101, 5.0, "CAB STR"),
    ("EPS_2HZ", 111, 2.0, "EPS"),
    ("GNC_2HZ", 112, 2.0, "GNC"),
    ("FDS_PRP_2HZ", 113, 2.0, "FDS PRP"),
    ("CAB_DRV_1HZ", 121, 1.0, "CAB DRV"),
    ("ARS_PCS_1HZ", 122, 1.0, "ARS PCS"),
    ("TCS_EPS_1HZ", 123, 1.0, "TCS EPS"),
    ("GNC_PRP_1HZ", 124, 1.0, "GNC PRP"),
    ("COM_CDH_1HZ", 125, 1.0, "COM CDH"),
    ("LIFE_2S", 131, 0.5, "CAB ARS PCS"),
    ("VEHICLE_2S", 132, 0.5, "TCS EPS WIN HSP"),
    ("FLIGHT_2S", 133, 0.5, "GNC PRP COM"),
    ("BIO_2S", 139, 0.5, "BIO"),
    ("LIFE_5S", 141, 0.2, "CAB ARS PCS FDS"),
    ("VEHICLE_5S", 142, 0.2, "TCS EPS STR HSP"),
    ("FLIGHT_5S", 143, 0.2, "GNC PRP COM RAD DRV"),
    ("BIO_5S", 149, 0.2, "BIO"),
    ("ALL_10S", 151, 0.1, "CAB ARS TCS PRP CDH RAD WIN DRV"),
    ("BIO_10S", 159, 0.1, "BIO"),
    ("ALL_20S", 161, 0.05, "ARS PCS TCS PRP COM CDH HSP"),
    ("ALL_50S", 171, 0.02, "ARS FDS EPS GNC PRP RAD HSP DRV"),
    ("ALL_100S", 181, 0.01, "ARS FDS GNC RAD HSP"),
)
PRIMARY_HEADER_BITS: Final = {
    "VERSION": 3,
    "TYPE": 1,
    "SEC_HDR_FLG": 1,
    "PKT_APID": 11,
    "SEQ_FLGS": 2,
    "SRC_SEQ_CTR": 14,
    "PKT_LEN": 16,
}
SECONDARY_HEADER: Final = ("TIME_SECONDS", "TIME_FRACTION")
RANGE_OF_CLASS: Final = {
    "advisory": "WatchRange",
    "caution": "WarningRange",
    "warning": "DistressRange",
    "emergency": "CriticalRange",
}
LEVEL_OF_CLASS: Final = {
    "advisory": "watch",
    "caution": "warning",
    "warning": "distress",
    "emergency": "critical",
}
STATE_BITS: Final = 8
COUNT_BITS: Final = 32
CONVENTIONS: Final = (
    "One packet type per APID; every parameter of a packet has the packet's rate.",
    "Generation time: CCSDS unsegmented time code (301.0-B) of 4 + 4 octets without P-field, "
    "epoch 1970-01-01T00:00:00Z, counting UTC seconds as POSIX does (no leap seconds).",
    "INVALID is NaN for floats, and all bits set for integers, booleans and enumerations.",
    "Alarm classes: watch is advisory, warning is caution, distress is warning, critical is "
    "emergency. Ranges are of the form 'outside', so a value at a threshold is still normal.",
    "Containers with the ancillary datum medical=true carry personal medical data.",
)


def main() -> int:
    """Write the XTCE file beside the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default="resources/vehicle/meridian", type=Path)
    folder: Path = parser.parse_args().folder
    rows = read_rows(folder / "parameters.csv")
    (folder / f"{folder.name}.xml").write_bytes(xtce_bytes(folder.name, rows))
    print(f"{folder.name}.xml: {len(rows)} parameters in {len(PACKETS)} packets", file=sys.stderr)
    return 0


def read_rows(path: Path) -> list[Row]:
    """Return the table's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def xtce_bytes(vehicle: str, rows: list[Row]) -> bytes:
    """Return the XTCE document of `rows`; the same rows always give the same bytes."""
    grouped = {
        name: _rows_of(rows, rate_hz, subsystems) for name, _, rate_hz, subsystems in PACKETS
    }
    if lost := {row["id"] for row in rows} - {row["id"] for g in grouped.values() for row in g}:
        raise SystemExit(f"no packet takes {', '.join(sorted(lost))}")
    document = E.SpaceSystem(
        E.Header(
            E.NoteSet(*(E.Note(text) for text in CONVENTIONS)),
            version="1.0",
            validationStatus="Working",
        ),
        E.TelemetryMetaData(
            E.ParameterTypeSet(*_header_types(), *(_parameter_type(row) for row in rows)),
            E.ParameterSet(*_header_parameters(), *(_parameter(row) for row in rows)),
            E.ContainerSet(
                *_header_containers(),
                *(
                    _container(name, apid, rate_hz, grouped[name])
                    for name, apid, rate_hz, _ in PACKETS
                ),
            ),
        ),
        name=vehicle.capitalize(),
    )
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _rows_of(rows: Iterable[Row], rate_hz: float, subsystems: str) -> list[Row]:
    listed = subsystems.split()
    chosen = [
        row for row in rows if float(row["rate_hz"]) == rate_hz and row["subsystem"] in listed
    ]
    return sorted(chosen, key=lambda row: listed.index(row["subsystem"]))


def _header_types() -> list[etree._Element]:
    fields = [
        E.IntegerParameterType(_integer_encoding(bits), name=f"{name}_type", signed="false")
        for name, bits in PRIMARY_HEADER_BITS.items()
    ]
    seconds = E.AbsoluteTimeParameterType(
        E.Encoding(_integer_encoding(32), units="seconds"),
        E.ReferenceTime(E.Epoch("1970-01-01T00:00:00Z")),
        name="TIME_SECONDS_type",
    )
    fraction = E.IntegerParameterType(
        E.UnitSet(E.Unit("s", factor="2^-32")),
        _integer_encoding(32),
        name="TIME_FRACTION_type",
        signed="false",
    )
    return [*fields, seconds, fraction]


def _header_parameters() -> list[etree._Element]:
    return [
        E.Parameter(name=name, parameterTypeRef=f"{name}_type")
        for name in (*PRIMARY_HEADER_BITS, *SECONDARY_HEADER)
    ]


def _header_containers() -> list[etree._Element]:
    primary = E.SequenceContainer(
        _entries(PRIMARY_HEADER_BITS),
        name="CCSDSPacket",
        abstract="true",
        shortDescription="Space packet primary header, CCSDS 133.0-B",
    )
    secondary = E.SequenceContainer(
        _entries(SECONDARY_HEADER),
        _base("CCSDSPacket", TYPE="0", SEC_HDR_FLG="1"),
        name="TelemetryPacket",
        abstract="true",
        shortDescription="Secondary header with the time of generation",
    )
    return [primary, secondary]


def _container(name: str, apid: int, rate_hz: float, rows: list[Row]) -> etree._Element:
    parts = [
        E.DefaultRateInStream(
            basis="perSecond", minimumValue=f"{rate_hz:g}", maximumValue=f"{rate_hz:g}"
        ),
        _entries(row["id"] for row in rows),
        _base("TelemetryPacket", PKT_APID=str(apid)),
    ]
    if {row["subsystem"] for row in rows} == {"BIO"}:
        parts.insert(0, _ancillary(medical="true"))
    return E.SequenceContainer(*parts, name=name)


def _entries(names: Iterable[str]) -> etree._Element:
    return E.EntryList(*(E.ParameterRefEntry(parameterRef=name) for name in names))


def _base(container: str, **comparisons: str) -> etree._Element:
    tests = [
        E.Comparison(parameterRef=name, value=value, useCalibratedValue="false")
        for name, value in comparisons.items()
    ]
    criteria = tests[0] if len(tests) == 1 else E.ComparisonList(*tests)
    return E.BaseContainer(E.RestrictionCriteria(criteria), containerRef=container)


def _parameter(row: Row) -> etree._Element:
    source = "derived" if row["subsystem"] == "DRV" else "telemetered"
    told = {"group": row["group"], "nominal": row["nominal"], "provenance": row["prov"]}
    parts = [
        _ancillary(**{name: text for name, text in told.items() if text}),
        E.ParameterProperties(E.SystemName(row["subsystem"]), dataSource=source),
    ]
    if row["note"]:
        parts.insert(0, E.LongDescription(row["note"]))
    return E.Parameter(
        *parts,
        name=row["id"],
        parameterTypeRef=f"{row['id']}_type",
        shortDescription=row["name"],
    )


def _parameter_type(row: Row) -> etree._Element:
    make = {"float": _float_type, "int": _int_type, "enum": _enum_type, "bool": _bool_type}
    return make[row["type"]](row)


def _float_type(row: Row) -> etree._Element:
    encoding = E.FloatDataEncoding(encoding="IEEE754_1985", sizeInBits="64")
    return E.FloatParameterType(
        *_units(row),
        encoding,
        _range(row),
        *_range_alarm(row),
        name=_type_name(row),
        sizeInBits="64",
    )


def _int_type(row: Row) -> etree._Element:
    return E.IntegerParameterType(
        *_units(row),
        _integer_encoding(COUNT_BITS),
        _range(row),
        *_range_alarm(row),
        name=_type_name(row),
        signed="false",
    )


def _enum_type(row: Row) -> etree._Element:
    states = [
        E.Enumeration(value=str(number), label=label)
        for number, label in enumerate(row["states"].split("|"))
    ]
    reserved = E.Enumeration(value=str((1 << STATE_BITS) - 1), label="INVALID")
    parts = [_integer_encoding(STATE_BITS), E.EnumerationList(*states, reserved)]
    if severities := _state_classes(row):
        levels = [
            E.EnumerationAlarm(alarmLevel=LEVEL_OF_CLASS[severity], enumerationLabel=label)
            for label, severity in severities.items()
        ]
        parts.append(E.DefaultAlarm(E.EnumerationAlarmList(*levels)))
    return E.EnumeratedParameterType(*parts, name=_type_name(row))


def _bool_type(row: Row) -> etree._Element:
    zero, one = row["states"].split("|")
    parts = [_integer_encoding(STATE_BITS)]
    if severities := _state_classes(row):
        conditions = [
            E(
                f"{LEVEL_OF_CLASS[severity].capitalize()}Alarm",
                E.Comparison(parameterRef=row["id"], value=label),
            )
            for label, severity in severities.items()
        ]
        parts.append(E.DefaultAlarm(E.AlarmConditions(*conditions)))
    return E.BooleanParameterType(
        *parts, name=_type_name(row), zeroStringValue=zero, oneStringValue=one
    )


def _state_classes(row: Row) -> dict[str, str]:
    pairs = (pair.split("=") for pair in row["alarm_states"].split(";") if pair)
    return dict(pairs)


def _range_alarm(row: Row) -> list[etree._Element]:
    columns = {row["class_caut"]: "caut", row["class_warn"]: "warn", "emergency": "emer"}
    ranges = []
    for severity, element in RANGE_OF_CLASS.items():
        column = columns.get(severity, "")
        bounds = {
            "minInclusive": row.get(f"{column}_lo", ""),
            "maxInclusive": row.get(f"{column}_hi", ""),
        }
        if given := {name: bound for name, bound in bounds.items() if bound}:
            ranges.append(E(element, **given))
    return [E.DefaultAlarm(E.StaticAlarmRanges(*ranges, rangeForm="outside"))] if ranges else []


def _type_name(row: Row) -> str:
    return f"{row['id']}_type"


def _units(row: Row) -> list[etree._Element]:
    return [E.UnitSet(E.Unit(row["unit"]))] if row["unit"] != "-" else []


def _range(row: Row) -> etree._Element:
    return E.ValidRange(minInclusive=row["range_min"], maxInclusive=row["range_max"])


def _integer_encoding(bits: int) -> etree._Element:
    return E.IntegerDataEncoding(encoding="unsigned", sizeInBits=str(bits))


def _ancillary(**data: str) -> etree._Element:
    return E.AncillaryDataSet(*(E.AncillaryData(text, name=name) for name, text in data.items()))


if __name__ == "__main__":
    sys.exit(main())
