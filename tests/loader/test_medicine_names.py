"""One name, one medicine, and one condition: a name shared by two entries is a fault, whatever its case."""

import pytest

from service.loader.files import KINDS, Entry, RuleFile
from service.loader.names import check_names
from service.loader.strict_yaml import read

SHARED = """
{key}:
  - {{id: one, label: One, {other}}}
  - {{id: two, label: Two, synonyms: [samename]}}
  - {{id: three, label: Three}}
"""


@pytest.mark.parametrize(
    ("kind", "other"), [("medications", "brands: {uk: [Samename]}"), ("conditions", "synonyms: [Samename]")]
)
def test_shared_name_is_told_at_the_second_entry(kind: str, other: str) -> None:
    file = RuleFile(kind, f"rules/{kind}/x.yaml", read(SHARED.format(key=kind, other=other)))
    listed = file.document.data[kind]
    entries = [Entry(file, (kind, place), data) for place, data in enumerate(listed)]
    (fault,) = check_names({key: entries if key == kind else [] for key in KINDS})
    assert (fault.line, fault.pointer) == (4, f"/{kind}/1/id")
    assert "also means one" in fault.message
