"""How people and cabin windows of one flight are called on screen. No Qt."""

from collections.abc import Iterable

from telemetry.mission import Mission


class Names:
    """Aliases of people and names of cabin windows; an id nobody knows stands for itself."""

    def __init__(self, mission: Mission) -> None:
        self._aliases = {person.id: person.alias for person in mission.people}
        self._panes = {pane.id: pane.name for pane in mission.panes}

    def person(self, person_id: str) -> str:
        """Return one person's alias."""
        return self._aliases.get(person_id, person_id)

    def people(self, person_ids: Iterable[str]) -> str:
        """Return the aliases of several people, in the order given."""
        return ", ".join(map(self.person, person_ids))

    def pane(self, pane_id: str) -> str:
        """Return the name of a cabin window."""
        return self._panes.get(pane_id, pane_id)
