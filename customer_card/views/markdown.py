"""Notes as HTML: Markdown rendered on the server, and nothing let through but a few harmless tags."""

from __future__ import annotations

import re

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_markdown.disable("image")
_ADDRESS = re.compile(r"(https?://[^\s<>\"']+)")
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5"}


def render(text: str) -> str:
    """The text as HTML that is safe to show.

    The renderer makes no HTML of what looks like it in the text, and what it makes is sanitised all the same:
    neither one is trusted alone. Headings begin below those of the page.
    """
    tokens = _markdown.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        if token.children:
            token.children = _with_links(token.children)
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _with_links(tokens: list[Token]) -> list[Token]:
    """The parts of a line, with addresses that stand in its text made into links: they are pasted as they are."""
    made: list[Token] = []
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text" or depth or "://" not in token.content:
            made.append(token)
            continue
        for part in _ADDRESS.split(token.content):
            address = _without_what_follows(part) if _ADDRESS.fullmatch(part) else ""
            made += [*_link(address), _text(part[len(address) :])]
    return made


def _without_what_follows(address: str) -> str:
    """An address without the signs of the sentence around it; a bracket that was opened in it belongs to it."""
    surplus = {end: address.count(end) - address.count(start) for start, end in ("()", "[]", "{}")}
    length = len(address)
    while length and (address[length - 1] in ".,;:!?*_»”" or surplus.get(address[length - 1], 0) > 0):
        length -= 1
        if address[length] in surplus:
            surplus[address[length]] -= 1
    return address[:length]


def _link(address: str) -> list[Token]:
    href = _markdown.normalizeLink(address)
    if not address.partition("://")[2] or not _markdown.validateLink(href):
        return [_text(address)]
    return [Token("link_open", "a", 1, attrs={"href": href}), _text(address), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
