"""What comes next on this orbit: sunrise, sunset, contacts; as rows of a table."""

from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QObject, Qt

from console.domain.viewing.orbit_events import Contact, OrbitEvents
from console.ui.models.keyed_table import Index, KeyedTableModel
from telemetry.timebase import NS_PER_S, countdown_text, utc_text

CONTACTS_SHOWN: Final = 12
LIGHT_CHANGES_SHOWN: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """One thing to come.

    Parameters
    ----------
    at_ns : int
        When it happens; for a contact that goes on, when it ends.
    """

    id: str
    at_ns: int
    what: str
    tip: str


def outlook(events: OrbitEvents, now_ns: int) -> list[Outlook]:
    """Return the next changes of sunlight and of contact, the soonest first."""
    changes = [change for change in events.light_changes if change.instant_ns > now_ns]
    rows = [
        Outlook(
            id=f"light {change.instant_ns}",
            at_ns=change.instant_ns,
            what="sunrise" if change.is_sunrise else "sunset",
            tip=f"At the vehicle, {utc_text(change.instant_ns)}",
        )
        for change in changes[:LIGHT_CHANGES_SHOWN]
    ]
    contacts = [contact for contact in events.contacts if contact.end_ns > now_ns]
    rows += [_contact(contact, now_ns) for contact in contacts[:CONTACTS_SHOWN]]
    return sorted(rows, key=lambda row: row.at_ns)


def _contact(contact: Contact, now_ns: int) -> Outlook:
    is_on = contact.start_ns <= now_ns
    lasts = countdown_text((contact.end_ns - contact.start_ns) / NS_PER_S)
    height = f"{contact.max_elevation_deg:.0f}°" if contact.kind == "station" else ""
    return Outlook(
        id=f"{contact.id} {contact.start_ns} {is_on}",
        at_ns=contact.end_ns if is_on else contact.start_ns,
        what=f"{'LOS' if is_on else 'AOS'} {contact.name} {height}".rstrip(),
        tip=f"{contact.name}: {utc_text(contact.start_ns)} to {utc_text(contact.end_ns)[11:]}, "
        f"{lasts} long{f', up to {height} high' if height else ''}",
    )


class OutlookTableModel(KeyedTableModel[Outlook]):
    """Shows what comes next, with countdowns."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(("In", "UTC", "What"), lambda row: row.id, parent)
        self._now_ns = 0

    def set_now(self, now_ns: int) -> None:
        """Move the countdowns on."""
        self._now_ns = now_ns
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        """Return what a cell shows, tells or stands for; countdowns stand at the right."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)

    def text(self, item: Outlook, column: int) -> str:
        """Return what a cell shows."""
        return (
            countdown_text((item.at_ns - self._now_ns) / NS_PER_S),
            utc_text(item.at_ns)[11:19],
            item.what,
        )[column]

    def tip(self, item: Outlook) -> str:
        """Return the event whole."""
        return item.tip
