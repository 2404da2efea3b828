"""Which column of a file means what: header words in four languages, however they are spelled."""

from __future__ import annotations

from dataclasses import dataclass

from customer_card.domain.errors import Refused
from customer_card.domain.text_keys import fold, plain_text
from customer_card.i18n.catalogues import gettext_noop

NAMES = {
    "number": gettext_noop("Customer number"),
    "name": gettext_noop("Customer name"),
    "organisation_number": gettext_noop("Organisation number"),
    "vat_number": gettext_noop("VAT number"),
    "country": gettext_noop("Country"),
    "industry": gettext_noop("Industry"),
    "owner": gettext_noop("Account owner"),
    "email": gettext_noop("Email"),
    "phone": gettext_noop("Phone"),
    "website": gettext_noop("Website"),
    "description": gettext_noop("Description"),
    "employees": gettext_noop("Number of employees"),
    "revenue": gettext_noop("Annual revenue"),
    "revenue_currency": gettext_noop("Currency"),
    "sole_trader": gettext_noop("Sole trader"),
    "active": gettext_noop("Active"),
    "language": gettext_noop("Language"),
    "address.line1": gettext_noop("Address"),
    "address.line2": gettext_noop("Address line 2"),
    "address.postal_code": gettext_noop("Postal code"),
    "address.city": gettext_noop("City"),
    "address.region": gettext_noop("Region"),
    "address.country": gettext_noop("Country of the address"),
    "address.phone": gettext_noop("Phone of the address"),
    "address.is_billing": gettext_noop("Billing address"),
    "address.is_postal": gettext_noop("Postal address"),
    "address.is_visiting": gettext_noop("Visiting address"),
    "contact.first_name": gettext_noop("First name"),
    "contact.last_name": gettext_noop("Last name"),
    "contact.title": gettext_noop("Job title"),
    "contact.role": gettext_noop("Role"),
    "contact.keywords": gettext_noop("Keywords"),
    "contact.email": gettext_noop("Email of the contact"),
    "contact.phone": gettext_noop("Phone of the contact"),
    "contact.language": gettext_noop("Language of the contact"),
    "contact.consent": gettext_noop("Marketing consent"),
    "address": gettext_noop("Address"),
    "contact": gettext_noop("Contact"),
}
"""What each field is called when no column of the file names it: a message id."""

_EMAIL = "E-post, E-postadress, Email, Email address, Mail, Mejl, Sähköposti, Sähköpostiosoite, E-postadresse"
_PHONE = "Telefon, Telefonnummer, Telefonnr, Tel, Phone, Phone number, Telephone, Puhelin, Puhelinnumero"
_LANGUAGE = "Språk, Language, Kieli"
_COUNTRY = "Land, Landkod, Landskod, Country, Country code, Maa, Maakoodi, Maatunnus, Landkode"

_WORDS = {
    "number": "Kundnummer, Kundnr, Kund-ID, Nummer, Nr, Customer number, Customer no, Customer ID, Number,"
    " Asiakasnumero, Asiakasnro, Asiakastunnus, Numero, Nro, Kundenummer, Kundenr, Kunde-ID",
    "name": "Kundnamn, Namn, Kund, Företag, Företagsnamn, Bolag, Bolagsnamn, Firma, Firmanamn, Customer name,"
    " Name, Customer, Company, Company name, Account name, Asiakkaan nimi, Asiakas, Nimi, Yritys,"
    " Yrityksen nimi, Kundenavn, Navn, Kunde, Bedrift, Firmanavn, Foretak, Selskap",
    "organisation_number": "Organisationsnummer, Organisationsnr, Org.nr, Orgnummer, Organisation number,"
    " Organisation no, Organization number, Organization no, Org no, Org number, Company number,"
    " Company registration number, Registration number, Business ID, Y-tunnus, Organisasjonsnummer,"
    " Organisasjonsnr, Foretaksnummer, CVR, CVR-nummer, CVR-nr",
    "vat_number": "Momsregistreringsnummer, Momsregistreringsnr, Momsreg.nr, Momsnummer, Momsnr, VAT-nummer,"
    " VAT-nr, VAT number, VAT no, VAT ID, VAT, VAT registration number, ALV-tunniste, ALV-numero, ALV-nro,"
    " VAT-tunniste, VAT-numero, MVA-nummer, MVA-nr, MVA",
    "country": _COUNTRY,
    "industry": "Bransch, Industry, Line of business, Toimiala, Bransje, Næring",
    "owner": "Kundansvarig, Account owner, Account manager, Customer owner, Owner, Asiakasvastaava, Kundeansvarlig",
    "email": _EMAIL,
    "phone": _PHONE,
    "website": "Webbplats, Webbadress, Hemsida, Webb, Website, Web, URL, WWW, Homepage, Verkkosivusto,"
    " Verkkosivut, Kotisivu, Kotisivut, Nettsted, Nettside, Hjemmeside",
    "description": "Beskrivning, Description, Kuvaus, Beskrivelse",
    "employees": "Antal anställda, Anställda, Number of employees, No of employees, Employees,"
    " Henkilöstömäärä, Henkilöstö, Antall ansatte, Ansatte",
    "revenue": "Årsomsättning, Omsättning, Annual revenue, Revenue, Turnover, Vuosiliikevaihto, Liikevaihto,"
    " Årsomsetning, Omsetning",
    "revenue_currency": "Valuta, Omsättningens valuta, Currency, Revenue currency, Valuutta,"
    " Liikevaihdon valuutta, Omsetningens valuta",
    "sole_trader": "Enskild firma, Enskild näringsidkare, Sole trader, Toiminimi, Enkeltpersonforetak",
    "active": "Aktiv, Active, Aktiivinen",
    "language": _LANGUAGE,
    "address.line1": "Adress, Adressrad 1, Adress 1, Gatuadress, Gata, Utdelningsadress, Address,"
    " Address line 1, Address 1, Street, Street address, Osoite, Osoiterivi 1, Osoite 1, Katuosoite,"
    " Lähiosoite, Jakeluosoite, Adresse, Adresselinje 1, Adresse 1, Gateadresse",
    "address.line2": "Adressrad 2, Adress 2, C/o, C/o-adress, Address line 2, Address 2, Osoiterivi 2,"
    " Osoite 2, Adresselinje 2, Adresse 2",
    "address.postal_code": "Postnummer, Postnr, Postal code, Postcode, Zip, Zip code, Postinumero, Postinro",
    "address.city": "Ort, Postort, Stad, City, Town, Postitoimipaikka, Kaupunki, Paikkakunta, Poststed, Sted",
    "address.region": "Region, Län, Landskap, State, County, Province, Maakunta, Alue, Fylke",
    "address.is_billing": "Faktureringsadress, Fakturaadress, Billing address, Invoice address,"
    " Laskutusosoite, Fakturaadresse",
    "address.is_postal": "Postadress, Postal address, Mailing address, Postiosoite, Postadresse",
    "address.is_visiting": "Besöksadress, Visiting address, Käyntiosoite, Besøksadresse",
    "contact.first_name": "Förnamn, First name, Given name, Etunimi, Fornavn",
    "contact.last_name": "Efternamn, Last name, Surname, Family name, Sukunimi, Etternavn",
    "contact.title": "Titel, Befattning, Job title, Title, Tehtävänimike, Titteli, Nimike, Stilling, Tittel",
    "contact.role": "Roll, Role, Rooli, Rolle",
    "contact.keywords": "Nyckelord, Keywords, Keyword, Avainsanat, Avainsana, Nøkkelord",
    "contact.consent": "Samtycke, Samtycke till marknadsföring, Consent, Marketing consent,"
    " Suoramarkkinointilupa, Markkinointilupa, Samtykke, Samtykke til markedsføring",
}

# Of these a customer has one of its own, so a column is the address's or the contact's only when it says so.
_WORDS_OF_PARTS = {
    "address.country": _COUNTRY,
    "address.phone": _PHONE,
    "contact.email": _EMAIL,
    "contact.phone": _PHONE,
    "contact.language": _LANGUAGE,
}
_OWNERS = {
    "customer": "Kund, Kundens, Kunde, Customer, Asiakas, Asiakkaan, Company",
    "address": "Adress, Adressens, Address, of address, of the address, Osoite, Osoitteen, Adresse",
    "contact": "Kontakt, Kontaktens, Kontaktperson, Kontaktpersonens, Contact, of contact, of the contact,"
    " Contact person, Yhteyshenkilö, Yhteyshenkilön",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file mean: a field or None for each, and how the file calls each field."""

    fields: tuple[str | None, ...]
    titles: dict[str, str]
    unknown: tuple[str, ...]


def letters(title: str) -> str:
    """A header's letters and digits, folded: case, accents, blanks and punctuation mean nothing."""
    return "".join(character for character in fold(title) if character.isalnum())


def _known_words() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, words in _WORDS.items():
        known |= {letters(word): field for word in words.split(",")}
    for field, words in (_WORDS_OF_PARTS | _WORDS).items():
        owner = field.split(".")[0] if "." in field else "customer"
        for word in map(letters, words.split(",")):
            for owned in map(letters, _OWNERS[owner].split(",")):
                known.setdefault(owned + word, field)
                known.setdefault(word + owned, field)
    return known


_KNOWN = _known_words()


def field_of(title: str) -> str | None:
    """The field that a header means, or None."""
    return _KNOWN.get(letters(title))


def count_known(titles: list[str]) -> int:
    """How many headers of a row are known, by which a separator proves itself."""
    return len({field_of(title) for title in titles} - {None})


def recognise(titles: list[str]) -> Columns:
    """What each column means.

    Raises ``Refused`` when two columns mean the same, or when none is the customer's name.
    """
    fields: list[str | None] = []
    known: dict[str, str] = {}
    unknown: list[str] = []
    for title in map(plain_text, titles):
        field = field_of(title)
        if field in known:
            raise Refused("duplicate_column", {"first": known[field], "second": title})
        fields.append(field)
        if field:
            known[field] = title
        elif title:
            unknown.append(title)
    if "name" not in known:
        raise Refused("name_column_missing")
    return Columns(tuple(fields), known, tuple(unknown))
