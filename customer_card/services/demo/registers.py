"""The firm's own lists of words: roles, keywords, industries, customer groups and the steps of the sale."""

from __future__ import annotations

from customer_card.domain.text_keys import sort_key, unique_key
from customer_card.models import Industry, Keyword, Role, SalesStatus, Segment, SegmentGroup
from customer_card.services.demo.firm import Firm, id_of

ROLES = (
    "Beslutsfattare",
    "Faktureringskontakt",
    "Projektbeställare",
    "VD",
    "Ekonomichef",
    "Inköpare",
    "Teknisk kontakt",
    "Rådgivare",
)
KEYWORDS = (
    "Frukostmöte",
    "Golf",
    "Julkort",
    "Kundpanel",
    "Nyhetsbrev",
    "Referenskund",
    "Seminarium",
    "Styrelse",
    "Tidigare kollega",
    "Utvärdering",
)
NOT_YET_USED = ("Mässa",)
"""A keyword that no contact carries, so that the registers show one that can be deleted."""

INDUSTRIES = (
    "Bank och försäkring",
    "Bygg och arkitektur",
    "Energi",
    "Fastigheter",
    "Hotell och turism",
    "IT och programvara",
    "Konsulttjänster",
    "Livsmedel",
    "Media och förlag",
    "Offentlig sektor och föreningar",
    "Skog",
    "Tillverkningsindustri",
    "Transport och logistik",
    "Vård och omsorg",
)
GROUPS = {
    "Kundstorlek": ("Mikro", "Liten", "Medelstor", "Stor"),
    "Potential": ("Hög potential", "Stabil", "Låg potential"),
    "Region": ("Sverige", "Finland", "Norge och Danmark", "Övriga Europa"),
}
STATUSES = (
    ("Identifierad", "in_progress", 10),
    ("Kvalificerad", "in_progress", 25),
    ("Offert lämnad", "in_progress", 50),
    ("Förhandling", "in_progress", 75),
    ("Vunnet", "won", 100),
    ("Förlorat", "lost", 0),
)


async def make_registers(firm: Firm) -> None:
    """Write the lists."""
    for key, table, names in (
        ("role", Role, ROLES),
        ("keyword", Keyword, KEYWORDS + NOT_YET_USED),
        ("industry", Industry, INDUSTRIES),
    ):
        rows = [table(name=name, name_key=unique_key(name), name_sort=sort_key(name)) for name in names]
        await firm.keep(rows)
        firm.terms[key] = {row.name: id_of(row) for row in rows}
    await _make_groups(firm)
    statuses = [
        SalesStatus(
            name=name,
            name_key=unique_key(name),
            category=category,
            probability=probability,
            position=position,
        )
        for position, (name, category, probability) in enumerate(STATUSES)
    ]
    await firm.keep(statuses)
    firm.terms["status"] = {status.name: id_of(status) for status in statuses}


async def _make_groups(firm: Firm) -> None:
    groups = [
        SegmentGroup(name=name, name_key=unique_key(name), position=position) for position, name in enumerate(GROUPS)
    ]
    await firm.keep(groups)
    segments = [
        Segment(group_id=id_of(group), name=name, name_key=unique_key(name), position=position)
        for group in groups
        for position, name in enumerate(GROUPS[group.name])
    ]
    await firm.keep(segments)
    firm.terms["segment"] = {segment.name: id_of(segment) for segment in segments}
