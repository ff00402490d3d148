"""Intake dict -> form -> the same intake dict: what the form can say, it says without loss."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import intake as words
from service.doors.form.bedside import bedside_fields
from service.doors.form.fill import fill_form
from service.doors.form.parse import parse_form
from service.doors.form.posted import Posted, read_posted
from service.doors.intake import Reception, read_history
from service.doors.lexicon import field_words

TODAY = date(2026, 5, 1)
EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "requests"
LISTS = ("sites", "exposures", "associated_symptoms")

DAYS = st.one_of(st.integers(0, 40_000), st.sampled_from([0.5, 1.25, 7, 30, 61, 365, 730, 182]))
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


def some(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields).filter(bool)


def listed(known: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(known), min_size=1, max_size=4, unique=True)


def histories(reception: Reception) -> st.SearchStrategy[dict[str, Any]]:
    """Histories in the knowledge's own words, of all that the form has a place for."""
    knowledge = reception.knowledge
    bedside = bedside_fields(knowledge)
    site = {"side": st.sampled_from(words.SIDES), "since_days": DAYS, "fixed": st.booleans()}
    exposure = {"stopped": st.just(True), "days_ago": DAYS}
    times = {f"{what}_days_ago": DAYS for what in ("started", "changed", "stopped")}
    plain = [name for name in knowledge.findings if name not in bedside]
    finding = st.fixed_dictionaries(
        {"finding": st.sampled_from(plain), "status": st.sampled_from(["present", "absent"])}
    )
    result = st.fixed_dictionaries(
        {
            "test": st.sampled_from([analyte.label for analyte in knowledge.analytes.values()]),
            "value": st.one_of(st.integers(0, 999), st.sampled_from([0.5, 7.25])),
            "unit": NAMES,
        }
    )

    def of(name: str) -> list[str]:
        return field_words(knowledge, name)

    return st.fixed_dictionaries(
        {},
        optional={
            "patient": some(
                age_years=st.one_of(st.integers(0, 110), st.sampled_from([0.25, 1.5, 7 / 365])),
                sex=st.sampled_from(words.SEXES),
                pregnant=st.booleans(),
            ),
            "setting": st.sampled_from(words.SETTINGS),
            "reporter": st.sampled_from(words.REPORTERS),
            "movement": some(types=listed(of("movement.types")), **dict.fromkeys(bedside.values(), st.booleans())),
            "onset": some(mode=st.sampled_from(words.ONSETS), days_ago=DAYS),
            "course": st.sampled_from(words.COURSES),
            "sites": st.lists(
                st.fixed_dictionaries({"site": st.sampled_from(of("sites.site"))}, optional=site),
                min_size=1,
                max_size=4,
            ),
            "frequency": some(pattern=st.sampled_from(words.PATTERNS), per_day=st.integers(0, 500)),
            "duration": some(
                typical=st.sampled_from(words.TYPICAL_DURATIONS),
                seconds=st.one_of(st.integers(0, 90_000), st.just(0.5)),
            ),
            "in_sleep": st.sampled_from(words.SLEEP),
            "triggers": listed(of("triggers")),
            "relievers": listed(of("relievers")),
            "screens": listed(sorted(knowledge.screens)),
            "history": some(past=listed(of("history.past")), family=listed(of("history.family"))),
            "medications": st.lists(
                st.fixed_dictionaries({"name": NAMES}, optional={"dose": NAMES, **times}), min_size=1, max_size=3
            ),
            "exposures": st.lists(
                st.fixed_dictionaries({"substance": st.sampled_from(of("exposures.current"))}, optional=exposure),
                min_size=1,
                max_size=3,
            ),
            "results": st.lists(result, min_size=1, max_size=3),
            "associated_symptoms": st.lists(finding, min_size=1, max_size=5, unique_by=lambda one: one["finding"]),
        },
    )


def in_order(document: dict[str, Any]) -> dict[str, Any]:
    """A history with its lists in one order: rows of a word stand where its tick box stands."""
    return {
        name: sorted(value, key=lambda item: json.dumps(item, sort_keys=True)) if name in LISTS else value
        for name, value in document.items()
    }


def sent_and_read(form: Posted) -> Posted:
    """The form as it comes over the wire."""
    return read_posted(urlencode(form.values, doseq=True).encode())


@given(data=st.data())
def test_what_the_form_says_is_what_was_meant(reception: Reception, data: Any) -> None:
    document = data.draw(histories(reception))
    bedside = bedside_fields(reception.knowledge)
    form = fill_form(reception, bedside, document, TODAY)
    assert in_order(parse_form(sent_and_read(form), bedside, TODAY).document) == in_order(document)


@pytest.mark.parametrize("name", ["eyelid", "weak-hand", "boy-morning-jerks", "sparse"])
def test_an_example_means_the_same_by_form(name: str, reception: Reception) -> None:
    document = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    bedside = bedside_fields(reception.knowledge)
    by_form = parse_form(fill_form(reception, bedside, document, TODAY), bedside, TODAY).document
    meant, said = (read_history(reception, one).history for one in (document, by_form))
    assert (said.fields, said.sets, set(said.sites), set(said.exposures)) == (
        *(meant.fields, meant.sets, set(meant.sites), set(meant.exposures)),
    )
    assert {(one.finding, one.status) for one in said.stated} == {(one.finding, one.status) for one in meant.stated}
    assert (said.medications, said.results, said.screens) == (meant.medications, meant.results, meant.screens)
