"""Texts that careless Markdown would make markup of, and a parser that would find it."""

from collections.abc import Callable
from typing import Any

from hypothesis import example
from hypothesis import strategies as st
from markdown_it import MarkdownIt

PARSER = MarkdownIt("gfm-like", {"html": True})
# Only what GitHub's dialect calls a link counts: a bare name such as example.com is none there.
PARSER.linkify.set({"fuzzy_link": False})
PARSER.linkify.add("//", None)

NASTY = (
    "[x](http://evil.example) <b>bold</b> <script>alert(1)</script>",
    "see http://evil.example, www.evil.example, ftp://e.example and me@evil.com",
    "a | b \\| c \\\\| d",
    "*one* **two** _three_ snake_case __four__ ~~five~~ `six` \\*",
    "&amp; &#65; &copy AT&T",
    "# head\n## head",
    "# head #",
    "- item\n+ item\n* item\n1. one\n2) two",
    "+ item",
    "1. one",
    "2) two",
    "title\n===\nother\n---\n***",
    "=== --- ***",
    "> quote\n\n    code\n\n```\nfence\n```\n~~~\nfence",
    "```fence",
    "~~~fence",
    "| a |\n| --- |\n| b |",
    "[ref]: http://evil.example\n[ref]\n![img](x)",
    "![img](x)",
    "trailing \\",
    "trailing #",
    "=cmd|' /C calc'!A0",
    "[^1] [ ] [x]",
    "[ ] to do",
    "<!-- hidden -->\n<?php ?>",
    "<!-- hidden",
    "term\n: definition",
    ": definition",
    "\x1b[31mred\x00 \u202e \ud800",
    "I’m “quoting” it’s… 50% [off] $5 (a) {b}",
)
TEXTS = st.text(st.sampled_from("ab1 \n\t\\`*_{}[]<>()#+-.!|~=&;:@/'\"“’wthp#")) | st.text()


def nasty(test: Callable[..., Any]) -> Callable[..., Any]:
    """The test, with each of these texts as an example of its own."""
    for text in NASTY:
        test = example(text)(test)
    return test
