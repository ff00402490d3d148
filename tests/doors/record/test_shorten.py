"""Shortening by whole items, the least important part first."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from service.doors.record.shorten import Part, shorten


def words(parts: Mapping[str, Part]) -> int:
    return sum(len(part.text().split()) for part in parts.values())


def test_parts_go_in_the_order_told_and_keep_their_least_until_all_have_given() -> None:
    parts = {"minor": Part(items=("a", "b", "c"), least=1), "major": Part(items=("d", "e", "f"), least=2)}
    order = ("minor", "major")
    kept = {most: {name: part.items for name, part in shorten(parts, order, words, most).items()} for most in range(7)}
    assert kept[5] == {"minor": ("a", "b"), "major": ("d", "e", "f")}
    assert kept[4] == {"minor": ("a",), "major": ("d", "e", "f")}
    assert kept[3] == {"minor": ("a",), "major": ("d", "e")}
    assert kept[2] == {"minor": (), "major": ("d", "e")}
    assert kept[0] == {"minor": (), "major": ()}


def test_what_always_stays_stays_even_where_it_is_too_long() -> None:
    parts = {"who": Part(items=("a", "b"), always=1)}
    assert shorten(parts, ("who",), words, 0)["who"].items == ("a",)


def test_a_counted_part_says_how_many_it_gave_up() -> None:
    part = Part(frame="Has: {}.", items=("a", "b", "c"), counted=True)
    assert part.text() == "Has: a, b, c."
    assert part.shorter().shorter().text() == "Has: a (+2 more)."
    assert part.shorter().shorter().shorter().text() == ""


def test_what_a_caller_wrote_is_no_frame() -> None:
    assert Part(frame="Takes: {}.", items=("{} and {0}",)).text() == "Takes: {} and {0}."


@given(st.lists(st.lists(st.text("abc ", min_size=1), max_size=5), min_size=1, max_size=4), st.integers(0, 20))
def test_items_stay_whole_and_in_order(items: list[list[str]], most: int) -> None:
    parts = {str(place): Part(items=tuple(some)) for place, some in enumerate(items)}
    kept = shorten(parts, tuple(parts), words, most)
    assert words(kept) <= most
    for name, part in kept.items():
        assert parts[name].items[: len(part.items)] == part.items
