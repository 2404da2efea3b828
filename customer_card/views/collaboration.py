"""The projects' notes as threads, as the browser gets them."""

from __future__ import annotations

from dataclasses import dataclass, field

from customer_card.domain.permissions import Actor
from customer_card.i18n.catalogues import ngettext
from customer_card.services.collaboration import NoteThread
from customer_card.views.feed import AnswerLine, FeedLine, answer_line, feed_line, names_of
from customer_card.views.markdown import render


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A note with its last answers; ``html`` is sanitised, ``hidden`` counts the answers before those."""

    line: FeedLine
    html: str
    mentions: str
    answers: list[AnswerLine] = field(default_factory=list)
    hidden: str = ""


def thread_view(thread: NoteThread, actor: Actor, customer_number: str) -> ThreadView:
    """A thread of the list of notes."""
    root, language = thread.root, actor.language
    earlier = root.answers - len(thread.answers)
    return ThreadView(
        line=feed_line(root, actor, customer_number=customer_number),
        html=render(root.body) if root.body else "",
        mentions=names_of(root.mentions, language),
        answers=[answer_line(answer, actor.language) for answer in thread.answers],
        hidden=ngettext(language, "{n} earlier answer", "{n} earlier answers", earlier) if earlier > 0 else "",
    )
