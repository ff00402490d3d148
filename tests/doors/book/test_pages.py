"""The data of pages, on a small pack whose every number is known, and on the real one where rules are many."""

from collections import Counter
from typing import Any

import pytest

from service.doors.book.front import front_page
from service.doors.book.neighbours import likeness
from service.doors.book.pages import entry_page, every_entry
from service.doors.book.review import review_page
from service.doors.book.shelf import Book
from service.engine.knowledge import Condition
from service.engine.pack import Knowledge
from tests.support import packs

SOURCE = {"id": "a-work", "title": "A work", "kind": "review", "quality": "review", "url": "https://example.org/a"}
CITED = {"because": "It was counted.", "grade": "review", "sources": ["a-work"]}


def documents() -> packs.Rules:
    """Two conditions that share findings, a red flag, a test, a medicine, a screen and a source."""
    members = [f"site-{place}" for place in ("lid", "arm", "leg", "back", "neck", "calf")]
    findings = [
        packs.finding("twitching", 70),
        packs.finding("weakness", 10),
        packs.finding("hand-weakness", 5, parents=["weakness"]),
        packs.finding("lonely", 1),
        *(packs.finding(name, 20, kind="site", group="site") for name in members),
    ]
    more: Any = {
        "synonyms": ["second name"],
        "profiles": {"site": packs.profile({"site-arm": 80}, otherwise=2)},
        "workup": [{**packs.suggest("emg", "soon"), **CITED}],
        "earned_when": [packs.requirement("weakness")],
        "combinations": [
            {"id": "both", "when": {"all": [{"finding": "weakness"}, {"finding": "twitching"}]}, "points": 5, **CITED}
        ],
    }
    serious = packs.condition("serious", {"weakness": 80, "twitching": 71}, must_not_miss=True, **more)
    serious["findings"][0].update(CITED)
    return packs.rules(
        findings=findings,
        conditions=[serious, packs.condition("mild", {"weakness": 1}), packs.condition("like", {"weakness": 70})],
        groups=[packs.group("site", "profile")],
        red_flags=[packs.red_flag("weak", {"finding": "weakness"})],
        workup=[packs.test_rule("emg", settles=["weakness"]), packs.test_rule("never")],
        screens=[packs.screen("strong", ["weakness"])],
        sources=[SOURCE, {**SOURCE, "id": "bad", "url": "javascript:alert(1)"}],
    )


@pytest.fixture(scope="module")
def small() -> Book:
    """The small pack with margins as the loader would give them."""
    margins = {
        "conditions": {"serious": {"patients": {"weakness": 57}, "file": "rules/conditions/serious.yaml"}},
        "red_flags": {"weak": {"fires": [{"weakness": "present"}], "almost": [{"weakness": "absent"}]}},
        "sources": {"a-work": {"seen": "abstract"}},
    }
    return Book(packs.compiled(documents()), margins)


def page(book: Book, kind: str, name: str) -> dict[str, Any]:
    """A page that is there."""
    found = entry_page(book, kind, name)
    assert found is not None
    return found


def test_a_condition_shows_each_weight_in_words_and_numbers_with_its_certificate(small: Book) -> None:
    shown = page(small, "conditions", "serious")
    row = shown["findings"][0]["rows"][0]
    assert (row["ref"].id, row["percent"], row["background"]) == ("weakness", "80\u00a0%", "10\u00a0%")
    assert (row["present"]["points"], row["present"]["words"]) == ("+9", "makes it about 8 times as likely")
    assert (row["absent"]["points"], row["absent"]["words"]) == ("\u22126.5", "makes it about a fifth as likely")
    assert (row["because"], row["grade_words"], row["patients"]) == ("It was counted.", "Review", 57)
    assert [source["ref"].id for source in shown["sources"]] == ["a-work"]
    assert row["cites"] == [shown["sources"][0]["number"]]
    assert shown["file"] == "rules/conditions/serious.yaml"
    assert [one["ref"].id for one in shown["decides"]["for"]] == ["weakness", "site-arm"]
    assert shown["combinations"][0]["effect"]["points"] == "+5"
    assert shown["earned_when"][0]["ref"].id == "weakness"


def test_members_of_a_family_without_a_figure_of_their_own_stand_together(small: Book) -> None:
    profile = page(small, "conditions", "serious")["profiles"][0]
    assert [row["ref"].id for row in profile["rows"]] == ["site-arm"]
    assert len(profile["rest"]) == 5
    assert profile["rest_percent"] == "2\u00a0%"


def test_the_nearest_condition_stands_first_and_what_tells_it_apart(small: Book) -> None:
    near = page(small, "conditions", "mild")["neighbours"]
    assert [(one["ref"].id, one["grave"]) for one in near] == [("serious", True)]
    like = page(small, "conditions", "like")["neighbours"]
    assert like[0]["ref"].id == "serious"
    assert like[0]["apart"][0] == {"ref": small.ref("findings", "weakness"), "here": "70\u00a0%", "there": "80\u00a0%"}


def test_gaps_are_told_where_they_are(small: Book) -> None:
    condition = " ".join(page(small, "conditions", "serious")["gaps"])
    assert "of 8 figures are estimates" in condition
    assert "It has no code" in condition
    assert "No test is suggested" in " ".join(page(small, "conditions", "mild")["gaps"])
    assert "No condition and no red flag suggests it." in page(small, "tests", "never")["gaps"]
    assert "No condition and no red flag suggests it." not in page(small, "tests", "emg")["gaps"]
    assert "No condition gives it a figure" in " ".join(page(small, "findings", "lonely")["gaps"])
    assert "Only the abstract was read, not the whole work." in page(small, "sources", "a-work")["gaps"]


def test_a_finding_names_all_that_reads_it(small: Book) -> None:
    shown = page(small, "findings", "weakness")
    assert [row["ref"].id for row in shown["for"]] == ["serious", "like"]
    assert [row["ref"].id for row in shown["against"]] == ["mild"]
    assert [row["ref"].id for row in shown["missing"]] == ["serious", "like"]
    assert [flag["ref"].id for flag in shown["red_flags"]] == ["weak"]
    assert [ref.id for ref in shown["screens"]] == ["strong"]
    assert [ref.id for ref in shown["tests"]] == ["emg"]
    assert [ref.id for ref in shown["children"]] == ["hand-weakness"]
    assert [one["ref"].id for one in shown["needed_by"]] == ["serious"]
    assert [ref.id for ref in page(small, "findings", "hand-weakness")["parents"]] == ["weakness"]


def test_a_red_flag_shows_rule_level_and_cases(small: Book) -> None:
    shown = page(small, "red-flags", "weak")
    assert (shown["floor"]["level"], shown["floor"]["to"]) == ("urgent", "neurology")
    assert shown["rule"]["ref"].id == "weakness"
    assert [[(part["ref"].id, part["status"]) for part in case] for case in (*shown["fires"], *shown["almost"])] == [
        [("weakness", "present")],
        [("weakness", "absent")],
    ]


def test_a_source_names_what_cites_it_and_only_the_web_is_linked(small: Book) -> None:
    cited = page(small, "sources", "a-work")["cited_by"]
    assert [(group["title"], [(row["ref"].id, row["count"]) for row in group["rows"]]) for group in cited] == [
        ("Conditions", [("serious", 3)])
    ]
    assert page(small, "sources", "a-work")["work"]["href"] == "https://example.org/a"
    assert page(small, "sources", "bad")["work"]["href"] is None


def test_nothing_is_made_of_what_is_not_there(small: Book) -> None:
    assert entry_page(small, "conditions", "nobody") is None
    assert entry_page(small, "services", "neurology") is None


def test_the_review_counts_every_certificate_once_and_takes_a_reviewer_at_their_word() -> None:
    found = documents()
    found["conditions"][0]["reviewed"] = {"by": "A. Clinician", "date": "2026-01-31"}
    margins = {"red_flags": {"weak": {"reviewed": {"by": "A. Clinician", "date": "2026-01-31"}}}}
    shown = review_page(Book(packs.compiled(found), margins))
    counts = {one["of"].path: one for one in shown["kinds"]}
    assert (counts["conditions"]["reviewed"], counts["conditions"]["waiting"]) == (1, 2)
    assert (counts["red-flags"]["reviewed"], counts["red-flags"]["waiting"]) == (1, 0)
    assert (counts["findings"]["figures"], counts["findings"]["estimates"]) == (10, 10)
    waiting = {one["of"].path: [row["ref"].id for row in one["rows"]] for one in shown["lists"]}
    assert waiting["conditions"] == ["like", "mild"]
    assert waiting["red-flags"] == []
    assert [ref.id for ref in shown["unsuggested"]] == ["never"]


def test_every_weight_of_every_real_card_is_on_its_page_once(knowledge: Knowledge) -> None:
    book = Book(knowledge)
    for card in knowledge.conditions.values():
        shown = page(book, "conditions", card.id)
        rows = [row["ref"].id for part in (*shown["findings"], *shown["profiles"]) for row in part["rows"]]
        rest = [ref.id for profile in shown["profiles"] for ref in profile["rest"]]
        assert Counter(rows + rest) == Counter(list(card.weights)), card.id


def test_a_typical_patient_raises_the_card_itself_most(knowledge: Knowledge) -> None:
    def itself_first(card: Condition) -> bool:
        return all(likeness(card, card) >= likeness(card, other) for other in knowledge.conditions.values())

    assert all(itself_first(card) for card in list(knowledge.conditions.values())[::10])


def test_every_kind_has_pages(knowledge: Knowledge) -> None:
    kinds = Counter(kind for kind, _ in every_entry(Book(knowledge)))
    assert kinds["red-flags"] == len(knowledge.red_flags)
    assert set(kinds) == {
        "conditions", "findings", "red-flags", "tests", "medications", "analytes", "screens", "sources",
        "movements",
    }  # fmt: skip


def test_the_front_page_says_how_far_off_a_grade_is_taken_to_be() -> None:
    book = Book(packs.compiled(documents()), None)
    told = {grade: words for grade, _, words in front_page(book)["grades"]}
    # e to the power of 0.7 is 2.01.
    assert told["expert_estimate"].endswith("off by a factor of 2.0 in the odds or more")
