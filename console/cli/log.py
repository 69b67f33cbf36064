"""What processes say on standard error: one line per event, in UTC."""

import logging
import time
from typing import Final

LOG_LEVELS: Final = ("debug", "info", "warning", "error")


def configure_logging(level: str) -> None:
    """Send log records from `level` up to standard error."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter(
        "%(asctime)s.%(msecs)03dZ %(levelname)s %(message)s", datefmt="%H:%M:%S"
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
