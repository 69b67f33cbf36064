"""A console's link to the mission server: one thread, two sockets, one inbox.

Everything that arrives is put on `inbox` in the order it arrived; nothing here waits for the
reader. Requests and questions go the other way through `submit` and `ask_history`.
"""

import itertools
import logging
import time
import uuid
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

import numpy as np
import zmq

from console.client.mirror import Action, Advanced, Mirror, Stepped
from console.domain.requests import Request
from console.domain.roles import Role
from console.protocol import (
    HEARTBEAT_TOPIC,
    PROTOCOL_VERSION,
    UPDATE_TOPIC,
    Answer,
    Ask,
    AskHistory,
    AskSnapshot,
    Complaint,
    FromServer,
    Heartbeat,
    Hello,
    History,
    ProtocolError,
    Published,
    Snapshot,
    ToServer,
    Update,
    Welcome,
    decode_from_server,
    decode_published,
    encode,
    endpoints,
)
from telemetry.link import Reader, Received, ReceivedClock
from telemetry.timebase import Clock
from telemetry.wire import CLOCK_TOPIC, MEDICAL_TOPIC, PUBLIC_TOPIC

logger = logging.getLogger(__name__)

RECEIVE_HIGH_WATER = 20_000
HELLO_AGAIN_S = 1.0
ANSWER_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class LinkChecked:
    """A heartbeat arrived: what the server says of its own link to the source."""

    heartbeat: Heartbeat


Event = (
    Received
    | ReceivedClock
    | Welcome
    | Advanced
    | Stepped
    | Answer
    | History
    | Complaint
    | LinkChecked
)
