"""docs/reliability.md shows what is on record, of every part, and no promise on record is broken."""

import json

from bench.soak.__main__ import PARTS
from bench.soak.figures import KEPT, PAGE, filled

RECORD = json.loads(KEPT.read_text("utf-8"))


def test_the_page_shows_the_figures_on_record() -> None:
    text = PAGE.read_text("utf-8")
    assert filled(text) == text, "run the parts again: make soak LONG=1 ARGS=part"


def test_every_part_has_been_run_and_kept_its_promises() -> None:
    assert set(RECORD) == set(PARTS)
    assert not [f for one in RECORD.values() for f in one["figures"] if f["kept"] is False]
