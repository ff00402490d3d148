"""Strict YAML: words mean what they look like, and whatever would change a meaning silently is refused at its line."""

import pytest

from service.loader.strict_yaml import read


def value(text: str) -> object:
    """What stands under `key:`."""
    document = read(f"key: {text}\n")
    assert document.problems == ()
    return document.data["key"]


@pytest.mark.parametrize("word", ["no", "NO", "yes", "on", "off", "True", "FALSE", "y", "Null", "NULL", "none"])
def test_only_the_core_words_are_not_text(word: str) -> None:
    assert value(word) == word


@pytest.mark.parametrize(("text", "meant"), [("true", True), ("false", False), ("null", None), ("~", None), ("", None)])
def test_the_core_words(text: str, meant: bool | None) -> None:
    assert value(text) is meant


@pytest.mark.parametrize(
    "text", ["12:30", "190:20:30", "0123", "0o17", "0x1F", "1_000", "2026-01-31", "2026-01-31T10:00:00Z"]
)
def test_no_sexagesimal_octal_or_date(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize("text", [".inf", "-.inf", ".nan", "1e", "1.2.3", "+-1"])
def test_no_number_that_is_none(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-7", -7), ("+7", 7), ("0.5", 0.5), (".5", 0.5), ("1e3", 1000.0), ("-2.5e-1", -0.25)],
)
def test_numbers(text: str, number: float) -> None:
    found = value(text)
    assert found == number
    assert type(found) is type(number)


def test_quoted_is_always_text() -> None:
    assert [value('"1"'), value("'true'"), value('"no"')] == ["1", "true", "no"]


def test_a_key_is_never_a_truth_value() -> None:
    assert read("on: 1\nno: 2\n").data == {"on": 1, "no": 2}


@pytest.mark.parametrize(
    ("text", "line", "pointer", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "/a", "'a' stands twice"),
        ("a:\n  - {b: 1}\n  - {b: 1, b: 2}\n", 3, "/a/1/b", "'b' stands twice"),
        ("a: 1\n2: two\n", 2, "/2", "key must be text"),
        ("a: 1\ntrue: two\n", 2, "/true", "key must be text"),
        ("a: &x 1\nb: 2\n", 1, "", "Anchors and aliases"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "/b", "tag tag:yaml.org,2002:python/name:os.system is not allowed"),
        ("a: !local 1\n", 1, "/a", "!local is not allowed"),
        ("a: !!timestamp 2026-01-31\n", 1, "/a", "is not allowed"),
        ("a: !!set {b}\n", 1, "/a", "is not allowed"),
        ("a: [1\nb: 2\n", 2, "", "Not YAML"),
        ("a: 'open\n", 2, "", "Not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "", "Not YAML"),
        ("a: \x00\n", 1, "", "Not YAML"),
    ],
)
def test_one_problem_at_its_place_with_a_remedy(text: str, line: int, pointer: str, message: str) -> None:
    (problem,) = read(text).problems
    assert (problem.line, problem.pointer) == (line, pointer)
    assert message in problem.message
    assert problem.remedy


def test_an_anchor_and_its_alias_are_both_told() -> None:
    assert [problem.line for problem in read("a: &x [1]\nb: *x\n").problems] == [1, 2]


def test_an_anchor_that_refers_to_itself_is_refused_before_it_is_built() -> None:
    assert read("a: &x [*x]\n").data is None


def test_every_problem_of_a_file_is_told() -> None:
    assert len(read("a: 1\na: 2\nb: !x 1\nb: 2\n3: 4\n").problems) == 4


def test_a_mapping_merge_is_a_plain_key() -> None:
    assert read('"<<": 1\n').data == {"<<": 1}
    assert read("<<: {a: 1}\n").data == {"<<": {"a": 1}}


def test_an_empty_file_has_no_data() -> None:
    assert read("").data is None
    assert read("# only a comment\n").problems == ()


def test_lines_of_paths() -> None:
    document = read("a:\n  - b: 1\n  - c:\n      d: 2\n")
    assert [document.line(path) for path in ((), ("a",), ("a", 1), ("a", 1, "c", "d"))] == [1, 1, 3, 4]
    assert document.line(("a", 1, "c", "missing")) == 3
    assert document.line(("a", 9)) == 1
