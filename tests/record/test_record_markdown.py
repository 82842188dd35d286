from html import unescape

import pytest
from hypothesis import given
from markdown_it.token import Token
from markdown_page import PARSER, TEXTS, nasty

from guide.markdown import block, cell, flowing, heading, quote, table
from guide.text import plain


def _told(text: str) -> str:
    """A text with its white space as a page shows it."""
    return " ".join(plain(text).split())


def _is_break(token: Token) -> bool:
    return token.type == "html_inline" and token.content == "<br>"


def _shown(tokens: list[Token]) -> str:
    shown = ""
    for token in tokens:
        if token.type == "inline":
            shown += _shown(token.children or []) + " "
        elif token.type in ("softbreak", "hardbreak") or _is_break(token):
            shown += "\n"
        else:
            shown += token.content
    return shown


def _kinds(tokens: list[Token]) -> set[str]:
    inner = [child for token in tokens for child in token.children or []]
    return {token.type for token in (*tokens, *inner) if not _is_break(token)}


HARMLESS = {"inline", "text", "softbreak", "hardbreak"}
PARAGRAPH = {"paragraph_open", "paragraph_close"}
LIST = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
TABLE = {
    f"{name}_{end}"
    for name in ("table", "thead", "tbody", "tr", "th", "td")
    for end in ("open", "close")
}


@nasty
@given(TEXTS)
def test_any_text_shows_to_the_letter_in_a_table(text: str) -> None:
    tokens = PARSER.parse("\n".join(table(("what", "text"), [("it", text), ("next", "row")])))
    assert _kinds(tokens) <= HARMLESS | TABLE
    cells = [_told(_shown([t])) for t in tokens if t.type == "inline"]
    assert cells == ["what", "text", "it", _told(text), "next", "row"]


@nasty
@given(TEXTS)
def test_any_text_shows_to_the_letter_in_a_list(text: str) -> None:
    written = "\n".join(["- before", *block("- at ", text, "  "), "- after"])
    tokens = PARSER.parse(written)
    assert _kinds(tokens) <= HARMLESS | LIST | PARAGRAPH
    assert _told(_shown(tokens)) == _told(f"before at {text} after")


@nasty
@given(TEXTS)
def test_any_text_shows_to_the_letter_in_a_quotation(text: str) -> None:
    tokens = PARSER.parse("\n".join(quote(text)))
    assert _kinds(tokens) <= HARMLESS | PARAGRAPH | {"blockquote_open", "blockquote_close"}
    assert _told(_shown(tokens)) == _told(f"“{text}”")


@nasty
@given(TEXTS)
def test_any_text_shows_to_the_letter_in_a_heading(text: str) -> None:
    tokens = PARSER.parse(heading(1, f"A{text}"))
    assert _kinds(tokens) <= HARMLESS | {"heading_open", "heading_close"}
    assert _told(_shown(tokens)) == _told(f"A{text}")


@pytest.mark.parametrize(
    "wording",
    [
        "I’m unable to tolerate such language. I am happy to keep talking to you (really), but...",
        "Thank for explaining just to make sure I got everything right...",
        "He said: \"no\"; that's it - isn't it? AT&T, 50%, $5, title_not_sent, a/b, #1!",
    ],
)
def test_plain_wording_stands_in_the_file_as_it_is(wording: str) -> None:
    assert cell(wording) == flowing(wording) == wording
    assert quote(wording) == [f"> “{wording}”"]


def test_addresses_are_kept_from_becoming_links() -> None:
    text = "https://x.com/?a=b, WWW.x.com, mailto:me@x.com, me@x.com; 5 @ 3, @home"
    escaped = "https\\://x.com/?a=b, WWW\\.x.com, mailto\\:me\\@x.com, me\\@x.com; 5 @ 3, @home"
    assert cell(text) == escaped


def test_lines_of_a_text_stay_lines_and_paragraphs_stay_paragraphs() -> None:
    assert block("- ", "one\ntwo\n\n1. three", "  ") == ["- one  ", "  two", "", "  1\\. three"]
    assert cell("one\ntwo\n\nthree") == "one<br>two<br><br>three"
    rendered = PARSER.render("\n".join(block("- ", "one\ntwo\n\n1. three", "  ")))
    assert "one<br />\ntwo</p>\n<p>1. three" in unescape(rendered)
