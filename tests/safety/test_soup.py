"""soup.yaml says what is locked, part by part and version by version."""

import re
from dataclasses import replace

from safety import soup
from safety.records import ROOT, Case


def test_every_part_that_is_locked_is_written_of_as_it_is_locked(written: Case) -> None:
    assert soup.faults_of(written.software, soup.locked(), soup.asked_for()) == []


def test_the_base_image_is_written_of_as_the_dockerfile_has_it(written: Case) -> None:
    assert soup.base_image()
    assert soup.platform_faults(written.platform, soup.base_image()) == []
    assert soup.platform_faults(written.platform, {"python": "4"}) == [
        f"python 4 is the base image, and soup.yaml says {written.platform[0].version}."
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
    for part in (*written.software, *written.platform):
        assert part.anomalies_reviewed is None or part.anomalies_reviewed.keys() == {"by", "date"}
