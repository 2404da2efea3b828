"""What one click does to an activity: finishing, reopening, deleting, each with its way back."""

from __future__ import annotations

import reflex as rx

from customer_card.domain.errors import Invalid
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import activities, feed_undo
from customer_card.state.feed_form import FeedFormState
from customer_card.state.feed_refresh import refreshed
from customer_card.state.feed_sheet import FeedSheetState
from customer_card.state.marks import actor, allow
from customer_card.state.messages import Undo, say, warn
from customer_card.views.problems import problem_text


class FeedActionsState(rx.State):
    """The gestures on rows; what is shown belongs to others."""

    @rx.event(supersedes=True)
    @allow(Need.SIGNED_IN)
    async def turn_page(self):
        """Close what was opened on another page."""
        (await self.get_state(FeedFormState))._turn_to_page()
        (await self.get_state(FeedSheetState))._turn_to_page()

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.activity_id, "done": True},
        writes=True,
    )
    async def set_done(self, customer_id: int, item_id: int, done: bool):
        """Finish a task, or open it again."""
        act = activities.finish if done else activities.reopen
        result = await act(actor(), customer_id, item_id)
        said = gettext_noop("The task is done.") if done else gettext_noop("The task is open again.")
        await say(self, said, Undo(customer_id, result.change_id, in_feed=True))
        return [*refreshed(self), FeedSheetState.refresh]

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "item_id": world.activity_id},
        writes=True,
    )
    async def delete(self, customer_id: int, item_id: int):
        """Delete an activity, a note or an answer."""
        result = await activities.delete(actor(), customer_id, item_id)
        await say(self, gettext_noop("Deleted."), Undo(customer_id, result.change_id, in_feed=True))
        return [FeedSheetState.refresh, *refreshed(self)]

    @rx.event
    @allow(
        Need.CUSTOMERS_READ,
        example=lambda world: {"customer_id": world.customer_id, "change_id": world.feed_change_id},
        writes=True,
    )
    async def undo(self, customer_id: int, change_id: int):
        """Take back the change that a message told of."""
        me = actor()
        try:
            await feed_undo.undo(me, customer_id, change_id)
        except Invalid as invalid:
            field, code = next(iter(invalid.problems.items()))
            reason = problem_text(me.language, code, invalid.details.get(field, {}))
            await warn(self, "The former value cannot be saved now. {reason}", reason=reason)
        else:
            await say(self, "The change has been undone.")
        return [*refreshed(self), FeedSheetState.refresh]
