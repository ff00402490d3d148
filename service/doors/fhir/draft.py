"""A history in the making: what each resource adds, from which resource it came, and what was left out."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.doors.faults import Note
from service.doors.fhir.resources import Pile, Placed
from service.doors.intake import Reception

# As IntakeSchema takes of each list.
MOST = {"sites": 40, "medications": 100, "associated_symptoms": 300, "results": 100, "past": 50, "family": 50}


@dataclass(slots=True)
class Draft:
    """What has been read so far. `days` and `age` are counted to `today`."""

    reception: Reception
    pile: Pile
    today: date
    patient: dict[str, Any] = field(default_factory=dict)
    onset_days: float | None = None
    lists: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in MOST})
    origins: dict[str, list[Placed]] = field(default_factory=lambda: {name: [] for name in MOST})
    notes: list[Note] = field(default_factory=list)

    @property
    def age(self) -> float | None:
        """The patient's age in years, once it is read."""
        found: float | None = self.patient.get("age_years")
        return found

    def note(self, one: Placed, code: str, detail: str) -> None:
        """Tell what was left out or how it was read. A detail never holds a value."""
        self.notes.append(Note(one.pointer, code, detail))

    def add(self, name: str, item: Any, one: Placed) -> None:
        """Add to a list, up to what the schema takes."""
        if item in self.lists[name]:
            return
        if len(self.lists[name]) >= MOST[name]:
            self.note(one, "too_many", f"Only the first {MOST[name]} of this kind are used.")
            return
        self.lists[name].append(item)
        self.origins[name].append(one)

    def document(self) -> dict[str, Any]:
        """The history as IntakeSchema takes it."""
        history = {name: self.lists[name] for name in ("past", "family") if self.lists[name]}
        whole: dict[str, Any] = {
            "patient": self.patient,
            "onset": {} if self.onset_days is None else {"days_ago": self.onset_days},
            **{name: self.lists[name] for name in ("sites", "medications", "associated_symptoms")},
            "history": history,
            "results": self.lists["results"],
        }
        return {name: value for name, value in whole.items() if value}

    def origin(self) -> dict[str, Placed]:
        """Pointer into the document -> the resource that it came from."""
        under = {"past": "/history/past", "family": "/history/family"}
        return {
            f"{under.get(name, f'/{name}')}/{place}": one
            for name, several in self.origins.items()
            for place, one in enumerate(several)
        }
