"""Names and titles from which the demo firm's contact persons are put together, by language."""

from __future__ import annotations

# The two lists of a language are combined freely.
FIRST_NAMES = {
    "sv": (
        "Agneta", "Albin", "Astrid", "Beatrice", "Camilla", "Daniel", "Ebba", "Emil", "Fredrika", "Gustaf",
        "Hanna", "Isak", "Jenny", "Kristoffer", "Linnéa", "Magnus", "Moa", "Niklas", "Olle", "Petra",
        "Rasmus", "Sofia", "Torbjörn", "Ulrika", "Viktor", "Åsa", "Örjan",
    ),
    "fi": (
        "Aino", "Antti", "Eeva", "Hannu", "Helmi", "Ilkka", "Jyrki", "Kaisa", "Lauri", "Minna", "Pekka",
        "Riikka", "Saara", "Timo", "Väinö",
    ),
    "nb": (
        "Aksel", "Bjørg", "Eirik", "Guro", "Håkon", "Ingvild", "Kjersti", "Lars", "Marte", "Odd",
        "Ragnhild", "Sindre", "Tone", "Åshild",
    ),
    "da": (
        "Anders", "Birgitte", "Christian", "Dorthe", "Esben", "Freja", "Gitte", "Jesper", "Kirsten",
        "Mikkel", "Rikke", "Søren",
    ),
    "de": (
        "Anke", "Bernd", "Claudia", "Dieter", "Franziska", "Jürgen", "Katrin", "Uwe",
    ),
    "en": (
        "Alice", "Benedict", "Charlotte", "Duncan", "Fiona", "Gareth", "Imogen", "Rupert",
    ),
}  # fmt: skip
LAST_NAMES = {
    "sv": (
        "Almkvist", "Bergstrand", "Cedergård", "Dalhammar", "Ekstrand", "Forsmark", "Gyllenäng", "Hedlöf",
        "Isling", "Kvarnbäck", "Ljungdahl", "Malmsäter", "Norrby", "Oxelgren", "Palmkrona", "Ringdal",
        "Sandhammar", "Tallbo", "Uddgren", "Vinterdal", "Åkerlöv", "Öhrvall", "von Strandkil",
        "af Björnklo", "de la Motte",
    ),
    "fi": (
        "Haapaniitty", "Hietakorpi", "Järvenkallio", "Kuusiranta", "Lehtovaara", "Mäkinen", "Niemelänen",
        "Pihlajaniemi", "Rantasuo", "Salmenkylä", "Tuomikangas", "Ylämäki",
    ),
    "nb": (
        "Bakkemo", "Dalvåg", "Eikelund", "Fjellheim", "Granmo", "Haugsvik", "Kvaløy", "Lundevik", "Myrbakk",
        "Solvær", "Tveitnes", "Østgård",
    ),
    "da": (
        "Bjerregård", "Dalsgård", "Engholt", "Fuglebæk", "Højlund", "Kærby", "Lindeskov", "Møllevang",
        "Ravnsø", "Sørensen",
    ),
    "de": (
        "Brückenau", "Lindenthal", "Mühlbacher", "Rosenfeld", "Steinkamp", "Weidenhof",
    ),
    "en": (
        "Ashgrove", "Birtwhistle", "Cavanagh-Price", "Ellerby", "Hawksworth", "Thornbury",
    ),
}  # fmt: skip
# What somebody with a role is called, in the customer's language.
TITLES = {
    "VD": {
        "sv": "Verkställande direktör", "fi": "Toimitusjohtaja", "nb": "Daglig leder",
        "da": "Administrerende direktør", "de": "Geschäftsführer", "en": "Managing Director",
    },
    "Faktureringskontakt": {
        "sv": "Ekonomiassistent", "fi": "Reskontranhoitaja", "nb": "Regnskapsmedarbeider",
        "da": "Bogholder", "de": "Buchhaltung", "en": "Accounts Payable Officer",
    },
    "Beslutsfattare": {
        "sv": "Affärsområdeschef", "fi": "Liiketoimintajohtaja", "nb": "Forretningsområdeleder",
        "da": "Forretningschef", "de": "Bereichsleitung", "en": "Head of Operations",
    },
    "Projektbeställare": {
        "sv": "Utvecklingschef", "fi": "Kehityspäällikkö", "nb": "Utviklingssjef",
        "da": "Udviklingschef", "de": "Projektleitung", "en": "Programme Manager",
    },
    "Ekonomichef": {
        "sv": "Ekonomichef", "fi": "Talouspäällikkö", "nb": "Økonomisjef",
        "da": "Økonomichef", "de": "Kaufmännische Leitung", "en": "Finance Director",
    },
    "Inköpare": {
        "sv": "Strategisk inköpare", "fi": "Hankintapäällikkö", "nb": "Innkjøper",
        "da": "Indkøber", "de": "Einkauf", "en": "Procurement Manager",
    },
    "Teknisk kontakt": {
        "sv": "IT-ansvarig", "fi": "Tietohallintopäällikkö", "nb": "IT-ansvarlig",
        "da": "It-ansvarlig", "de": "IT-Leitung", "en": "IT Manager",
    },
    "Rådgivare": {
        "sv": "Extern rådgivare", "fi": "Neuvonantaja", "nb": "Ekstern rådgiver",
        "da": "Ekstern rådgiver", "de": "Externer Berater", "en": "External Adviser",
    },
}  # fmt: skip
NOTES = (
    "Föredrar telefon före klockan tio.",
    "Föräldraledig till sommaren; växeln vet vem som ersätter.",
    "Vill ha underlag i god tid före mötet.",
    "Talar gärna engelska i projektmöten.",
    "Träffades på vårt frukostseminarium om hållbarhetsrapportering.",
    "Attesterar fakturor upp till en halv miljon.",
)
