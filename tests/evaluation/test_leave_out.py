"""What is left out is truly left out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluation import leave_out
from evaluation.doc import BEGIN, END, NoBlockError, block, rewrite
from evaluation.leave_out import bereft, brief, fold_lines, folds, resting_alone, source_lines
from evaluation.markdown import table
from evaluation.outcomes import ask_service
from evaluation.scored import outcomes, score_all, tell
from evaluation.sections import measure
from evaluation.trust import trust
from evaluation.vignettes import HELD_OUT, LEARNED, ONCE_HELD_OUT, Vignette, load_vignettes
from service.app import create_app
from service.config import Config
from service.engine.pack import Knowledge
from tests.support import packs
from tests.support.packs import Rules

Make = Callable[..., Vignette]
SIGNS = ("weakness", "wasting", "brisk")


def rules(*, cited: bool = True) -> Rules:
    """Two conditions that a few signs tell apart, all of one card's resting on one source where `cited`."""
    findings = [packs.finding("twitching", 90), *(packs.finding(name, 20, "sign") for name in SIGNS)]
    als = packs.condition("als", dict.fromkeys(SIGNS, 90), level="urgent", prior="rare")
    other = packs.condition("other", dict.fromkeys(SIGNS, 30), level="routine")
    whole = packs.rules(findings=findings, conditions=[als, other])
    about = {"title": "Paper | one", "publisher": "P", "year": 2020, "url": "u", "kind": "k", "quality": "review"}
    whole["sources"] = [{"id": "paper", **about}]
    for one in als["findings"] if cited else ():
        one["sources"] = ["paper"]
    return whole


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leave_out, "LEAST_WEIGHTS", 2)


def vignettes(case: Make) -> list[Vignette]:
    request = {"associated_symptoms": [{"finding": name} for name in ("twitching", *SIGNS)]}
    kinds = ("case-report", "forum")
    return [case(f"c{n}", request=request, source_kind=kinds[n % 2], source_title=f"t{n}") for n in range(4)]


def test_only_weights_on_one_source_alone_are_counted() -> None:
    whole = rules()
    assert resting_alone(packs.compiled(whole)) == {"paper": 3}
    whole["conditions"][0]["findings"][0]["sources"] = ["paper", "another"]
    assert resting_alone(packs.compiled(whole)) == {"paper": 2}


def test_without_its_source_a_card_is_as_if_nobody_had_written_the_weights(case: Make) -> None:
    knowledge = packs.compiled(rules())
    told = tell(knowledge, vignettes(case))
    before = brief(knowledge, score_all(knowledge, told))
    assert before["lenient top-1"].hits == 4
    (found,) = bereft(knowledge, told, before)
    never = rules()
    never["conditions"][0]["findings"] = []
    unwritten = packs.compiled(never)
    assert found.figures == brief(unwritten, score_all(unwritten, tell(unwritten, vignettes(case))))
    assert (found.source, found.weights, found.cards, found.moved["lenient top-1"]) == ("paper", 3, 1, -4)
    assert resting_alone(knowledge) == {"paper": 3}


def test_each_fold_is_measured_on_what_it_left_out(case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = packs.write(tmp_path / "rules", rules())
    monkeypatch.setattr(leave_out, "load_vignettes", lambda: vignettes(case))
    found = {fold.name: fold for fold in folds(folder)}
    assert set(found) == {"collection: general", "kind: case-report", "kind: forum"}
    assert found["kind: forum"].figures["lenient top-1"].of == 2
    assert found["collection: general"].figures["lenient top-1"].of == 4
    lines = [*fold_lines(folder), *source_lines(folder)]
    assert sum(line.startswith("| kind: ") for line in lines) == 2
    assert any(line.startswith("| Paper / one (paper) | 3; 1 |") for line in lines)


def test_the_engine_alone_says_what_the_service_says(knowledge: Knowledge) -> None:
    app = create_app(Config(), knowledge)
    some = load_vignettes()[::40]
    asked = list(ask_service(app.test_client(), knowledge, some))
    alone = list(outcomes(knowledge, score_all(knowledge, tell(knowledge, some))))
    assert [(o.order, o.referral) for o in asked] == [(o.order, o.referral) for o in alone]
    assert all(one.verdict for one in asked)


def test_the_literature_is_split_by_the_parity_of_its_ids(case: Make) -> None:
    # `printf lit-d | sha256sum` ends in 0, `printf lit-e | sha256sum` in f.
    assert case("lit-d", collection="literature").part == LEARNED
    assert case("lit-e", collection="literature").part == ONCE_HELD_OUT
    assert case("lit-e").part == "general"
    assert case("lit-d", collection="held-out").part == HELD_OUT
    parts = [v.part for v in load_vignettes() if v.collection == "literature"]
    assert (parts.count(LEARNED), parts.count(ONCE_HELD_OUT)) == (140, 142)


def test_a_table_has_a_cell_for_every_head() -> None:
    assert list(table(("a", "b"), [(1, 2)])) == ["| a | b |", "|---|---|", "| 1 | 2 |"]


def page(folder: Path, text: str) -> Path:
    path = folder / "page.md"
    path.write_text(text, "utf-8")
    return path


def test_only_the_block_of_figures_is_rewritten(tmp_path: Path) -> None:
    path = page(tmp_path, f"before\n{BEGIN}\nold\n{END}\nafter\n")
    for _ in range(2):
        rewrite(path, ["new", "lines"])
        assert path.read_text("utf-8") == f"before\n{BEGIN}\nnew\nlines\n{END}\nafter\n"


@pytest.mark.parametrize("text", ["nothing", f"{BEGIN}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n"])
def test_a_page_without_one_block_is_left_alone(tmp_path: Path, text: str) -> None:
    path = page(tmp_path, text)
    with pytest.raises(NoBlockError):
        rewrite(path, ["new"])
    assert path.read_text("utf-8") == text


def test_the_block_tells_every_section_and_by_which_command(
    case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = packs.write(tmp_path / "rules", rules())
    knowledge = packs.compiled(rules())
    monkeypatch.setattr(leave_out, "load_vignettes", lambda: vignettes(case))
    measured = measure(create_app(Config(), knowledge).test_client(), knowledge, vignettes(case))
    about: Any = {"version": "1", "sha256": "0" * 64}
    text = "\n".join(block(about, measured.sections, trust(knowledge, measured.clinic), folder))
    for name in measured.sections:
        assert f"| {name} |" in text
    assert text.count("### ") == text.count("Printed by ")


def test_the_page_of_figures_has_its_block() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert "| service |" in text
