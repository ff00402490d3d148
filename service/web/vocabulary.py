"""GET /v1/findings, conditions, tests, medications, red-flags, screens and sources: searchable, paged, cacheable."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema
from rapidfuzz import fuzz, process

from schemas.vocabulary import (
    ConditionSchema,
    FindingSchema,
    MedicationDetailSchema,
    RedFlagSchema,
    ScreenSchema,
    SourceSchema,
    TestSchema,
    page_schema,
)
from service.doors import cards
from service.doors.certify import knowledge_stamp, with_sources
from service.doors.lexicon import plain
from service.engine.pack import Knowledge
from service.web.operations import Operation, Parameter, describe
from service.web.problems import NotFoundError

PAGE = 50
LONGEST_PAGE = 500
# Likeness (0-100) from which a search offers an entry whose words it does not hold.
ALIKE = 78

PARAMETERS = (
    Parameter(name="q", description="Words to look for in ids, labels and synonyms.", schema={"type": "string"}),
    Parameter(
        name="limit",
        description="Entries per page.",
        schema={"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE},
    ),
    Parameter(
        name="offset", description="Entries to pass over.", schema={"type": "integer", "minimum": 0, "default": 0}
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One kind of entry: its path, its schemas, how to show one, and the words by which each is found."""

    path: str
    noun: str
    schema: type[Schema]
    entries: Mapping[str, Any]
    show: Callable[[Knowledge, Any], dict[str, Any]]

    def words(self) -> dict[str, str]:
        """Each id with the text that a search looks through."""
        return {name: plain(" ".join((name, *cards.names(entry)))) for name, entry in self.entries.items()}

    def spellings(self) -> dict[tuple[str, int], str]:
        """Every single name of every entry, for searches that are misspelt: a slip is small only beside one name."""
        named = ((name, (name, *cards.names(entry))) for name, entry in self.entries.items())
        return {(name, place): plain(word) for name, words in named for place, word in enumerate(words)}


@dataclass(frozen=True, slots=True)
class Index:
    """What a search looks through: each id with all its words, and every single name of every entry."""

    texts: Mapping[str, str]
    spellings: Mapping[tuple[str, int], str]


def shelves(knowledge: Knowledge) -> tuple[Shelf, ...]:
    """Everything that can be looked up."""
    k = knowledge
    return (
        Shelf(path="findings", noun="finding", schema=FindingSchema, entries=k.findings, show=cards.finding),
        Shelf(path="conditions", noun="condition", schema=ConditionSchema, entries=k.conditions, show=cards.condition),
        Shelf(path="red-flags", noun="red flag", schema=RedFlagSchema, entries=k.red_flags, show=cards.red_flag),
        Shelf(path="tests", noun="test", schema=TestSchema, entries=k.tests, show=cards.test),
        Shelf(
            path="medications",
            noun="medication",
            schema=MedicationDetailSchema,
            entries=k.medications,
            show=cards.medication,
        ),
        Shelf(path="screens", noun="screen", schema=ScreenSchema, entries=k.screens, show=cards.screen),
        Shelf(path="sources", noun="source", schema=SourceSchema, entries=k.sources, show=cards.source),
    )


def blueprint(knowledge: Knowledge) -> Blueprint:
    """The routes that look things up."""
    routes = Blueprint("vocabulary", __name__, url_prefix="/v1")
    for shelf in shelves(knowledge):
        index = Index(shelf.words(), shelf.spellings())
        _add_list(routes, knowledge, shelf, index)
        _add_entry(routes, knowledge, shelf, index)
    return routes


def cached(body: dict[str, Any]) -> Response:
    """An answer that holds no case data: cacheable, with an ETag over its bytes."""
    response = Response(json.dumps(body, ensure_ascii=False), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


def search(index: Index, query: str) -> list[str]:
    """Ids in order: those whose text holds every word asked for; without any, those most alike.

    What is called just so comes first, then what has the shortest text, which says little else.
    """
    asked = plain(query)
    if not asked:
        return sorted(index.texts)
    holding = [name for name, text in index.texts.items() if all(word in text for word in asked.split())]
    if holding:
        exact = {name for (name, _), spelling in index.spellings.items() if spelling == asked}
        return sorted(holding, key=lambda name: (name not in exact, len(index.texts[name]), name))
    alike = process.extract(asked, index.spellings, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=20)
    return list(dict.fromkeys(name for _, _, (name, _) in alike))[:10]


def _add_list(routes: Blueprint, knowledge: Knowledge, shelf: Shelf, index: Index) -> None:
    name = shelf.schema.__name__.removesuffix("Schema").removesuffix("Detail")

    @describe(
        Operation(
            summary=f"List or search {shelf.path.replace('-', ' ')}",
            description="Without `q` by id; with it the best match first, misspellings forgiven.",
            tag="knowledge",
            response=page_schema(name),
            parameters=PARAMETERS,
            errors=(422, 500),
            cacheable=True,
        )
    )
    def page() -> Response:
        limit, offset = cards.page_bounds(request.args, default=PAGE, longest=LONGEST_PAGE)
        found = search(index, request.args.get("q", ""))
        shown = found[offset : offset + limit]
        path = f"/v1/{shelf.path}"
        return cached(
            {
                "knowledge": knowledge_stamp(knowledge),
                "total": len(found),
                "offset": offset,
                "items": [{**cards.named(shelf.path, shelf.entries[n]), "href": f"{path}/{n}"} for n in shown],
                "next": cards.next_page(path, request.args, limit, offset, len(found)),
            }
        )

    routes.add_url_rule(f"/{shelf.path}", f"list_{shelf.path}", page, methods=["GET"])


def _add_entry(routes: Blueprint, knowledge: Knowledge, shelf: Shelf, index: Index) -> None:
    @describe(
        Operation(
            summary=f"Read one {shelf.noun}",
            description=f"The whole {shelf.noun}, with its birth certificate.",
            tag="knowledge",
            response=shelf.schema,
            errors=(404, 500),
            cacheable=True,
        )
    )
    def entry(name: str) -> Response:
        if name not in shelf.entries:
            near = search(index, name)[:3]
            remedy = f"Did you mean {' or '.join(near)}?" if near else f"GET /v1/{shelf.path} lists them all."
            raise NotFoundError(f"There is no such {shelf.noun}. {remedy}")
        return cached(with_sources(knowledge, shelf.show(knowledge, shelf.entries[name])))

    routes.add_url_rule(f"/{shelf.path}/<name>", f"read_{shelf.path}", entry, methods=["GET"])
