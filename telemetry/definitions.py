"""A packet's definition as it is kept in the mission file, so that a recording explains itself."""

from typing import Any

import msgpack

from telemetry.dictionary import Packet, Parameter, ParameterKind
from telemetry.tables import StoreError


def encode_packet(packet: Packet) -> bytes:
    """Return names, units, states and ranges of a packet; limits stay in the configuration."""
    parameters = [
        [
            parameter.id,
            parameter.subsystem,
            parameter.group,
            parameter.name,
            parameter.unit,
            parameter.kind.value,
            parameter.range_low,
            parameter.range_high,
            parameter.nominal,
            sorted(parameter.states.items()),
        ]
        for parameter in packet.parameters
    ]
    fields = [packet.name, packet.apid, packet.period_ns, packet.is_medical, parameters]
    return bytes(msgpack.packb(fields))


def decode_packet(definition: bytes) -> Packet:
    """Return the packet of a definition.

    Raises
    ------
    StoreError
        If the definition is damaged.
    """
    try:
        name, apid, period_ns, is_medical, parameters = msgpack.unpackb(definition)
        return Packet(
            name=name,
            apid=apid,
            period_ns=period_ns,
            is_medical=is_medical,
            parameters=tuple(_parameter(fields) for fields in parameters),
        )
    except (ValueError, TypeError) as error:
        raise StoreError(f"the definition of a packet is damaged: {error}") from error


def _parameter(fields: list[Any]) -> Parameter:
    id_, subsystem, group, name, unit, kind, low, high, nominal, states = fields
    return Parameter(
        id=id_,
        subsystem=subsystem,
        group=group,
        name=name,
        unit=unit,
        kind=ParameterKind(kind),
        range_low=low,
        range_high=high,
        nominal=nominal,
        states=dict(states),
    )
