"""The words by which the lines of an e-mail signature are told apart, in Swedish, Finnish, Norwegian and English.

All are folded: lower case without accents.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    """The words of a text, for lists that would fill a screen one word a line."""
    return frozenset(text.split())


GREETINGS = (
    "med vanlig halsning", "med vanliga halsningar", "vanlig halsning", "vanliga halsningar", "basta halsningar",
    "hjartliga halsningar", "halsningar", "halsning", "mvh", "vh",
    "ystavallisin terveisin", "ystavallisesti", "parhain terveisin", "terveisin", "terveiset", "yst terv", "yt",
    "med vennlig hilsen", "med vennlige hilsener", "vennlig hilsen", "beste hilsen", "hilsen", "mvh",
    "with kind regards", "with best regards", "kind regards", "best regards", "warm regards", "many thanks",
    "regards", "sincerely", "best wishes", "best", "br", "cheers", "thanks", "tack", "kiitos", "takk",
)  # fmt: skip

MOBILE_LABELS = _words(
    "mob mobil mobiltelefon mobiltlf mobilnr mobile cell cellphone gsm matkapuhelin matkapuh matkap kannykka m"
)
PHONE_LABELS = (
    _words(
        "tel telefon telephone tfn tln tlf tlfnr phone ph puh puhelin puhelinnumero p t d direkt direktnr direktenummer"
        " direktnummer direct dir suora vaihde vaxel sentralbord sentralb office kontor kontoret arbete arbejde work"
        " jobb switchboard ring call nr nummer no number"
    )
    | MOBILE_LABELS
)
NOT_A_PHONE = _words(
    "fax faks faksi telefax org orgnr organisationsnummer organisasjonsnummer foretaksnr tunnus ytunnus alv vat moms"
    " mva cvr iban bic bankgiro bg plusgiro pg kontonr konto ovt gln postnr boks postboks box pl pb postbox id"
)
FINNISH_PHONE_LABELS = _words("puh puhelin puhelinnumero matkapuhelin matkapuh matkap kannykka vaihde suora")

TITLE_WORDS = _words(
    "vd ceo cfo cto coo cio cmo hr head partner owner founder counsel president lead fullmaktig delagare agare"
    " grundare osakas perustaja omistaja eier grunnlegger partneri"
)
TITLE_ENDINGS = (
    # Swedish
    "chef", "ledare", "ansvarig", "konsult", "ingenjor", "ekonom", "direktor", "koordinator", "assistent", "jurist",
    "advokat", "arkitekt", "saljare", "inkopare", "handlaggare", "utvecklare", "analytiker", "sekreterare",
    "administrator", "radgivare", "specialist", "strateg", "controller", "revisor", "samordnare", "forare",
    "medarbetare", "formgivare", "tekniker", "larare",
    # Finnish
    "johtaja", "paallikko", "asiantuntija", "konsultti", "insinoori", "suunnittelija", "kehittaja", "assistentti",
    "koordinaattori", "sihteeri", "neuvoja", "juristi", "asianajaja", "arkkitehti", "kontrolleri", "kirjanpitaja",
    "myyja", "hoitaja", "vastaava", "edustaja", "analyytikko", "ostaja", "tilintarkastaja", "esimies", "mestari",
    # Norwegian
    "sjef", "leder", "ansvarlig", "radgiver", "konsulent", "ingenior", "selger", "okonom", "forer", "utvikler",
    "saksbehandler", "medarbeider", "innkjoper", "fullmektig", "administrerende direktor",
    # English
    "manager", "director", "officer", "engineer", "consultant", "developer", "analyst", "assistant", "accountant",
    "advisor", "adviser", "coordinator", "architect", "designer", "executive", "secretary", "specialist", "buyer",
    "lawyer", "representative", "scientist", "strategist",
)  # fmt: skip

PARTICLES = _words("von af av de der den del van la le di du da ten ter zu")
DEGREES = _words("phd msc mba bsc ma ba di ktm otk kth civ civilingenjor cpa ktt tkt fil dr mr mrs ms")
