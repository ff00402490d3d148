"""A case whose own source a rule cites counts in no figure."""

from collections.abc import Callable

from evaluation.own_source import cited_sources, split
from evaluation.sections import measure
from evaluation.vignettes import Vignette, load_vignettes
from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from tests.support import packs

Make = Callable[..., Vignette]


def pack() -> Knowledge:
    source = {"id": "paper", "title": "A Case of Twitching", "kind": "case_report", "quality": "primary"}
    findings = [packs.finding("twitching", 90), packs.finding("weakness", kind="sign")]
    conditions = [packs.condition("als", {"weakness": 90}, level="urgent")]
    whole = packs.rules(findings=findings, conditions=conditions)
    whole["sources"] = [{**source, "publisher": "P", "year": 2020, "url": "https://www.example.org/a?b=1"}]
    return packs.compiled(whole)


def test_title_and_address_are_known_again_however_they_are_spelt(case: Make) -> None:
    knowledge = pack()
    assert cited_sources(knowledge, case(source_title="A case of twitching.")) == ["paper"]
    assert cited_sources(knowledge, case(source_url="http://example.org/a?b=1")) == ["paper"]
    assert cited_sources(knowledge, case(source_title="A case of twitches", source_url=None)) == []


def test_such_a_case_is_told_apart_and_counts_in_no_other_figure(case: Make) -> None:
    knowledge = pack()
    vignettes = [case("own", source_title="A case of twitching"), case("other")]
    measured = measure(create_app(Config(), knowledge).test_client(), knowledge, vignettes)
    assert [v.id for v in measured.clinic] == ["other"]
    assert measured.sections["service"]["coverage"].of == 1
    assert measured.sections["apart: own source cited by a rule"]["coverage"].of == 1


def test_no_counted_case_has_its_source_cited_by_a_rule(knowledge: Knowledge) -> None:
    vignettes = load_vignettes()
    kept, cited = split(knowledge, vignettes)
    assert len(kept) + len(cited) == len(vignettes)
    assert [v.id for v in kept if cited_sources(knowledge, v)] == []
    assert len(cited) < len(vignettes) / 20
