"""«Ta bort kontakt»: where the person is named, before it is asked, and the erasure."""

from __future__ import annotations

from typing import Any

import reflex as rx

from customer_card.database import database
from customer_card.domain.permissions import Need
from customer_card.i18n.catalogues import gettext_noop
from customer_card.services import contacts, free_text
from customer_card.state.card import CardState
from customer_card.state.contacts import ContactsState
from customer_card.state.forms import id_of, is_checked
from customer_card.state.marks import actor, allow
from customer_card.state.messages import draft_saved
from customer_card.views.mentions import MentionLine, mention_lines, more_text


class ErasureState(rx.State):
    """The texts that name the contact whose dialog is open: whole names, and those that stand alone."""

    whole: list[MentionLine] = []
    alone: list[MentionLine] = []
    more: str = ""

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {"customer_id": world.customer_id, "contact_id": world.contact_id},
    )
    async def ask(self, customer_id: int, contact_id: int):
        """Put the question in the place of the form, with what would be masked."""
        me = actor()
        async with database().reading(streaming=True) as session:
            found = await free_text.mentions_of(session, me, customer_id, contact_id)
        self.whole = mention_lines(found, me.language, alone=False)
        self.alone = mention_lines(found, me.language, alone=True)
        self.more = more_text(found, me.language)
        (await self.get_state(ContactsState)).mode = "delete"

    @rx.event
    @allow(
        Need.CUSTOMERS_EDIT,
        example=lambda world: {
            "form": {
                "customer_id": str(world.customer_id),
                "contact_id": str(world.contact_id),
                "alone": "on",
            }
        },
        writes=True,
    )
    async def delete(self, form: dict[str, Any]):
        """Erase the contact, and show the texts as they stand then."""
        customer_id, contact_id = id_of(form, "customer_id"), id_of(form, "contact_id")
        await contacts.erase(actor(), customer_id, contact_id, alone=is_checked(form, "alone"))
        self.reset()
        people = await self.get_state(ContactsState)
        await people._done(customer_id, gettext_noop("Deleted contact: the person's data has been erased."))
        return [draft_saved(f"contact:{contact_id}"), CardState.reload]
