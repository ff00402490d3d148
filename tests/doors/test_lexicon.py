"""The lexicon: what two spellings of one name share, and whose a name is when two claim it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.doors.lexicon import Vocabulary, build_lexicon, plain
from service.engine.pack import Knowledge
from tests.support import packs


@pytest.fixture(scope="module")
def made_up() -> Knowledge:
    findings = [
        packs.finding("cramp", synonyms=["spasm", "Charley horse"]),
        packs.finding("spasm", codes={"hpo": ["HP:0000001"], "snomed": ["123"]}),
        packs.finding("at-night", kind="course", **{"from": [{"field": "triggers", "one_of": ["night", "bed-time"]}]}),
    ]
    return packs.compiled(packs.rules(findings=findings, conditions=[packs.condition("als", {"cramp": 50})]))


@pytest.mark.parametrize("spelling", ["Foot drop", "foot-drop", "FOOT_DROP", " foot  drop ", "foot.drop!"])
def test_case_space_and_punctuation_do_not_make_another_word(spelling: str) -> None:
    assert plain(spelling) == "foot drop"


@given(st.text())
def test_plain_words_are_plain(word: str) -> None:
    assert plain(plain(word)) == plain(word)


def test_an_id_means_itself_whatever_another_entry_calls_its_synonyms(made_up: Knowledge) -> None:
    words = build_lexicon(made_up)["findings"]
    assert words.find("spasm") == "spasm"
    assert words.find("charley horse") == "cramp"


def test_a_finding_is_found_by_code_in_its_own_terminology_only(made_up: Knowledge) -> None:
    lexicon = build_lexicon(made_up)
    assert lexicon["findings"].find("hp:0000001") == "spasm"
    assert lexicon["findings"].find("123") is None
    assert lexicon.finding_codes == {("hpo", "HP:0000001"): "spasm", ("snomed", "123"): "spasm"}


def test_the_words_of_a_field_are_those_that_some_finding_derives_from(made_up: Knowledge) -> None:
    triggers = build_lexicon(made_up)["triggers"]
    assert (triggers.find("Night"), triggers.find("bed time"), triggers.find("noon")) == ("night", "bed-time", None)


def test_a_remedy_names_at_most_three_each_once() -> None:
    ids = {f"cramp {letter}": f"cramp-{letter}" for letter in "abcdef"} | {"cramps a": "cramp-a"}
    said = Vocabulary("finding", ids).remedy("cramp")
    assert said.startswith("This finding is not known. Did you mean cramp-")
    assert said.count("cramp-") == 3


@given(st.text(max_size=200))
def test_a_remedy_never_repeats_the_word(word: str) -> None:
    vocabulary = Vocabulary("site", {"calf": "calf", "eyelid": "eyelid"})
    assert vocabulary.find(word) or vocabulary.remedy(word) in {
        "This site is not known. Known: calf, eyelid.",
        "This site is not known. Did you mean calf?",
        "This site is not known. Did you mean eyelid?",
        "This site is not known. Did you mean calf or eyelid?",
        "This site is not known. Did you mean eyelid or calf?",
    }
