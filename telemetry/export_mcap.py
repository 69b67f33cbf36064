"""Recorded telemetry as MCAP with JSON messages, for Foxglove, Lichtblick and PlotJuggler."""

import json
from pathlib import Path

from mcap.writer import CompressionType, Writer

from telemetry.dictionary import Packet
from telemetry.export import Exported, Progress, Selection, replacing, unit_text


def export_mcap(selection: Selection, path: Path, progress: Progress = lambda _: None) -> Exported:
    """Write a channel per packet and a message per row, in the order they were due.

    Messages are JSON objects of parameters, described by a JSON Schema with units; INVALID is
    null. Log and publish time are the time of generation.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    wanted = {each.id for each in selection.parameters}
    with replacing(path) as partial, partial.open("wb") as file:
        writer = Writer(file, compression=CompressionType.ZSTD)
        writer.start(profile="", library="cupola")
        channels = {packet.name: _Channel(writer, packet, wanted) for packet in selection.packets}
        exported = _write_messages(writer, channels, selection, progress)
        writer.finish()  # type: ignore[no-untyped-call]  # mcap annotates only some of itself
    return exported


def _write_messages(
    writer: Writer, channels: dict[str, "_Channel"], selection: Selection, progress: Progress
) -> Exported:
    rows = samples = 0
    span_ns = selection.to_ns - selection.from_ns
    for due in selection.file.player.play(selection.from_ns, selection.to_ns):
        channel = channels.get(due.frame.packet)
        if channel is None or due.frame.columns != channel.columns:
            continue
        for row, values in enumerate(due.frame.values.tolist()):
            time_ns = due.frame.generated_ns + row * channel.period_ns
            if time_ns >= selection.from_ns:
                writer.add_message(
                    channel_id=channel.id,
                    log_time=time_ns,
                    publish_time=time_ns,
                    sequence=due.frame.sequence & 0xFFFFFFFF,
                    data=channel.message(values),
                )
                rows += 1
                samples += len(channel.places)
        if rows % 10_000 == 0:
            progress((due.due_ns - selection.from_ns) / span_ns)
    progress(1.0)
    return Exported(rows=rows, samples=samples)


class _Channel:
    """A packet as a topic: which of its columns go into the messages."""

    def __init__(self, writer: Writer, packet: Packet, wanted: set[str]) -> None:
        chosen = [
            (place, each) for place, each in enumerate(packet.parameters) if each.id in wanted
        ]
        self.places = [place for place, _ in chosen]
        self.columns = packet.columns
        self.period_ns = packet.period_ns
        self._names = [each.id for _, each in chosen]
        properties = {
            each.id: {
                "type": ["number", "null"],
                "description": f"{each.name} [{unit_text(each)}]",
            }
            for _, each in chosen
        }
        schema = {"type": "object", "title": packet.name, "properties": properties}
        schema_id = writer.register_schema(
            name=packet.name, encoding="jsonschema", data=json.dumps(schema).encode()
        )
        self.id: int = writer.register_channel(
            topic=f"/{packet.name}", message_encoding="json", schema_id=schema_id
        )

    def message(self, values: list[float]) -> bytes:
        """Return one row as JSON; NaN, which JSON does not know, is null."""
        chosen = (
            (name, values[place]) for name, place in zip(self._names, self.places, strict=True)
        )
        return json.dumps(
            {name: None if value != value else value for name, value in chosen}
        ).encode()
