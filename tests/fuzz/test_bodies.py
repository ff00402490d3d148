"""Bodies spoilt in every way: each bad one is refused as promised, at every route that takes one."""

from collections.abc import Iterator
from random import Random

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.soak.bodies import Seed, Tally, made_up, requests, seeds, send, try_out
from bench.soak.judge import Answer, Judge
from bench.soak.mutate import DOCUMENTS, TEXTS, Request, Spoiler
from service.engine import explain

PATHS = ("/v1/assessments", "/v1/assessments/explain", "/v1/feedback", "/fhir/QuestionnaireResponse/$assess")


@pytest.fixture(scope="module")
def judge(app: Flask) -> Judge:
    return Judge(app.extensions["fascicle_openapi"].document)


@pytest.fixture(scope="module")
def known(app: Flask, judge: Judge) -> dict[str, list[Seed]]:
    return seeds(app, judge)


@pytest.fixture(scope="module", autouse=True)
def short_search() -> Iterator[None]:
    """Leave out the long search of an explanation, which looks at no body."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explain, "for_place", lambda *_: None)
        yield


def test_spoilt_bodies_are_refused_as_promised(app: Flask) -> None:
    tally = try_out(app, enough=250, values=60)

    assert tally.wrong == []
    assert len(tally.paths) > 15
    assert len(tally.ways) > 20


def test_every_post_route_is_tried(app: Flask, known: dict[str, list[Seed]]) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    assert set(known) == rules


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), path=st.sampled_from(PATHS), way=st.sampled_from(sorted(TEXTS)))
def test_text_that_is_no_json_is_never_taken(
    app: Flask, judge: Judge, known: dict[str, list[Seed]], random: Random, path: str, way: str
) -> None:
    seed = known[path][0]
    spoil, surely = TEXTS[way]
    sent = Request(path, seed.request.media_type, spoil(Spoiler(random, [1]), seed.document), surely=surely)
    answer = send(app.test_client(), sent)

    assert judge.faults(sent, answer) == ""
    assert not surely or answer.status in (400, 413)


def test_a_wrong_label_is_refused_by_every_route(app: Flask, known: dict[str, list[Seed]]) -> None:
    client = app.test_client()
    for path, (seed, *_) in known.items():
        kind = seed.request.media_type
        for label, encoding in (("text/plain", ""), (f"{kind}; charset=utf-16", ""), (kind, "gzip")):
            sent = Request(path, label, seed.request.body or b"age=40", encoding)
            assert send(client, sent).status == 415, (path, label, encoding)


def test_the_same_seed_spoils_the_same_way(known: dict[str, list[Seed]]) -> None:
    first, second = (requests(known, made_up(20)) for _ in range(2))

    assert [next(first) for _ in range(50)] == [next(second) for _ in range(50)]
    assert len(DOCUMENTS) + len(TEXTS) > 20


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer(500, "application/problem+json", b"{}"), "status 500"),
        (Answer(418, "application/problem+json", b"{}"), "not described"),
        (Answer(400, "text/html", b""), "text/html"),
        (Answer(400, "application/problem+json", b"{}"), "not as described"),
        (Answer(200, "application/json", b"{}"), "not as described"),
    ],
)
def test_the_judge_can_say_no(judge: Judge, known: dict[str, list[Seed]], answer: Answer, told: str) -> None:
    good = known["/v1/assessments"][0].request
    tally = Tally(judge)
    tally.count(good, answer)

    assert told in tally.wrong[0]


def test_a_bad_input_that_is_taken_is_told(app: Flask, judge: Judge, known: dict[str, list[Seed]]) -> None:
    good = known["/v1/assessments"][0].request
    answer = send(app.test_client(), good)
    tally = Tally(judge)
    tally.count(good, answer)
    assert tally.wrong == []
    tally.count(Request(good.path, good.media_type, b'{"no_such_key": 1}'), answer)

    assert "for a bad input" in tally.wrong[0]
