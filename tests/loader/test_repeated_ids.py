"""Constants, levels and services stand once each; a laboratory finding needs its analyte."""

from service.loader.files import Entry, RuleFile
from service.loader.sense import _repeated_ids, _unknown_analytes
from service.loader.strict_yaml import read


def _entry(kind: str, text: str, *path: str | int) -> Entry:
    file = RuleFile(kind, f"rules/{kind}.yaml", read(text))
    data = file.document.data
    for step in path:
        data = data[step]
    return Entry(file, path, data)


def test_constant_that_stands_twice_is_told_at_the_second() -> None:
    scale = _entry(
        "scale", "constants:\n  - {id: group-discount}\n  - {id: lowest-percent}\n  - {id: group-discount}\n"
    )
    referral = _entry("referral", "levels:\n  - {id: urgent}\nservices:\n  - {id: neurology}\n")
    (fault,) = _repeated_ids({"scale": [scale], "referral": [referral]})
    assert (fault.line, fault.pointer) == (4, "/constants/2/id")


def test_laboratory_finding_without_its_analyte_is_told() -> None:
    text = "findings:\n  - id: low-x\n    from:\n      - {field: results.x, below: 1}\n"
    finding = _entry("findings", text, "findings", 0)
    known = _entry("analytes", "id: x\n")
    assert not list(_unknown_analytes({"findings": [finding], "analytes": [known]}))
    (fault,) = _unknown_analytes({"findings": [finding], "analytes": []})
    assert (fault.line, fault.pointer) == (4, "/findings/0/from/0/field")
