"""What the list of customers is asked for, and the conditions on rows that it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor
from customer_card.models import Address, Customer, CustomerSegment, RecentCustomer
from customer_card.models.base import Id
from customer_card.services.customer_fields import COUNTRIES
from customer_card.services.parameters import Rights, made_once, rights_of, somebody_with, who
from customer_card.services.visibility import customer_is_visible, is_own_customer

MAXIMUM_PAGE = 100_000

View = Literal["mine", "all", "recent"]
Active = Literal["yes", "no", "all"]


class CustomerQuery(BaseModel):
    """What the list is asked for; everything in it comes from the address line.

    Whatever is not understood there falls back to its default, so that an old or mistyped
    link still shows a list.
    """

    search: str = ""
    view: View = "all"
    owner: int | None = None
    industry: int | None = None
    segment: int | None = None
    country: str = ""
    active: Active = "yes"
    sort: str = ""
    page: int = Field(default=1, ge=1, le=MAXIMUM_PAGE)

    @field_validator("search")
    @classmethod
    def _bounded(cls, value: str) -> str:
        return value[:200]

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        return value if value in COUNTRIES else ""

    def narrowing(self, actor: Actor) -> Narrowing:
        """Which filters are on, for whom."""
        given = (value is not None for value in (self.owner, self.industry, self.segment))
        return Narrowing(rights_of(actor), self.view, self.active, *given, bool(self.country))

    def values(self, actor: Actor) -> dict[str, Any]:
        """Who asks, and what the filters hold."""
        filters = {"owner": self.owner, "industry": self.industry, "segment": self.segment, "country": self.country}
        return who(actor) | filters


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which filters are on, whatever they hold, and with what rights the list is read."""

    rights: Rights
    view: View
    active: Active
    owner: bool
    industry: bool
    segment: bool
    country: bool


@made_once
def conditions(asked: Narrowing) -> tuple[ColumnElement[bool], ...]:
    """What a customer of the list must meet beside the words: seen by the actor first, then as asked for."""
    reader = somebody_with(asked.rights)
    met = [customer_is_visible(reader)]
    if asked.active != "all":
        met.append(Customer.active == (asked.active == "yes"))
    if asked.view == "mine":
        met.append(is_own_customer(reader))
    if asked.view == "recent":
        seen = select(RecentCustomer.customer_id).where(RecentCustomer.user_id == reader.user_id)
        met.append(Customer.id.in_(seen))
    if asked.owner:
        met.append(Customer.owner_id == bindparam("owner", type_=Id))
    return (*met, *_of_a_kind(asked))


def _of_a_kind(asked: Narrowing) -> list[ColumnElement[bool]]:
    """The filters by industry, segment and country; the country is the one that the list shows."""
    met: list[ColumnElement[bool]] = []
    if asked.industry:
        met.append(Customer.industry_id == bindparam("industry", type_=Id))
    if asked.segment:
        of_segment = CustomerSegment.segment_id == bindparam("segment", type_=Id)
        met.append(Customer.id.in_(select(CustomerSegment.customer_id).where(of_segment)))
    if asked.country:
        office = aliased(Address)
        of_office = select(func.nullif(office.country, "")).where(office.id == Customer.head_office_id)
        met.append(func.coalesce(of_office.scalar_subquery(), Customer.country) == bindparam("country"))
    return met
