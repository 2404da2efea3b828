"""The tables. Importing this package makes every table known to the metadata."""

from customer_card.models.address import Address
from customer_card.models.base import metadata
from customer_card.models.change import Change, ChangeItem
from customer_card.models.company_register import (
    JobLease,
    RegisterCache,
    RegisterFinding,
    RegisterLookup,
    RegisterOffer,
    RegisterPace,
)
from customer_card.models.contact import Contact, ContactKeyword, ContactPoint
from customer_card.models.customer import Customer, CustomerNumberAlias
from customer_card.models.document import Document
from customer_card.models.feed import FeedItem, FeedMention, FeedParticipant, FeedText
from customer_card.models.invoice import Invoice, InvoiceLine
from customer_card.models.project import Project, ProjectMember, SalesStatus
from customer_card.models.recent import RecentCustomer
from customer_card.models.register import (
    CustomerSegment,
    Industry,
    Keyword,
    Role,
    Segment,
    SegmentGroup,
)
from customer_card.models.search import SearchToken
from customer_card.models.series import NumberSeries
from customer_card.models.user import (
    Attempt,
    PermissionProfile,
    SetupToken,
    Unit,
    User,
    UserSession,
)

__all__ = [
    "Address",
    "Attempt",
    "Change",
    "ChangeItem",
    "Contact",
    "ContactKeyword",
    "ContactPoint",
    "Customer",
    "CustomerNumberAlias",
    "CustomerSegment",
    "Document",
    "FeedItem",
    "FeedMention",
    "FeedParticipant",
    "FeedText",
    "Industry",
    "Invoice",
    "InvoiceLine",
    "JobLease",
    "Keyword",
    "NumberSeries",
    "PermissionProfile",
    "Project",
    "ProjectMember",
    "RecentCustomer",
    "RegisterCache",
    "RegisterFinding",
    "RegisterLookup",
    "RegisterOffer",
    "RegisterPace",
    "Role",
    "SalesStatus",
    "SearchToken",
    "Segment",
    "SegmentGroup",
    "SetupToken",
    "Unit",
    "User",
    "UserSession",
    "metadata",
]
