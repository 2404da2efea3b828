"""The demo firm's customers outside Sweden."""

from __future__ import annotations

from customer_card.services.demo.sheets import AddressSheet as A
from customer_card.services.demo.sheets import CustomerSheet as C

FINNISH = (
    C(1006, "Kivilahden Sähkö Oy", "FI", "9900002-6", "mika.lehtonen", "Energi", "kivilahti",
      "09 3157 0106", 928, (A("Voimalatie 5", "02150", "Espoo", "bpv"),), revenue=18_400, employees=62,
      potential="S"),
    C(1012, "Lumikello Ohjelmistot Oy", "FI", "9900003-4", "mika.lehtonen", "IT och programvara", "lumikello",
      "03 555 0112", 890, (A("Koodarinkatu 8 B", "33100", "Tampere", "pv"),
      A("PL 45", "33101", "Tampere", "b")), revenue=7_900, employees=48, potential="H",
      description="Snabbväxande programvarubolag. All kontakt på finska eller engelska."),
    C(1017, "Havukoski Konsultointi Oy", "FI", "9900001-8", "mika.lehtonen", "Konsulttjänster", "havukoski",
      "09 3157 0117", 820, (A("Esimerkkikatu 18", "00100", "Helsinki", "bpv"),), revenue=1_150, employees=9,
      potential="S"),
    C(1021, "Pohjanranta Logistiikka Oy", "FI", "9900004-2", "mika.lehtonen", "Transport och logistik",
      "pohjanranta", "08 555 0121", 778, (A("Satamakatu 30", "90100", "Oulu", "bpv"),
      A("Terminaalintie 2", "01530", "Vantaa", phone="09 3157 0121")), revenue=46_200, employees=230,
      potential="H", description="Fakturor endast som e-faktura via operatör."),
    C(1026, "Oy Strömsviken Marin Ab", "FI", "9900005-0", "mika.lehtonen", "Transport och logistik",
      "stromsviken", "018 555 026", 680, (A("Hamngatan 7", "22100", "Mariehamn", "bpv", region="Åland"),),
      revenue=5_600, employees=27, potential="S", language="sv",
      description="Åländskt bolag, hör till Finland men står utanför EU:s skatteområde för moms."),
    C(1030, "Mäkitörmä Rakennus Oy", "FI", "9900006-9", "mika.lehtonen", "Bygg och arkitektur", "makitorma",
      "02 555 0130", 410, (A("Tiilitie 12", "20320", "Turku", "bpv"),), revenue=9_300, employees=41,
      potential="L", active=False),
    C(1034, "Oy Västerskär Consulting Ab", "FI", "9900007-7", "mika.lehtonen", "Konsulttjänster", "vasterskar",
      "06 555 0134", 290, (A("Strandgatan 16", "65100", "Vasa", "bpv"),), revenue=2_450, employees=17,
      potential="S", language="sv"),
    C(1037, "Tuulisaaren Energia Oyj", "FI", "9900008-5", "mika.lehtonen", "Energi", "tuulisaari",
      "09 3157 0137", 190, (A("Tuulimyllyntie 1", "28100", "Pori", "v"),
      A("PL 310", "00101", "Helsinki", "bp")), revenue=212_000, employees=380, potential="H"),
    C(1039, "Koivuranta Palvelut Oy", "FI", "9900010-6", "mika.lehtonen", "Vård och omsorg", "koivuranta",
      "09 3157 0139", 9, employees=35),
)  # fmt: skip

NORWEGIAN = (
    C(1003, "Fjordbris Rådgivning AS", "NO", "310 000 019", "ingrid.solberg", "Konsulttjänster", "fjordbris",
      "22 00 01 03", 945, (A("Eksempelgata 1", "0101", "Oslo", "bv"),
      A("Postboks 1752 Vika", "0122", "Oslo", "p", line2="c/o Kontorfellesskapet")), revenue=64_000,
      employees=50, potential="S", description="Samarbetspartner i Norge; delar uppdrag med oss."),
    C(1010, "Nordvåg Sjømat AS", "NO", "310 000 027", "ingrid.solberg", "Livsmedel", "nordvag",
      "75 50 01 10", 908, (A("Kaiveien 6", "8300", "Svolvær", "bpv"),), revenue=388_000, employees=94,
      potential="H"),
    C(1015, "Bjørkelia Eiendom AS", "NO", "310 000 035", "ingrid.solberg", "Fastigheter", "bjorkelia",
      "55 55 01 15", 850, (A("Bryggestredet 11", "5003", "Bergen", "bpv"),), revenue=127_000, employees=22,
      potential="S"),
    C(1024, "Havørn Subsea AS", "NO", "310 000 043", "ingrid.solberg", "Energi", "havorn", "51 50 01 24",
      720, (A("Plattformveien 20", "4056", "Tananger", "v"), A("Postboks 88", "4098", "Tananger", "bp")),
      revenue=912_000, employees=265, potential="H",
      description="Projekten styrs från Stavanger. Möten på engelska när driften är med."),
    C(1031, "Tindefjell Reiseliv AS", "NO", "310 000 051", "ingrid.solberg", "Hotell och turism",
      "tindefjell", "77 60 01 31", 380, (A("Skiheisveien 3", "9008", "Tromsø", "bpv"),), revenue=49_000,
      employees=39, potential="S"),
    C(1038, "Solvik Vann KF", "NO", "310 000 078", "", "Offentlig sektor och föreningar", "solvik",
      "38 00 01 38", 150, (A("Rådhusgata 2", "4611", "Kristiansand S", "bpv"),), vat="", revenue=31_000,
      employees=28, potential="L", description="Kommunalt företag utan registrering för mervärdesskatt."),
)  # fmt: skip

DANISH = (
    C(1008, "Søkildegaard Fødevarer A/S", "DK", "99000015", "erik.berglund", "Livsmedel", "sokildegaard",
      "55 55 01 08", 918, (A("Mejerivej 14", "7100", "Vejle", "bpv"),), revenue=233_000, employees=108,
      potential="S"),
    C(1019, "Klitrose Arkitekter ApS", "DK", "99000023", "", "Bygg och arkitektur", "klitrose",
      "55 55 01 19", 790, (A("Havnegade 27, 2. sal", "1058", "København K", "bpv"),), revenue=19_500,
      employees=18, potential="S"),
    C(1028, "Møllestenen Byg A/S", "DK", "99000031", "erik.berglund", "Bygg och arkitektur", "mollestenen",
      "55 55 01 28", 450, (A("Stenhuggervej 5", "8000", "Aarhus C", "pv"),
      A("Bogholderiet", "8210", "Aarhus V", "b", line2="Regnskabsvej 9")), revenue=156_000, employees=83,
      potential="H", description="Bytte namn efter en fusion; äldre fakturor bär det gamla namnet."),
    C(1036, "Havblik Rederi A/S", "DK", "99000058", "", "Transport och logistik", "havblik", "55 55 01 36",
      230, (A("Rederkajen 2", "5700", "Svendborg", "bpv"),), revenue=98_000, employees=57, potential="L"),
)  # fmt: skip

OTHERS = (
    C(1023, "Silberweiher Maschinenbau GmbH", "DE", "HRB 999012", "ledning", "Tillverkningsindustri",
      "silberweiher", "030 23125 023", 740, (A("Werkstraße 19", "10245", "Berlin", "bpv"),),
      vat="DE999000121", revenue=84_000, employees=340, potential="S"),
    C(1033, "Thistlewick & Rowe Ltd", "GB", "99000123", "ledning", "Media och förlag", "thistlewick",
      "020 7946 0133", 320, (A("14 Copperplate Lane", "EC1A 9ZZ", "London", "bpv"),),
      vat="GB999000103", revenue=6_700, employees=31, potential="H",
      description="Storbritannien står utanför EU: fakturera utan moms."),
)  # fmt: skip
