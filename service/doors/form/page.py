"""What the page shows for a form and its outcome, beside the templates' own words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.doors.form.choices import Choice, word_label
from service.doors.form.desk import Desk, Outcome
from service.doors.form.fields import EXPOSURES, SITES
from service.doors.form.labels import WORDS
from service.doors.form.parse import Parsed
from service.doors.form.posted import Posted
from service.doors.form.problems import Problem
from service.doors.form.rows import Row, answered, proposed, rows_of
from service.doors.form.suggest import suggest

# So many findings are shown for one search.
FOUND = 6


@dataclass(frozen=True, slots=True)
class Page:
    """One rendering of the form. `with_problems`: whether faults are told, or the form is only being filled in.

    `failed`: the service could not read or assess it, by a fault of its own.
    """

    desk: Desk
    form: Posted
    outcome: Outcome
    search: str = ""
    more: str = ""
    with_problems: bool = True
    failed: bool = False

    @property
    def problems(self) -> list[Problem]:
        """The faults to tell."""
        return self.outcome.problems if self.with_problems else []

    def problems_at(self, name: str) -> list[Problem]:
        """The faults of one field."""
        return [problem for problem in self.problems if problem.field == name]

    def notes_at(self, name: str) -> list[str]:
        """What was read as something else in one field."""
        return self.outcome.notes().get(name, [])

    def chosen(self, name: str) -> list[str]:
        """The words ticked or written in a list."""
        return [*self.form.all(name), *self._others(name)]

    def others(self, name: str, vocabulary: str) -> list[str]:
        """The words of a list that have no tick box."""
        known = self.desk.choices.ids(vocabulary)
        return list(dict.fromkeys(word for word in self.chosen(name) if word not in known))

    def _others(self, name: str) -> Iterator[str]:
        for text in self.form.all(f"{name}.other"):
            yield from filter(None, (line.strip() for line in text.splitlines()))

    def keys(self, rows: str) -> list[str]:
        """The keys of the numbered rows, with a new one where it was asked for or none is there."""
        words = self._words_of(rows)
        keys = [key for key in self.form.keys_of(rows) if key not in words]
        wants_one = self.more == rows or (not keys and rows not in (SITES.name, EXPOSURES.name))
        return [*keys, self._next_key(keys)] if wants_one else keys

    @staticmethod
    def _next_key(keys: list[str]) -> str:
        return str(max((int(key) for key in keys if key.isdecimal() and len(key) < 6), default=-1) + 1)

    def _words_of(self, rows: str) -> frozenset[str]:
        vocabulary = {SITES.name: SITES.vocabulary, EXPOSURES.name: EXPOSURES.vocabulary}.get(rows)
        return frozenset(self.desk.reception.lexicon[vocabulary].ids.values()) if vocabulary else frozenset()

    def ticked(self, rows: str, lead: str) -> list[Choice]:
        """The words of a list of rows that are ticked."""
        words = self._words_of(rows)
        keys = (key for key in self.form.keys_of(rows) if key in words)
        return [Choice(key, word_label(key)) for key in keys if self.form.first(f"{rows}.{key}.{lead}")]

    def found(self) -> list[Row]:
        """The findings that the search means."""
        names = (one.id for one in suggest(self.desk.indexes["finding"], self.search, FOUND))
        return list(rows_of(self.desk.reception.knowledge, names, self.form))

    def rows(self) -> list[Row]:
        """The findings to ask: those searched for, those answered, then those that matter most now."""
        knowledge = self.desk.reception.knowledge
        rows = (*self.found(), *answered(knowledge, self.form), *self.proposed())
        return list({row.id: row for row in rows if row.id not in self.desk.bedside}.values())

    def proposed(self) -> list[Row]:
        """The findings that matter most now and have no answer yet."""
        rows = proposed(self.desk.reception.knowledge, self.desk.start, self.outcome.answer, self.form)
        return [row for row in rows if row.id not in self.desk.bedside]

    def bedside(self) -> list[Row]:
        """The signs that tell one kind of movement from another."""
        return list(rows_of(self.desk.reception.knowledge, self.desk.bedside, self.form))

    def filled(self, *names: str) -> bool:
        """Whether any of the fields holds something."""
        return any(self.form.first(name) for name in names)

    def site_details(self) -> bool:
        """Whether the fold of each place's own start has something to show."""
        return self._has_details(SITES.name, ("site", "side"))

    def exposure_details(self) -> bool:
        """Whether the fold of exposures has something to show."""
        listed = {f"exposures.{one.id}.substance" for one in self.desk.choices.rest["exposures.current"]}
        return self.filled(*listed) or self._has_details(EXPOSURES.name, ("substance",))

    def result_details(self) -> bool:
        """Whether the fold of results has something to show."""
        return self._has_details("results", ())

    def _has_details(self, rows: str, plain: tuple[str, ...]) -> bool:
        """Whether a row was added, or one of the words says more than `plain`, which stands outside the fold."""
        if self.more == rows:
            return True
        parts = (name for name in self.form.values if name.startswith(f"{rows}.") and name.count(".") > 1)
        return any(
            self.form.first(name) for name in parts if name.split(".")[2] not in plain and not name.endswith(".unit")
        )

    def blank(self) -> "Page":
        """A page on which nothing is entered, for the templates that scripts clone."""
        return replace(self, form=Posted({}), outcome=Outcome(Parsed()), search="", more="")

    @staticmethod
    def words(field: str) -> list[tuple[str, str]]:
        """The words of a closed list with their labels."""
        return list(WORDS[field].items())
