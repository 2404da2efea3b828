"""What an actor may see, as SQL. Every list, count, sum, search and sort starts from here.

The predicates are conditions on rows, so that they go into the statement itself: nothing
is ever trimmed after it was read.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from customer_card.domain.permissions import Actor, Customers, Projects
from customer_card.models import (
    Change,
    ChangeItem,
    Customer,
    Document,
    FeedItem,
    Invoice,
    InvoiceLine,
    PermissionProfile,
    Project,
    ProjectMember,
    User,
)
from customer_card.services.parameters import TODAY


def customer_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Customer`` rows that the actor may read."""
    return true() if actor.profile.customers >= Customers.READ else false()


def project_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Project`` rows that the actor may see."""
    profile = actor.profile
    if profile.customers < Customers.READ:
        return false()
    if profile.projects >= Projects.ALL:
        return true()
    conditions = [*_by_responsibility(actor, Projects.MANAGER_NO_FINANCIALS), *_by_own_customer(actor)]
    if profile.projects >= Projects.MEMBER:
        membership = select(ProjectMember.project_id).where(ProjectMember.user_id == actor.user_id)
        conditions.append(Project.id.in_(membership))
    return or_(false(), *conditions)


def project_is_editable(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Project`` rows whose tasks, notes and files the actor may change."""
    profile = actor.profile
    if profile.customers < Customers.READ:
        return false()
    if profile.projects >= Projects.ALL:
        return true()
    return or_(false(), *_by_responsibility(actor, Projects.MANAGER_NO_FINANCIALS), *_by_own_customer(actor))


def document_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Document`` rows that the actor may read: the customer's own, and those of visible projects."""
    of_customer = exists().where(Customer.id == Document.customer_id, customer_is_visible(actor))
    in_project = _of_document(project_is_visible(actor))
    return and_(of_customer.correlate(Document), or_(Document.project_id.is_(None), in_project))


def document_is_editable(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Document`` rows that the actor may rename, move and remove."""
    if actor.may_edit_customers:
        return document_is_visible(actor)
    return and_(document_is_visible(actor), _of_document(project_is_editable(actor)))


def _of_document(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That a document belongs to a project that meets a condition; asked of its own project, however many there are."""
    return exists().where(Project.id == Document.project_id, condition).correlate(Document)


def project_money_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Project`` rows whose money the actor may see."""
    profile = actor.profile
    if profile.customers < Customers.READ:
        return false()
    if profile.projects >= Projects.ALL:
        return true()
    return or_(false(), *_by_responsibility(actor, Projects.MANAGER), *_by_own_customer(actor))


def line_without_project_counts(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Customer`` rows whose invoice lines without a project the actor may count."""
    profile = actor.profile
    if profile.customers < Customers.READ:
        return false()
    if profile.projects >= Projects.ALL:
        return true()
    return is_own_customer(actor) if profile.own_customers else false()


def invoice_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Invoice`` rows, joined to their ``Customer``, that the actor may see as documents.

    An invoice is visible when the money of all its projects is; one without a project when its
    lines count.
    """
    profile = actor.profile
    if profile.customers < Customers.READ:
        return false()
    if profile.projects >= Projects.ALL:
        return true()
    of_invoice = (InvoiceLine.invoice_id == Invoice.id, InvoiceLine.project_id.is_not(None))
    has_project = exists().where(*of_invoice).correlate(Invoice)
    # Asked as «there is no visible project with this id»: the opposite of the condition itself would
    # be unknown, and so let the line pass, where a project has no manager.
    is_shown = exists().where(Project.id == InvoiceLine.project_id, project_money_is_visible(actor))
    has_hidden = exists().where(*of_invoice, ~is_shown.correlate(InvoiceLine)).correlate(Invoice)
    return or_(
        and_(has_project, ~has_hidden),
        and_(~has_project, line_without_project_counts(actor)),
    )


def _by_responsibility(actor: Actor, from_level: Projects) -> list[ColumnElement[bool]]:
    """Projects that the actor manages or sells, and those of the actor's unit, when the level reaches."""
    conditions: list[ColumnElement[bool]] = []
    if actor.profile.projects >= from_level:
        conditions.append(Project.manager_id == actor.user_id)
        conditions.append(Project.seller_id == actor.user_id)
    if actor.profile.projects >= Projects.UNIT and actor.unit_id is not None:
        conditions.append(Project.unit_id == actor.unit_id)
    return conditions


_OWNED = aliased(Customer)


def _by_own_customer(actor: Actor) -> list[ColumnElement[bool]]:
    """Every project of the actor's own customers, when the profile says so."""
    if not actor.profile.own_customers:
        return []
    return [exists().where(_OWNED.id == Project.customer_id, is_own_customer(actor, _OWNED))]


def item_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``FeedItem`` rows that the actor may see: what was deleted nobody sees."""
    return and_(FeedItem.deleted_at.is_(None), item_is_in_reach(actor))


def item_is_in_reach(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``FeedItem`` rows that the actor could see if they are not deleted."""
    if actor.profile.customers < Customers.READ:
        return false()
    return and_(_of_visible_project(actor), item_is_shared(actor))


def item_is_shared(actor: Actor, item: Any = FeedItem) -> ColumnElement[bool]:
    """The condition on rows of ``FeedItem``, or on columns like its own, that are not somebody else's personal ones."""
    return or_(~item.personal, item.created_by == actor.user_id, item.assignee_id == actor.user_id)


def _of_visible_project(actor: Actor) -> ColumnElement[bool]:
    if actor.profile.projects >= Projects.ALL:
        return true()
    visible = select(Project.id).where(project_is_visible(actor))
    return or_(FeedItem.project_id.is_(None), FeedItem.project_id.in_(visible))


def item_may_be_changed(actor: Actor) -> ColumnElement[bool]:
    """The condition on visible ``FeedItem`` rows that the actor may change, finish, move and delete.

    Those are one's own, made by or assigned to oneself; those of projects that one edits; and,
    for those who edit customers, those of no project.
    """
    mine = or_(FeedItem.created_by == actor.user_id, FeedItem.assignee_id == actor.user_id)
    editable = select(Project.id).where(project_is_editable(actor))
    of_customer = FeedItem.project_id.is_(None) if actor.may_edit_customers else false()
    return or_(mine, of_customer, FeedItem.project_id.in_(editable))


def user_sees(customer_id: int, project_id: int | None) -> ColumnElement[bool]:
    """The condition on ``User`` rows, joined to their ``PermissionProfile``, who may see what is put there."""
    reads = and_(User.active, PermissionProfile.customers >= Customers.READ)
    if project_id is None:
        return reads
    level = PermissionProfile.projects
    responsible = or_(Project.manager_id == User.id, Project.seller_id == User.id)
    is_member = exists().where(ProjectMember.project_id == Project.id, ProjectMember.user_id == User.id)
    stands_in = and_(
        Customer.stand_in_id == User.id,
        or_(Customer.stand_in_from.is_(None), Customer.stand_in_from <= TODAY),
        or_(Customer.stand_in_to.is_(None), Customer.stand_in_to >= TODAY),
    )
    sees = or_(
        level >= Projects.ALL,
        and_(level >= Projects.MANAGER_NO_FINANCIALS, responsible),
        and_(level >= Projects.UNIT, Project.unit_id == User.unit_id),
        and_(level >= Projects.MEMBER, is_member.correlate(Project, User)),
        and_(PermissionProfile.own_customers, or_(Customer.owner_id == User.id, stands_in)),
    )
    found = (
        exists()
        .where(
            Project.id == project_id,
            Project.customer_id == customer_id,
            Customer.id == Project.customer_id,
            sees,
        )
        .correlate(User, PermissionProfile)
    )
    return and_(reads, found)


def change_item_is_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``ChangeItem`` rows, joined to ``Change``, that the actor may read.

    What concerns a project shows with the project, and money with the project's money. Whether
    the customer itself may be read is asked beside it.
    """
    seen = select(Project.id).where(project_is_visible(actor))
    with_money = select(Project.id).where(project_money_is_visible(actor))
    return or_(
        and_(ChangeItem.project_id.is_(None), or_(~ChangeItem.is_money, _money_without_project(actor))),
        and_(ChangeItem.project_id.in_(seen), or_(~ChangeItem.is_money, ChangeItem.project_id.in_(with_money))),
    )


def _money_without_project(actor: Actor) -> ColumnElement[bool]:
    """Money that belongs to no project is for those who see all of it, and for the customer's owner."""
    if actor.profile.projects >= Projects.ALL:
        return true()
    if not actor.profile.own_customers:
        return false()
    return Change.customer_id.in_(select(Customer.id).where(is_own_customer(actor)))


def is_own_customer(actor: Actor, customer: type[Customer] = Customer) -> ColumnElement[bool]:
    """The actor owns the customer, or stands in for its owner today."""
    return or_(
        customer.owner_id == actor.user_id,
        and_(
            customer.stand_in_id == actor.user_id,
            or_(customer.stand_in_from.is_(None), customer.stand_in_from <= TODAY),
            or_(customer.stand_in_to.is_(None), customer.stand_in_to >= TODAY),
        ),
    )
