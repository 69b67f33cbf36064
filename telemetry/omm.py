"""CCSDS Orbit Mean-Elements Messages as JSON, CSV or XML, as records."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar, cast

from lxml import etree

from telemetry.element_record import ElementRecord, Refuse, parse_number

_REQUIRED: Final = (
    "EPOCH",
    "MEAN_MOTION",
    "ECCENTRICITY",
    "INCLINATION",
    "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER",
    "MEAN_ANOMALY",
    "BSTAR",
)
_FIXED: Final = {
    "CENTER_NAME": "EARTH",
    "REF_FRAME": "TEME",
    "TIME_SYSTEM": "UTC",
    "MEAN_ELEMENT_THEORY": "SGP4",
}

# What a value that cannot be read is taken for while the others are judged; the set is refused.
_IN_EVERY_RANGE: Final = 0.5
_SOME_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

T = TypeVar("T")


def read_json(text: str, refuse: Refuse) -> Iterator[ElementRecord]:
    """Yield the messages of a JSON array or object; tell `refuse` what cannot be used."""
    try:
        document = json.loads(text)
    except ValueError as error:
        refuse(getattr(error, "lineno", 1), f"not JSON: {error}")
        return
    decoder = json.JSONDecoder()
    place = text.find("{")
    for entry in document if isinstance(document, list) else [document]:
        line = text.count("\n", 0, max(place, 0)) + 1
        if not isinstance(entry, dict):
            refuse(line, "an element set must be a JSON object")
            return
        _, end = decoder.raw_decode(text, place)
        body = text[place:end]
        lines = {key: line + body.count("\n", 0, body.find(f'"{key}"')) for key in entry}
        yield from _omm_record(entry, line, lines, refuse)
        place = text.find("{", end)


def read_csv(text: str, refuse: Refuse) -> Iterator[ElementRecord]:
    """Yield the rows under a header of OMM keywords; tell `refuse` what cannot be used."""
    reader = csv.DictReader(io.StringIO(text))
    try:
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                refuse(line, f"{len(reader.fieldnames or ())} columns were expected")
                continue
            yield from _omm_record(row, line, {}, refuse)
    except csv.Error as error:
        refuse(reader.line_num, f"not CSV: {error}")


def read_xml(text: str, refuse: Refuse) -> Iterator[ElementRecord]:
    """Yield the segments of an NDM or OMM document; tell `refuse` what cannot be used."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        refuse(error.lineno or 1, f"not XML: {error.msg}")
        return
    for segment in root.iter("{*}segment"):
        leaves = [e for e in segment.iter("{*}*") if not len(e)]
        fields = {etree.QName(e).localname: e.text or "" for e in leaves}
        lines = {etree.QName(e).localname: _line_of(e) for e in leaves}
        yield from _omm_record(fields, _line_of(segment), lines, refuse)


def _omm_record(
    fields: Mapping[str, object], line: int, lines: Mapping[str, int], refuse: Refuse
) -> Iterator[ElementRecord]:
    missing = [key for key in _REQUIRED if fields.get(key) in (None, "")]
    if missing:
        refuse(line, f"missing {', '.join(missing)}")
    wrong = {k: v for k, v in _FIXED.items() if str(fields.get(k, v)).upper() != v}
    for key, expected in wrong.items():
        refuse(lines.get(key, line), f"{key} is '{fields[key]}'; only {expected} can be used")
    is_sound = not missing and not wrong

    def parsed(name: str, parse: Callable[[str], T], stand_in: T, default: str = "") -> T:
        """Return a field's value; one that is missing or wrong leaves the others to be judged."""
        nonlocal is_sound
        written = default if fields.get(name) in (None, "") else str(fields[name])
        if name in missing:
            return stand_in
        try:
            return parse(written)
        except ValueError as error:
            refuse(lines.get(name, line), str(error))
            is_sound = False
            return stand_in

    def number(name: str, default: str = "") -> float:
        return parsed(name, lambda text: parse_number(text, name), _IN_EVERY_RANGE, default)

    norad_id = int(number("NORAD_CAT_ID", "0"))
    try:
        record = ElementRecord(
            line=line,
            name=str(fields.get("OBJECT_NAME") or fields.get("OBJECT_ID") or norad_id),
            norad_id=norad_id,
            revolution=int(number("REV_AT_EPOCH", "0")),
            epoch=parsed("EPOCH", _epoch, _SOME_EPOCH),
            bstar=number("BSTAR"),
            mean_motion_dot=number("MEAN_MOTION_DOT", "0"),
            mean_motion_ddot=number("MEAN_MOTION_DDOT", "0"),
            eccentricity=number("ECCENTRICITY"),
            argument_of_perigee_deg=number("ARG_OF_PERICENTER"),
            mean_anomaly_deg=number("MEAN_ANOMALY"),
            node_deg=number("RA_OF_ASC_NODE"),
            mean_motion_rev_day=number("MEAN_MOTION"),
            inclination_deg=number("INCLINATION"),
        )
    except ValueError as error:
        refuse(line, str(error))
        return
    if is_sound:
        yield record


def _epoch(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"EPOCH '{text}' is not a UTC time") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _line_of(element: etree._Element) -> int:
    line = cast("int | None", element.sourceline)  # the stubs give it a wrong type
    return line or 1
