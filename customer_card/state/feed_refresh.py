"""Which lists show an activity: the ones to read anew after one was changed."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.state.collaboration import CollaborationState
from customer_card.state.feed import FeedState
from customer_card.state.mentions import MentionsState
from customer_card.state.my_activities import MyActivitiesState
from customer_card.state.route import route_argument


def refreshed(state: rx.State) -> list[Any]:
    """The events that show the lists of the open page as they are now."""
    if state.router.url.path.startswith("/activities"):
        return [MyActivitiesState.refresh]
    if route_argument(state, "card_tab") == "collaboration":
        return [CollaborationState.refresh, MentionsState.count]
    return [FeedState.refresh, MentionsState.count]


def page_of(state: rx.State) -> str:
    """The open page, whatever its tab: what was opened on another one does not belong to it."""
    return "/".join(state.router.url.path.split("/")[:3])
