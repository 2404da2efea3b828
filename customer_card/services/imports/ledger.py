"""What an import has learnt of customers so far: which there are, and what the file said of each.

A row is understood by the customers that were there before the import and by the rows above
it, never by how the rows happen to fall into batches.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class Target:
    """A customer that rows of the file are about.

    ``id`` is None and ``number`` empty until it is written. ``given`` holds a fingerprint per
    column that a row filled, ``keys`` the keys of its organisation and VAT number.
    ``head_country`` is None while there is no address. ``is_new`` tells that the file brought it.
    """

    serial: int
    line: int
    id: int | None = None
    number: str = ""
    country: str | None = None
    head_country: str | None = None
    given: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    is_new: bool = True


class Ledger:
    """What all finished batches have told."""

    def __init__(self) -> None:
        self.targets: dict[int, Target] = {}
        self.keys: dict[str, int] = {}
        self.names: dict[str, set[int]] = {}
        self.parts: set[int] = set()
        self.last_serial = 0

    def draft(self) -> Draft:
        """A ledger for one batch, which can be thrown away."""
        return Draft(self)


class Draft:
    """What one batch adds to the ledger. Nothing of it is known elsewhere before ``keep``."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._targets: dict[int, Target] = {}
        self._keys: dict[str, int] = {}
        self._names: dict[str, set[int]] = {}
        self._parts: set[int] = set()
        self._last_serial = ledger.last_serial

    def find(self, kind: str, key: str | int) -> Target | None:
        """The customer to which a key of this kind has led."""
        name = f"{kind}:{key}"
        serial = self._keys.get(name) or self._ledger.keys.get(name)
        return self.target(serial) if serial else None

    def target(self, serial: int) -> Target:
        """A customer, as a copy of this draft's own."""
        if serial not in self._targets:
            known = self._ledger.targets[serial]
            self._targets[serial] = replace(known, given=dict(known.given), keys=dict(known.keys))
        return self._targets[serial]

    def begin(self, line: int) -> Target:
        """A customer of which nothing is known yet; it is remembered once a key or a name leads to it."""
        self._last_serial += 1
        return Target(self._last_serial, line)

    def lead(self, kind: str, key: str | int, target: Target) -> None:
        """From now on the key leads to this customer."""
        self._targets[target.serial] = target
        self._keys[f"{kind}:{key}"] = target.serial

    def named(self, name: str) -> set[int]:
        """The serials of the customers that have, or had before the import, a name with this key."""
        return self._names.get(name, set()) | self._ledger.names.get(name, set())

    def call(self, name: str, target: Target) -> None:
        """The customer has, or had, this name."""
        self._targets[target.serial] = target
        self._names.setdefault(name, set()).add(target.serial)

    def has_part(self, target: Target, *what: object) -> bool:
        """Whether the file has given the customer this address or contact before."""
        part = hash((target.serial, *what))
        return part in self._parts or part in self._ledger.parts

    def add_part(self, target: Target, *what: object) -> None:
        """Remember an address or a contact of the customer."""
        self._parts.add(hash((target.serial, *what)))

    def keep(self) -> None:
        """The batch is done: what it told counts from now on."""
        for target in self._targets.values():
            # A new customer has got its id by now, under which later batches meet it again.
            if target.id:
                self.lead("id", target.id, target)
        self._ledger.targets |= self._targets
        self._ledger.keys |= self._keys
        for name, serials in self._names.items():
            self._ledger.names.setdefault(name, set()).update(serials)
        self._ledger.parts |= self._parts
        self._ledger.last_serial = self._last_serial
