"""``cupola gateway``, ``export``, ``info`` and ``doctor``: sources and recordings."""

import argparse

from console.cli.keys_option import add_keys_option
from telemetry import gateway_cli, recording_cli


def gateway(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola gateway`` its options."""
    parser.description = "Turn CCSDS space packets into the telemetry a mission server takes."
    parser.epilog = gateway_cli.EXAMPLES
    gateway_cli.add_arguments(parser)
    add_keys_option(parser, "let only enrolled mission servers listen")
    parser.set_defaults(run=gateway_cli.run)


def export(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola export`` its options."""
    parser.description = "Write a recording, or part of it, for other programs."
    parser.epilog = recording_cli.EXPORT_EXAMPLES
    recording_cli.add_export_arguments(parser)
    parser.set_defaults(run=recording_cli.run_export)


def info(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola info`` its options."""
    parser.description = "Tell what is in a mission file: span, packets, gaps, facts."
    parser.epilog = recording_cli.INFO_EXAMPLES
    recording_cli.add_inspect_arguments(parser)
    parser.set_defaults(run=recording_cli.run_info)


def doctor(parser: argparse.ArgumentParser) -> None:
    """Give ``cupola doctor`` its options."""
    parser.description = "Verify a mission file's blocks and its chain of facts."
    parser.epilog = recording_cli.DOCTOR_EXAMPLES
    recording_cli.add_inspect_arguments(parser)
    parser.set_defaults(run=recording_cli.run_doctor)
