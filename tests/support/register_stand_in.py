"""A stand-in for the two public registers: speaks as both do, and as badly as either can.

Tests start one and put companies and behaviours into it. For trying by hand,
``python -m tests.support.register_stand_in`` starts one that knows the demo firm's customers.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

SLOW_SECONDS = 60.0


@dataclass(frozen=True)
class Behaviour:
    """An answer that is given instead of a company's; ``slow`` ones wait until the stand-in is released."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    hangs_up: bool = False


TOO_MANY = Behaviour(429, b"", {"Retry-After": "90"})
BROKEN = Behaviour(500, b"<html><body>Internal Server Error</body></html>", {"Content-Type": "text/html"})
SLOW = Behaviour(slow=True)
TRUNCATED = Behaviour(body=b'{"totalResults": 1, "companies": [{"businessId"')
HUGE = Behaviour(body=b'{"navn": "' + b"x" * 5_000_000 + b'"}')
HANGS_UP = Behaviour(hangs_up=True)


def finnish_company(business_id: str, name: str, **values: Any) -> Json:
    """A company as PRH writes it; further values replace or add keys."""
    street = values.pop("street", "Karakaari")
    number = values.pop("number", "7")
    finnish, swedish = values.pop("city", ("ESPOO", "ESBO"))
    address = {
        "type": 1, "street": street, "postCode": values.pop("post_code", "02610"),
        "postOffices": [
            {"city": swedish, "languageCode": "2", "municipalityCode": "049"},
            {"city": finnish, "languageCode": "1", "municipalityCode": "049"},
        ],
        "buildingNumber": number, "entrance": "", "apartmentNumber": "", "apartmentIdSuffix": "", "co": "",
        "registrationDate": "2019-07-01", "source": "0",
    }  # fmt: skip
    return {
        "businessId": {"value": business_id, "registrationDate": "1978-03-15", "source": "3"},
        "names": [{"name": name, "type": "1", "registrationDate": "1997-09-01", "version": 1, "source": "1"}],
        "website": {"url": values.pop("website", ""), "registrationDate": "2019-07-01", "source": "0"},
        "companySituations": [],
        "registeredEntries": [{"type": "80", "registrationDate": "1994-06-01", "register": "6", "authority": "1"}],
        "addresses": [address],
        "tradeRegisterStatus": "1",
        "status": "2",
        "lastModified": "2026-08-19T10:04:06",
    } | values


def norwegian_unit(number: str, name: str, **values: Any) -> Json:
    """A unit as Enhetsregisteret writes it; further values replace or add keys."""
    address = {
        "land": "Norge", "landkode": "NO", "postnummer": values.pop("post_code", "0101"),
        "poststed": values.pop("city", "OSLO"), "adresse": [values.pop("street", "Eksempelgata 1"), None, None, ""],
        "kommune": "OSLO", "kommunenummer": "0301",
    }  # fmt: skip
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "registrertIMvaregisteret": True,
        "forretningsadresse": address,
        "konkurs": False,
        "konkursdato": "",
        "underAvvikling": False,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "_links": {"self": {"href": f"https://data.brreg.no/enhetsregisteret/api/enheter/{number}"}},
    } | values


def deleted_unit(number: str, name: str, day: str = "2024-11-26") -> Json:
    """What is left of a unit that was deleted."""
    return {"organisasjonsnummer": number, "navn": name, "slettedato": day}


class StandIn:
    """Both registers on one port; what they know and how they behave can be changed while they run."""

    def __init__(self, port: int = 0) -> None:
        self.finnish: dict[str, Json] = {}
        self.norwegian: dict[str, Json] = {}
        self.sub_units: dict[str, Json] = {}
        self.removed: dict[str, str] = {}
        self.behaviours: dict[str, Behaviour] = {}
        self.calls: list[str] = []
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"stand_in": self}))
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def prh_url(self) -> str:
        """What stands for PRH's address."""
        return f"{self.url}/prh"

    @property
    def brreg_url(self) -> str:
        """What stands for Brønnøysund's address."""
        return f"{self.url}/brreg"

    def add(self, *companies: Json) -> None:
        """Let the registers know companies of either shape, replacing what they knew of them."""
        for one in companies:
            if "businessId" in one:
                self.finnish[one["businessId"]["value"]] = one
            else:
                self.norwegian[one["organisasjonsnummer"]] = one

    def serve(self) -> None:
        """Answer until stopped."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Stop answering, slow answers included."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: dict[str, str]) -> Behaviour:
        """What is said to a question."""
        register, _, rest = path.strip("/").partition("/")
        asked = rest.rpartition("/")[2]
        own = self.behaviours.get(query.get("businessId") or query.get("name") or query.get("navn") or asked)
        if own is not None:
            return own
        return self._prh(query) if register == "prh" else self._brreg(rest, query)

    def _prh(self, query: dict[str, str]) -> Behaviour:
        if "businessId" in query:
            one = self.finnish.get(query["businessId"])
            found = [one] if one else []
        else:
            typed = query.get("name", "").casefold()
            found = [one for one in self.finnish.values() if typed in one["names"][0]["name"].casefold()]
        return _json({"totalResults": len(found), "companies": found})

    def _brreg(self, rest: str, query: dict[str, str]) -> Behaviour:
        kind, _, number = rest.partition("/")
        if not number:
            typed = query.get("navn", "").casefold()
            found = [one for one in self.norwegian.values() if typed in one["navn"].casefold()]
            return _json({"_embedded": {"enheter": found}} if found else {"page": {"totalElements": 0}})
        if number in self.removed:
            return _json({"organisasjonsnummer": number, "slettedato": self.removed[number]}, 410)
        one = (self.norwegian if kind == "enheter" else self.sub_units).get(number)
        return _json(one) if one else Behaviour(404, b"")


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.stand_in.calls.append(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        behaviour = self.stand_in.answer(parts.path, query)
        if behaviour.slow:
            self.stand_in.released.wait(SLOW_SECONDS)
        if behaviour.hangs_up:
            self.close_connection = True
            return
        with suppress(ConnectionError):
            self.send_response(behaviour.status)
            for name, value in ({"Content-Type": "application/json"} | behaviour.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(behaviour.body)))
            self.end_headers()
            self.wfile.write(behaviour.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — the name is the base class's.
        """Nothing: the calls are kept."""


def _json(value: Json, status: int = 200) -> Behaviour:
    return Behaviour(status, json.dumps(deepcopy(value)).encode())


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A stand-in that answers on a free port until the block is left."""
    one = StandIn()
    thread = threading.Thread(target=one.serve, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join()


def with_demo_customers(one: StandIn) -> None:
    """The demo firm's Finnish and Norwegian customers, some with new names, places or troubles."""
    one.add(
        finnish_company("9900001-8", "Havukoski Konsultointi Oy", street="Uusikatu", number="4",
                        city=("HELSINKI", "HELSINGFORS"), post_code="00150", website="www.havukoski.example"),
        finnish_company("9900004-2", "Pohjanranta Logistiikka Oy", companySituations=[{"type": "KONK"}]),
        finnish_company("9900007-7", "Oy Västerskär Consulting Ab", city=("VAASA", "VASA"), post_code="65100"),
        finnish_company("9900008-5", "TUULISAAREN VOIMA OYJ", city=("PORI", "BJÖRNEBORG"), post_code="28100"),
        norwegian_unit("310000019", "FJORDBRIS RÅDGIVNING AS", hjemmeside="www.fjordbris.example"),
        norwegian_unit("310000027", "NORDVÅG SJØMAT ASA", epostadresse="post@nordvag.example", city="MO I RANA"),
        norwegian_unit("310000043", "HAVØRN SUBSEA AS", underAvvikling=True),
        deleted_unit("310000051", "TINDEFJELL REISELIV AS"),
    )  # fmt: skip
    one.removed["310000078"] = "2025-05-24"
    one.behaviours |= {"9900002-6": TOO_MANY, "9900003-4": BROKEN, "310000035": SLOW}


def main(port: int) -> None:
    """Answer for people who try things out, until interrupted."""
    one = StandIn(port)
    with_demo_customers(one)
    print(f"CUSTOMER_CARD_PRH_URL={one.prh_url} CUSTOMER_CARD_BRREG_URL={one.brreg_url}", flush=True)
    with suppress(KeyboardInterrupt):
        one.serve()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4199)
