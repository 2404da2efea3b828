"""The figures of activities in the card's tab strip, on whichever tab they change."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.permissions import Actor
from customer_card.services.card_figures import Figures
from customer_card.state.changes import put
from customer_card.views import board, feed


class CardFiguresState(rx.State):
    """What is overdue at the customer on the card, and how many tasks are open; empty for none."""

    overdue: str = ""
    open_tasks: str = ""

    def _show(self, figures: Figures, me: Actor) -> None:
        overdue, open_tasks = feed.figure(figures.overdue, me.language), board.figure(figures.open_tasks, me.language)
        put(self, overdue=overdue, open_tasks=open_tasks)
