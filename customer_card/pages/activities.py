"""`/activities`: what the signed-in person has to do."""

import reflex as rx

from customer_card.components.my_activities import my_activities
from customer_card.components.shell import shell
from customer_card.i18n import t
from customer_card.state.feed_actions import FeedActionsState
from customer_card.state.my_activities import MyActivitiesState


@rx.page(route="/activities", title="Customer card", on_load=[FeedActionsState.turn_page, MyActivitiesState.load])
def activities_page() -> rx.Component:
    """One's own activities by day, and the mentions."""
    return shell(my_activities(), title=t("Activities"), refresh=MyActivitiesState.load)
