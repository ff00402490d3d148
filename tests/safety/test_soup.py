"""soup.yaml says what is locked, part by part and version by version."""

import re
from dataclasses import replace

from safety import soup
from safety.records import ROOT, Case


def test_every_part_that_is_locked_is_written_of_as_it_is_locked(written: Case) -> None:
    assert soup.faults_of(written.software, soup.locked(), soup.asked_for()) == []


def test_every_image_is_written_of_as_it_is_run(written: Case) -> None:
    assert {"python", "haproxy", "redis"} <= set(soup.images())
    assert "fascicle" not in soup.images()
    assert soup.version_faults(written.platform, soup.images(), soup.RUN) == []


def test_every_file_of_others_that_a_page_loads_is_written_of(written: Case) -> None:
    assert soup.version_faults(written.vendored, soup.shipped(), soup.SHIPPED) == []
    static = ROOT / "service" / "web" / "static"
    named = {name for one in soup.manifests() for name in one["files"]}
    assert named == {path.name for path in static.rglob("*.min.js")}
    assert all((folder / soup.MANIFEST).is_file() for folder in static.rglob("vendor"))


def test_every_difference_from_what_no_lock_holds_is_told(made_up: Case) -> None:
    (part,) = made_up.software
    assert soup.version_faults([part], {part.name: "1.0"}, soup.RUN) == []
    assert soup.version_faults([part], {part.name: "2"}, soup.RUN) == [
        "Part_One 2 is an image that is run, and soup.yaml says 1.0."
    ]
    assert soup.version_faults([part], {"other": "2"}, soup.RUN) == [
        "other 2 is an image that is run, and not in soup.yaml.",
        "Part_One is in soup.yaml and not an image that is run.",
    ]


def test_every_part_is_locked_with_a_hash() -> None:
    blocks = re.split(r"^(?=\w)", (ROOT / "requirements.txt").read_text("utf-8"), flags=re.MULTILINE)
    parts = [block for block in blocks if "==" in block]
    assert len(parts) == len(soup.locked())
    assert all("--hash=sha256:" in part for part in parts)


def test_every_difference_is_told(made_up: Case) -> None:
    (part,) = made_up.software
    assert soup.faults_of([part], {"part-one": "1.0"}, frozenset({"part-one"})) == []
    assert soup.faults_of([replace(part, name="gone")], {"part-one": "1.0"}, frozenset()) == [
        "part-one 1.0 is locked and not in soup.yaml.",
        "gone is in soup.yaml and not locked.",
    ]
    assert soup.faults_of([part], {"part-one": "2.0"}, frozenset()) == [
        "part-one: soup.yaml speaks of 1.0, and 2.0 is locked: read it again.",
        "part-one: `direct` is for what requirements.in names.",
    ]


def test_nobody_is_said_to_have_read_a_list_of_anomalies_without_name_and_day(written: Case) -> None:
    for part in written.of_others:
        assert part.anomalies_reviewed is None or part.anomalies_reviewed.keys() == {"by", "date"}
