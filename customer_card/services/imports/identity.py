"""Which customer a row is about: by its numbers, else by its name."""

from __future__ import annotations

from customer_card.services.imports.business_numbers import KEYS, country_of
from customer_card.services.imports.checking import Checker
from customer_card.services.imports.ledger import Draft, Target
from customer_card.services.imports.matching import Found, number_key
from customer_card.services.imports.reading import Row
from customer_card.services.imports.records import Problem
from customer_card.services.imports.values import key_of

MOST_NAMED = 10
"""How many customers of one name are told by their numbers."""


class Identity:
    """Finds the customer of one row, and gathers what keeps it from being found or is worth knowing.

    ``keys`` are the numbers by which the row may be found again; ``is_by_name`` tells that only
    its name led to the customer.
    """

    def __init__(self, found: Found, draft: Draft, row: Row, checker: Checker) -> None:
        self._found = found
        self._draft = draft
        self._row = row
        self._checker = checker
        self.keys: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.is_by_name = False

    def find(self) -> Target | None:
        """The customer that the row's keys lead to, or None for a new one."""
        by_number: set[int] = set()
        key = number_key(self._row)
        if key:
            self.keys["number"] = key
            by_number = self._candidates("number", key)
        own = country_of(self._row)
        assumed = own or next((self._country(who) for who in by_number), None)
        # A number that its customer's country refuses may tell by itself whose it is.
        for country in (own, assumed):
            numbers = self._checker.numbers(self._row, country)
            self.keys |= numbers.keys(has_customer_number=key is not None)
        target = self._meant()
        if target or self.problems:
            return target
        namesakes = self._namesakes()
        if "number" not in self._row.cells:
            target = self._of_the_same_name(namesakes)
        if namesakes and not target and not self.problems:
            self.warnings.append(self._named_already(namesakes))
        return target

    def _meant(self) -> Target | None:
        """The one customer to which every key leads that leads anywhere."""
        meant: set[int] = set()
        first = ""
        for name, key in self.keys.items():
            those = self._candidates(name, key)
            if meant and those and not meant & those:
                self.problems.append(Problem(name, "keys_conflict", {"other": first}))
                return None
            meant = meant & those or meant or those
            first = first or (name if those else "")
        if len(meant) > 1:
            self.problems.append(Problem(first, "several_customers", {}))
        return self._target(min(meant)) if meant else None

    def _candidates(self, name: str, key: str) -> set[int]:
        """Whom a key leads to: serials of customers that rows above are about, else negative ids."""
        known = self._draft.find(name, key)
        those = {known.serial} if known else set()
        for customer_id in self._found.by_key.get((name, key), ()):
            met = self._draft.find("id", customer_id)
            those.add(met.serial if met else -customer_id)
        return those

    def _country(self, who: int) -> str | None:
        return self._draft.target(who).country if who > 0 else self._found.customers[-who]["country"]

    def _target(self, who: int) -> Target:
        if who > 0:
            return self._draft.target(who)
        customer = self._found.customers[-who]
        target = self._draft.begin(self._row.line)
        target.id, target.number, target.country = customer["id"], customer["number"], customer["country"]
        target.is_new = False
        target.head_country = self._found.head_country(customer["id"])
        return target

    def _namesakes(self) -> set[int]:
        name = key_of(self._row.cells.get("name", ""))
        if not name:
            return set()
        met = {customer_id: self._draft.find("id", customer_id) for customer_id in self._found.named.get(name, ())}
        return self._draft.named(name) | {who.serial if who else -customer_id for customer_id, who in met.items()}

    def _of_the_same_name(self, namesakes: set[int]) -> Target | None:
        """The one customer of the row's name, of those that have no other organisation or VAT number."""
        possible = sorted(who for who in namesakes if self._agrees(who))
        if len(possible) == 1:
            self.is_by_name = True
            target = self._target(possible[0])
            joined = Problem("name", "joined_by_name", {"line": str(target.line)})
            matched = Problem("name", "matched_by_name", {"number": target.number})
            self.warnings.append(joined if target.is_new else matched)
            return target
        if possible:
            self.problems.append(self._several_named(possible))
        return None

    def _agrees(self, who: int) -> bool:
        """Whether the row's numbers, which lead nowhere, may be those that the customer does not have yet."""
        if who > 0:
            known = self._draft.target(who).keys
        else:
            customer = self._found.customers[-who]
            known = {name: customer[column] for name, column in KEYS.items()}
        read_there = self._checker.numbers(self._row, country_of(self._row) or self._country(who))
        own = self.keys | read_there.keys(has_customer_number=False)
        return all(known.get(name) in {None, own[name]} for name in own)

    def _number(self, who: int) -> str:
        return self._draft.target(who).number if who > 0 else self._found.customers[-who]["number"]

    def _named_already(self, namesakes: set[int]) -> Problem:
        """Others of the name have numbers of their own, so this is somebody else."""
        numbers = sorted(filter(None, map(self._number, namesakes)))
        return Problem("name", "name_exists", {"number": numbers[0]}) if numbers else Problem("name", "name_above", {})

    def _several_named(self, possible: list[int]) -> Problem:
        numbers = [number for who in possible if (number := self._number(who))]
        if len(numbers) < len(possible):
            return Problem("name", "several_named_here", {})
        return Problem("name", "several_named", {"numbers": ", ".join(sorted(numbers)[:MOST_NAMED])})
