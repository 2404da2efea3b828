"""Reading a person out of pasted e-mail signatures from the Nordic countries."""

from __future__ import annotations

import pytest

from customer_card.domain.signatures import Signature, SignaturePhone, parse_signature

MOBILE, WORK = "mobile", "work"


def person(
    first: str = "",
    last: str = "",
    title: str = "",
    emails: tuple[str, ...] = (),
    phones: tuple[tuple[str, str], ...] = (),
) -> Signature:
    return Signature(first, last, title, emails, tuple(SignaturePhone(*phone) for phone in phones))


SIGNATURES = {
    "Swedish with everything": (
        "SE",
        """
        Med vänlig hälsning

        Åsa Lindqvist
        Ekonomichef

        Solrosens Konsult AB
        Storgatan 12
        111 29 Stockholm
        Tel: 08-123 456 78
        Mob: 070-174 06 05
        asa.lindqvist@solrosen.example
        www.solrosen.example
        Org.nr 556012-5790
        """,
        person("Åsa", "Lindqvist", "Ekonomichef", ("asa.lindqvist@solrosen.example",),
               ((WORK, "+46 8 123 456 78"), (MOBILE, "+46 70 174 06 05"))),
    ),
    "Swedish on one line": (
        "SE",
        "Mvh Johan von Essen | Projektledare | Byggkraft i Norr AB | 070-174 06 06 | johan@byggkraft.example",
        person("Johan", "von Essen", "Projektledare", ("johan@byggkraft.example",), ((MOBILE, "+46 70 174 06 06"),)),
    ),
    "Swedish without a title, with a disclaimer": (
        "SE",
        """Hälsningar
        Anna-Karin Öberg
        Havsörnens Byggteknik AB
        Direkt +46 (0)8 123 456 78, växel 08-123 456 70

        Detta meddelande kan innehålla konfidentiell information. Om du inte är rätt mottagare, vänligen
        radera det. Läs om hur vi behandlar personuppgifter på https://havsornen.example/gdpr
        """,
        person("Anna-Karin", "Öberg", "", (), ((WORK, "+46 8 123 456 78"), (WORK, "+46 8 123 456 70"))),
    ),
    "Swedish in capitals with a fax": (
        None,
        """ERIK SVENSSON
        Vd, Svenssons Åkeri AB
        Fax: 08-123 456 79
        E-post: erik@svenssonsakeri.example
        Tfn 08-123 456 78""",
        person("Erik", "Svensson", "Vd", ("erik@svenssonsakeri.example",), ((WORK, "+46 8 123 456 78"),)),
    ),
    "Finnish with everything": (
        "FI",
        """Ystävällisin terveisin

        Matti Mäkinen
        Toimitusjohtaja
        Havukoski Konsultointi Oy
        Mannerheimintie 12 B, 00100 HELSINKI
        Puh. 09 1234 5678
        GSM +358 40 123 4567
        matti.makinen@havukoski.example
        Y-tunnus 1234567-8""",
        person("Matti", "Mäkinen", "Toimitusjohtaja", ("matti.makinen@havukoski.example",),
               ((WORK, "+358 9 12345678"), (MOBILE, "+358 40 1234567"))),
    ),
    "Finnish with the last name first": (
        "FI",
        """Terveisin
        Korhonen Liisa
        projektipäällikkö
        liisa.korhonen@meritekniikka.example
        puh 040 123 4567""",
        person("Liisa", "Korhonen", "projektipäällikkö", ("liisa.korhonen@meritekniikka.example",),
               ((MOBILE, "+358 40 1234567"),)),
    ),
    "Finnish read for a Swedish customer": (
        "SE",
        """Yt, Päivi Åkerman-Niemi
        Asiantuntija, talous
        p. 050 123 4567
        paivi.akerman-niemi@pohjola.example.fi""",
        person("Päivi", "Åkerman-Niemi", "Asiantuntija", ("paivi.akerman-niemi@pohjola.example.fi",),
               ((MOBILE, "+358 50 1234567"),)),
    ),
    "Norwegian with everything": (
        "NO",
        """Med vennlig hilsen

        Kari Bjørnstad Nilsen
        Daglig leder

        Fjordkraft Rådgivning AS
        Postboks 3456, 0150 Oslo
        Tlf: 22 12 34 56 / Mob: 412 34 567
        kari.nilsen@fjordradgivning.example
        Org.nr. 912 345 678 MVA""",
        person("Kari Bjørnstad", "Nilsen", "Daglig leder", ("kari.nilsen@fjordradgivning.example",),
               ((WORK, "+47 22 12 34 56"), (MOBILE, "+47 41 23 45 67"))),
    ),
    "Norwegian with international numbers": (
        None,
        """Hilsen Øystein Sæther
        Seniorrådgiver
        M: +47 412 34 568
        E: oystein@saether.example""",
        person("Øystein", "Sæther", "Seniorrådgiver", ("oystein@saether.example",), ((MOBILE, "+47 41 23 45 68"),)),
    ),
    "English from Denmark": (
        "DK",
        """Best regards,

        Søren K. Dalgaard
        Head of Procurement
        Dalgaard Marine A/S
        Phone: +45 32 12 34 56
        Mobile: +45 20 12 34 56
        <mailto:skd@dalgaardmarine.example>""",
        person("Søren K.", "Dalgaard", "Head of Procurement", ("skd@dalgaardmarine.example",),
               ((WORK, "+45 32 12 34 56"), (MOBILE, "+45 20 12 34 56"))),
    ),
    "English with a degree and two addresses": (
        "FI",
        """Kind regards
        --
        Dr. Emma Virtanen, PhD
        Chief Technology Officer
        emma.virtanen@lumotech.example; support@lumotech.example
        Tel. +358 9 1234 5678
        CONFIDENTIALITY NOTICE: This message is intended for the addressee only.""",
        person("Emma", "Virtanen", "Chief Technology Officer",
               ("emma.virtanen@lumotech.example", "support@lumotech.example"), ((WORK, "+358 9 12345678"),)),
    ),
    "two numbers with nothing between them": (
        "SE",
        "Klara Bergström\n070-174 06 05 08-123 456 78",
        person("Klara", "Bergström", phones=((MOBILE, "+46 70 174 06 05"), (WORK, "+46 8 123 456 78"))),
    ),
    "only an address and a number": (
        "SE",
        "faktura@solrosen.example\n08-123 456 78",
        person(emails=("faktura@solrosen.example",), phones=((WORK, "+46 8 123 456 78"),)),
    ),
    "the company before the person": (
        "SE",
        """Norrsken Redovisning AB
        Elin Sjöberg | Redovisningskonsult
        Box 123, 971 05 Luleå
        0920-123 45
        elin@norrsken.example""",
        person("Elin", "Sjöberg", "Redovisningskonsult", ("elin@norrsken.example",), ((WORK, "+46 920 123 45"),)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_is_read(name: str) -> None:
    country, text, expected = SIGNATURES[name]
    assert parse_signature(text, country) == expected


@pytest.mark.parametrize("text", ["", "   \n\n", "@@@", "Hej!", "12", "Box 123\n111 29 Stockholm", "a@b", "\x00|||"])
def test_what_says_nothing_of_a_person_gives_nothing(text: str) -> None:
    assert parse_signature(text, "SE") == Signature()


def test_an_enormous_text_is_read_only_so_far() -> None:
    many = "\n".join(f"namn{n}@provkund.example 070-174 06 {n % 100:02}" for n in range(5_000))
    found = parse_signature(many, "SE")
    assert (len(found.emails), len(found.phones)) == (5, 5)


def test_a_line_without_an_end_takes_no_time() -> None:
    assert parse_signature("a." * 3_000 + "@" + "b-" * 3_000, "SE").emails == ()
