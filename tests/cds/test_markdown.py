"""Our words read as themselves, whatever stands in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.doors.cds.markdown import cut, escaped, link, section

GFM = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def shown(source: str) -> str:
    """The text that a reader sees of one paragraph; anything but text and emphasis fails."""
    tokens = GFM.parse(source)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    return "".join(child.content for child in tokens[1].children or ())


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60))
def test_escaped_text_reads_as_itself(text: str) -> None:
    wanted = " ".join(text.split())
    if wanted:
        assert shown(escaped(text)) == wanted


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "a & b &amp; c", "*x* _y_ `z`", "1. first", "- x", "# x", "a | b", "~~x~~"]
)
def test_markup_in_our_words_is_no_markup(text: str) -> None:
    assert shown(escaped(text)) == text


def test_a_link_leads_to_the_web_or_nowhere() -> None:
    assert link("A [b]", "https://a.example/x (1)") == "[A \\[b\\]](https://a.example/x%20%281%29)"
    assert link("A", "javascript:alert(1)") == link("A", None) == link("A", "") == "A"


def test_a_section_without_lines_is_not_there() -> None:
    assert section("Why", []) == ""
    assert section("Why", ["a", "b"]) == "**Why**\n\n- a\n- b"


def test_a_text_is_cut_between_words() -> None:
    assert cut("short", 10) == "short"
    assert cut("one two three four", 12) == "one two…"
    assert len(cut("x" * 300, 139)) == 139
