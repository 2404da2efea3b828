"""The words of the demo firm's activities and notes."""

from __future__ import annotations

NOTES = (
    ("call", "Ringde {first}. De vill gå vidare och väntar på vår tidplan."),
    ("call", "{first} hörde av sig om förlängning av avtalet. Pris enligt nuvarande lista till årsskiftet."),
    ("meeting", "Avstämning på plats.\n\n- Budgeten är klar\n- Styrelsen beslutar nästa månad\n- Vi skickar förslag"
     " på **bemanning** före dess"),
    ("meeting", "Lunch med {first}. Nöjd med leveransen, önskar tätare rapportering."),
    ("email", "Skickade offerten till {first} och bad om svar inom två veckor."),
    ("email", "Fick underlaget som saknades. Allt ligger i projektets mapp."),
    ("note", "Ny ekonomichef tillträder i vår. Bra tillfälle att visa tidrapporteringen."),
    ("note", "Konkurrenten har lämnat ett lägre pris. Vi står fast vid kvaliteten och vår referens i branschen."),
    ("call", "Frågor om senaste fakturan, alla utredda. Betalar den här veckan."),
    ("meeting", "Styrgrupp: inga avvikelser. Nästa beslutspunkt är driftstarten."),
)  # fmt: skip
TODOS = (
    "Ring {first} om nästa steg", "Skicka reviderad offert", "Boka uppföljningsmöte", "Tacka för mötet",
    "Stäm av fakturaadress", "Skicka referenser", "Följ upp nöjdheten", "Bekräfta kontaktuppgifter",
)  # fmt: skip
TASKS = (
    "Samla in krav", "Ta fram tidplan", "Skriv slutrapport", "Gå igenom testfall", "Förbered utbildning",
    "Uppdatera budget", "Intervjua nyckelpersoner", "Granska avtalsbilaga", "Sätt upp testmiljö",
    "Dokumentera processen", "Stäm av med ekonomi", "Planera driftstart",
)  # fmt: skip
MEETINGS = (
    ("Styrgruppsmöte", "Hos kunden"), ("Avstämning", "Teams"), ("Workshop", "Vårt kontor, Sveavägen"),
    ("Lunch", "Restaurang Prinsen"), ("Demonstration", "Teams"),
)  # fmt: skip
WHOLE_DAYS = ("Arbetar hos kunden", "Mässa", "Utbildningsdagar")
ANSWERS = ("Bra, jag tar kontakt på måndag.", "Har vi fått det skriftligt?", "Ja, det ligger i mappen.")
