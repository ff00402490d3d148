"""The form of a card: what CDS Hooks asks of each part, over every hook, every rule, and many published cases."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from fhir.resources.R4B.servicerequest import ServiceRequest
from flask import Flask
from markdown_it import MarkdownIt

from evaluation.vignettes import FOLDER
from schemas.cds_cards import CdsResponseSchema
from schemas.cds_overrides import OVERRIDE_REASONS
from schemas.shapes import LEVELS
from service.doors.cds.cards import INDICATORS, advice_card, drafts_of
from service.doors.cds.desk import Desk
from service.doors.cds.detail import DISCLAIMER, advice_detail
from service.doors.cds.markdown import escaped
from service.doors.entries import Fullness
from service.doors.intake import Reception, read_history
from service.doors.report import report_assessment
from service.doors.reviewed import NOT_REVIEWED
from service.engine.assess import assess
from service.engine.evidence import ContradictionError
from service.engine.pack import Knowledge
from service.loader.strict_yaml import read
from tests.cds.conftest import BASE, Call
from tests.cds.records import HOOKS, PATIENT, Json, members, problem, request

Example = Callable[[str], Json]
MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
# One case in so many: each takes an assessment.
EVERY = 16


def card_of(desk: Desk, history: Json) -> Json | None:
    """The card of a history; None for one that contradicts itself, or that nothing moves in."""
    reading = read_history(desk.reception, history)
    try:
        assessment = assess(desk.knowledge, reading.history)
    except ContradictionError:
        return None
    body = report_assessment(desk.knowledge, reading, assessment, Fullness.BRIEF)
    if not body["in_scope"]:
        return None
    drafts = drafts_of(body, f"Patient/{PATIENT}", "2026-11-22", frozenset())
    return advice_card(desk, body, subject="Muscle twitching", detail=advice_detail(desk, body, (), ()), drafts=drafts)


@pytest.fixture(scope="module")
def cards(desk: Desk, public_app: Flask, examples: dict[str, Json]) -> list[Json]:
    """The cards of every example and of the sample."""
    client, found = public_app.test_client(), []
    for hook in HOOKS:
        response = client.post(f"/cds-services/fascicle-{hook}", json=examples[hook])
        assert CdsResponseSchema().validate(response.get_json()) == {}
        found.extend(response.get_json()["cards"])
    cases = (read(path.read_text("utf-8")).data for path in sorted(FOLDER.glob("*/*.yaml"))[::EVERY])
    sample = [card for case in cases if (card := card_of(desk, case["request"]))]
    assert len(sample) > 25
    return found + sample


def test_every_card_has_the_members_of_the_specification_and_no_others(cards: list[Json]) -> None:
    assert CdsResponseSchema().validate({"cards": cards}) == {}


def test_nothing_in_a_card_is_null_or_empty(cards: list[Json]) -> None:
    for name, value in members(cards):
        assert value not in (None, "", [], {}), name


def test_a_summary_is_one_sentence_of_fewer_than_140_characters(cards: list[Json]) -> None:
    for card in cards:
        assert 0 < len(card["summary"]) < 140
        assert "\n" not in card["summary"]
        assert not re.search(r"[.!?] [A-Z]", card["summary"])


def test_the_indicator_follows_the_referral_level(cards: list[Json], desk: Desk) -> None:
    assert set(INDICATORS) < set(LEVELS)
    met = set()
    for card in cards:
        told = card["extension"].get("example.fascicle.answer")
        level = told["referral_level"] if told else "none"
        met.add(level)
        assert card["indicator"] == {"emergency": "critical", "urgent": "warning"}.get(level, "info")
    assert met >= {"emergency", "urgent", "primary_care"}
    assert desk.base_url == BASE


def test_the_source_names_us_and_the_rule_as_its_topic(cards: list[Json], knowledge: Knowledge) -> None:
    shelves = {"red-flags": knowledge.red_flags, "conditions": knowledge.conditions}
    for card in cards:
        source = card["source"]
        assert source["label"] == f"Fascicle, rules {knowledge.version}"
        assert source["url"] == f"{BASE}/"
        kind = source["topic"]["system"].rpartition("/")[2]
        assert source["topic"]["code"] in {**shelves, "medications": knowledge.medications}[kind]


def test_the_icon_is_a_hundred_pixels_square_and_opaque(app: Flask, cards: list[Json]) -> None:
    path = cards[0]["source"]["icon"].removeprefix(BASE)
    with app.test_client().get(path) as response:
        assert response.mimetype == "image/png"
        data = response.get_data()
    head = data[16:26]
    width, height = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    # Colour type 2 is RGB: no alpha channel.
    assert (width, height, head[8], head[9]) == (100, 100, 8, 2)
    assert b"tRNS" not in data


def test_the_detail_is_markdown_without_html(cards: list[Json]) -> None:
    for card in cards:
        tokens = [token for block in MARKDOWN.parse(card["detail"]) for token in (block, *(block.children or ()))]
        assert not {token.type for token in tokens} & {"html_block", "html_inline", "fence", "code_block", "image"}
        for token in tokens:
            if token.type == "link_open":
                assert str(token.attrs["href"]).startswith(("https://", "http://"))


def test_every_uuid_is_one_and_its_own(call: Call, example: Example) -> None:
    seen = [
        UUID(value)
        for _ in range(2)
        for name, value in members(call("patient-view", example("patient-view")).get_json())
        if name == "uuid"
    ]
    assert len(seen) == len(set(seen)) > 10


def test_suggestions_come_with_how_many_may_be_chosen(cards: list[Json]) -> None:
    assert any("suggestions" in card for card in cards)
    for card in cards:
        assert ("suggestions" in card) == (card.get("selectionBehavior") == "any")
        for suggestion in card.get("suggestions", ()):
            assert suggestion["label"]
            assert str(UUID(suggestion["uuid"])) == suggestion["uuid"]
            assert isinstance(suggestion["isRecommended"], bool)
            assert len(suggestion["actions"]) == 1


def test_every_action_creates_a_draft_for_the_patient_in_context(cards: list[Json]) -> None:
    actions = [action for card in cards for s in card.get("suggestions", ()) for action in s["actions"]]
    assert actions
    for action in actions:
        assert set(action) == {"type", "description", "resource"}
        assert action["type"] == "create"
        assert action["resource"]["status"] == "draft"
        assert action["resource"]["intent"] == "proposal"
        assert action["resource"]["subject"] == {"reference": f"Patient/{PATIENT}"}
        assert "id" not in action["resource"]


def test_every_resource_is_valid_fhir(cards: list[Json]) -> None:
    for card in cards:
        for suggestion in card.get("suggestions", ()):
            ServiceRequest.model_validate(suggestion["actions"][0]["resource"])


def test_each_suggested_test_and_the_referral_can_be_taken_up(call: Call, example: Example) -> None:
    card = call("patient-view", example("patient-view")).get_json()["cards"][0]
    codes = [s["actions"][0]["resource"]["code"]["coding"][0] for s in card["suggestions"]]
    assert codes[0]["system"].endswith("/services")
    assert codes[0]["code"] == "neurology"
    assert {code["code"] for code in codes[1:]} >= {"emg-ncs", "neurological-examination"}
    assert card["suggestions"][0]["isRecommended"] is True
    today = datetime.now(UTC).date().isoformat()
    assert card["suggestions"][0]["actions"][0]["resource"]["authoredOn"] <= today


def test_links_are_absolute_and_of_the_site_itself(public: Call, example: Example) -> None:
    links = public("patient-view", example("patient-view")).get_json()["cards"][0]["links"]
    assert [link["type"] for link in links] == ["absolute", "smart"]
    assert all(link["url"].startswith(f"{BASE}/") and link["label"] for link in links)
    assert links[1]["url"] == f"{BASE}/launch"
    assert all(set(link) == {"label", "url", "type"} for link in links)


def test_the_page_that_a_card_links_to_is_served(public: Call, app: Flask, example: Example) -> None:
    for hook in ("patient-view", "order-sign"):
        card = public(hook, example(hook)).get_json()["cards"][0]
        assert app.test_client().get(card["links"][0]["url"].removeprefix(BASE)).status_code == 200


def test_without_an_address_of_the_site_nothing_is_linked(app: Flask, example: Example) -> None:
    response = app.test_client().post(
        "/cds-services/fascicle-patient-view", json=example("patient-view"), headers={"Host": "localhost"}
    )
    card = response.get_json()["cards"][0]
    assert "links" not in card
    assert set(card["source"]) == {"label", "topic"}
    assert "localhost" not in response.get_data(as_text=True)
    assert "/knowledge/" not in card["detail"]


def test_every_card_can_be_passed_over_for_a_coded_reason(cards: list[Json]) -> None:
    for card in cards:
        reasons = card["overrideReasons"]
        assert {one["code"]: one["display"] for one in reasons} == dict(OVERRIDE_REASONS)
        assert all(one["system"].endswith("/CodeSystem/override-reasons") for one in reasons)


def test_there_are_no_system_actions_and_no_behaviour_of_later_versions(cards: list[Json]) -> None:
    names = {name for name, _ in members(cards)}
    assert not names & {"systemActions", "actionSelectionBehavior", "autolaunchable", "appContext", "resourceId"}


def test_what_is_ours_alone_stands_under_extension(cards: list[Json], call: Call) -> None:
    partial = request("patient-view", problem("Fasciculation"))
    del partial["prefetch"]["results"]
    extensions = [card["extension"] for card in cards]
    extensions.append(call("patient-view", partial).get_json()["extension"])
    for extension in extensions:
        assert extension
        assert all(re.fullmatch(r"example\.fascicle\.[a-z]+", name) for name in extension)


def test_the_detail_says_why_what_else_and_what_to_ask(call: Call, example: Example) -> None:
    detail = call("patient-view", example("patient-view")).get_json()["cards"][0]["detail"]
    for title in ("Why", "Most likely", "Not to be missed", "Taken, and able to cause it", "Ask next", "Sources"):
        assert f"**{title}**" in detail
    assert "Failing speech or swallowing" in detail
    assert "Salbutamol" in detail
    assert escaped(DISCLAIMER) in detail.rpartition("\n\n")[2]


def test_every_card_says_what_it_is_not_what_it_is_in_law_and_that_nobody_has_reviewed_it(
    cards: list[Json], desk: Desk
) -> None:
    told = (DISCLAIMER, desk.knowledge.about.regulatory_status, NOT_REVIEWED)
    for card in cards:
        last = card["detail"].rpartition("\n\n")[2]
        assert all(escaped(words) in last for words in told), card["summary"]


def test_a_card_knows_what_it_says_from_the_answer_of_v1(desk: Desk, reception: Reception) -> None:
    reading = read_history(reception, {"movement": {"types": ["fasciculation"]}, "sites": [{"site": "eyelid"}]})
    body = report_assessment(desk.knowledge, reading, assess(desk.knowledge, reading.history), Fullness.BRIEF)
    detail = advice_detail(desk, body, (), ())
    assert body["differential"][0]["condition"]["label"] in detail
    assert body["next_questions"][0]["question"] in detail
