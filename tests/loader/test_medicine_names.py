"""One name, one medicine: a name shared by two entries is a fault, whatever its case."""

from service.loader.files import Entry, RuleFile
from service.loader.sense import _medicine_names
from service.loader.strict_yaml import read

SHARED = """
medications:
  - {id: one, label: One, brands: {uk: [Samename]}}
  - {id: two, label: Two, synonyms: [samename]}
  - {id: three, label: Three}
"""


def test_shared_name_is_told_at_the_second_entry() -> None:
    file = RuleFile("medications", "rules/medications/x.yaml", read(SHARED))
    listed = file.document.data["medications"]
    entries = [Entry(file, ("medications", place), data) for place, data in enumerate(listed)]
    (fault,) = _medicine_names(entries)
    assert (fault.line, fault.pointer) == (4, "/medications/1/id")
    assert "also means one" in fault.message
