"""The change log, and the three-way merge that it makes possible.

Because every change is kept field by field with the version it led to, the server knows
what a record looked like when somebody began to edit it. So an edit of other fields than
the colleague's goes through, and an edit of the same field is shown to the second one with
both values, without trusting anything that the browser says about the past.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from customer_card.domain.clock import now
from customer_card.domain.errors import Conflict, FieldConflict
from customer_card.domain.permissions import Actor
from customer_card.models import Change, ChangeItem

Scalar = str | int | bool | None | list[Any]

_NEVER_PROPOSED = ["\x00"]
"""Equal to no value that a form can hold."""


class Versioned(Protocol):
    """A row that carries who changed it and its version."""

    id: int | None
    version: int
    updated_at: datetime
    updated_by: int | None


@dataclass(frozen=True, slots=True)
class Base:
    """What an edit was based on.

    ``version`` is the record's version when it was read; ``seen`` names the fields for which
    a newer value was shown meanwhile (after a conflict), with the version of that value.
    """

    version: int
    seen: Mapping[str, int] = field(default_factory=dict)

    def of(self, name: str) -> int:
        """The version on which the edit of one field was based."""
        return max(self.version, self.seen.get(name, 0))


@dataclass(frozen=True, slots=True)
class Done:
    """What a use case left behind: the change that can be undone, or None when nothing was changed."""

    change_id: int | None


class ChangeLog:
    """The changes of one use case, written in its own transaction.

    ``undo_of`` names the earlier change that this one takes back.
    """

    def __init__(
        self,
        session: AsyncSession,
        actor: Actor | None,
        use_case: str,
        customer_id: int | None,
        undo_of: int | None = None,
    ) -> None:
        self._session = session
        self._actor_id = actor.user_id if actor else None
        self._use_case = use_case
        self._customer_id = customer_id
        self._undo_of = undo_of
        self._change: Change | None = None

    @property
    def done(self) -> Done:
        """What the use case has left behind so far."""
        return Done(self._change.id if self._change else None)

    async def add(
        self,
        entity: str,
        entity_id: int,
        fields: Mapping[str, tuple[Scalar, Scalar]],
        *,
        version_after: int,
        contact_id: int | None = None,
        project_id: int | None = None,
    ) -> None:
        """Keep what each field was and became; ``project_id`` is the project without which nobody reads it."""
        if not fields:
            return
        change = await self._begin()
        assert change.id is not None
        for name, (before, after) in fields.items():
            self._session.add(
                ChangeItem(
                    change_id=change.id,
                    entity=entity,
                    entity_id=entity_id,
                    contact_id=contact_id,
                    project_id=project_id,
                    field=name,
                    before=_dump(before),
                    after=_dump(after),
                    version_after=version_after,
                )
            )

    async def edit(
        self,
        entity: str,
        row: Versioned,
        values: Mapping[str, Any],
        *,
        current: Mapping[str, Scalar] | None = None,
        base: Base,
        contact_id: int | None = None,
        project_id: int | None = None,
        as_one: bool = False,
    ) -> dict[str, tuple[Scalar, Scalar]]:
        """Merge proposed values into a locked row, and keep what changed.

        ``current`` holds values that are no columns of the row (a contact's e-mails); the
        caller writes those. ``as_one`` says that the values mean nothing apart, as an amount
        and its currency. Returns field → (before, after) of what really changed. Raises
        ``Conflict`` when a field was changed both by the actor and by somebody else.
        """
        assert row.id is not None
        known = current or {}
        now_values = {name: known[name] if name in known else _scalar(getattr(row, name)) for name in values}
        proposed = {name: _scalar(value) for name, value in values.items()}
        meanwhile = await self._meanwhile(entity, row, base)
        newer = {
            name: [earlier for earlier in meanwhile.get(name, ()) if earlier.version_after > base.of(name)]
            for name in proposed
        }
        if as_one:
            newer = _shared(now_values, proposed, newer)
        changes = _merge(entity, row.version, now_values, proposed, newer)
        if not changes:
            return {}
        # Writing the change first leaves it to the caller when the row itself is written.
        await self._begin()
        for name in changes:
            if name not in known:
                setattr(row, name, values[name])
        self.touch(row)
        await self.add(entity, row.id, changes, version_after=row.version, contact_id=contact_id, project_id=project_id)
        return changes

    def touch(self, row: Versioned) -> None:
        """A new version of a row, by this actor, now."""
        row.version += 1
        row.updated_at = now()
        row.updated_by = self._actor_id

    async def _begin(self) -> Change:
        if self._change is None:
            self._change = Change(
                actor_id=self._actor_id,
                use_case=self._use_case,
                customer_id=self._customer_id,
                undo_of=self._undo_of,
            )
            self._session.add(self._change)
            await self._session.flush()
        return self._change

    async def _meanwhile(self, entity: str, row: Versioned, base: Base) -> dict[str, list[_Earlier]]:
        """Per field, the changes that came after the version the edit was based on, oldest first."""
        if row.version <= base.version:
            return {}
        rows = await self._session.execute(
            select(ChangeItem, Change.at, Change.actor_id)
            .join(Change, Change.id == ChangeItem.change_id)
            .where(
                ChangeItem.entity == entity,
                ChangeItem.entity_id == row.id,
                ChangeItem.version_after > base.version,
            )
            .order_by(ChangeItem.id)
        )
        found: dict[str, list[_Earlier]] = {}
        for item, at, actor_id in rows:
            earlier = _Earlier(item.version_after, load_value(item.before), at, actor_id)
            found.setdefault(item.field, []).append(earlier)
        return found


@dataclass(frozen=True, slots=True)
class _Earlier:
    version_after: int
    before: Scalar
    at: datetime
    actor_id: int | None


def _merge(
    entity: str,
    version: int,
    current: Mapping[str, Scalar],
    proposed: Mapping[str, Scalar],
    newer: Mapping[str, list[_Earlier]],
) -> dict[str, tuple[Scalar, Scalar]]:
    changes: dict[str, tuple[Scalar, Scalar]] = {}
    conflicts: list[FieldConflict] = []
    for name, mine in proposed.items():
        theirs = current[name]
        if mine == theirs:
            continue
        if newer[name] and mine == newer[name][0].before:
            continue  # The actor left the field as it was; the colleague's value stands.
        if newer[name]:
            last = newer[name][-1]
            conflicts.append(FieldConflict(name, mine, theirs, last.actor_id, last.at.isoformat()))
            continue
        changes[name] = (theirs, mine)
    if conflicts:
        raise Conflict(entity, version, conflicts)
    return changes


def _shared(
    current: Mapping[str, Scalar], proposed: Mapping[str, Scalar], newer: Mapping[str, list[_Earlier]]
) -> dict[str, list[_Earlier]]:
    """What happened to one of the values happened to all of them, unless the actor touched none."""
    original = {name: newer[name][0].before if newer[name] else current[name] for name in proposed}
    if original == dict(proposed):
        return dict(newer)
    happened = sorted((one for some in newer.values() for one in some), key=lambda one: one.version_after)
    untouchable = [replace(one, before=_NEVER_PROPOSED) for one in happened]
    return dict.fromkeys(proposed, untouchable)


async def forget_contact(session: AsyncSession, contact_id: int) -> None:
    """Take every value that describes a contact out of the log; that something changed remains."""
    await session.execute(update(ChangeItem).where(ChangeItem.contact_id == contact_id).values(before=None, after=None))


async def record_batch(session: AsyncSession, changes: Iterable[tuple[Change, list[ChangeItem]]]) -> None:
    """Keep many changes at once, as an import makes them."""
    pairs = list(changes)
    session.add_all([change for change, _ in pairs])
    await session.flush()
    for change, items in pairs:
        assert change.id is not None
        for item in items:
            item.change_id = change.id
    session.add_all([item for _, items in pairs for item in items])
    await session.flush()


def _scalar(value: Any) -> Scalar:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _dump(value: Scalar) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def load_value(value: str | None) -> Scalar:
    """A value of the log as it was before it was kept."""
    return None if value is None else json.loads(value)
