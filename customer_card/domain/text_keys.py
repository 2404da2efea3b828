"""Keys computed from text, so that search, order and uniqueness are the same on every database engine.

Nothing here depends on a database's collation: the keys hold folded text that may be compared byte by byte.
"""

import re
import unicodedata

from rapidfuzz import fuzz

MAX_WORD = 40
MAX_SORT_KEY = 120
# From this similarity on, two names are shown as probably the same company. A wrong letter in a name of nine or a
# missing one in a name of five stays above it, «Nordea» and «Norden» stay below.
SIMILAR_NAME = 88

# These letters have no decomposition in Unicode, so that stripping accents alone would leave them as they are.
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t"}
    | {"ŋ": "n", "ı": "i"}
)
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs"}
# The three characters after «z» in ASCII stand for å, ä and ö: a comparison of bytes then gives the Swedish and
# Finnish order, and keys of ordinary names stay plain ASCII.
_KEPT_MARKS = {("a", "\u030a"): "{", ("a", "\u0308"): "|", ("o", "\u0308"): "}"}
_SORTED_AS = str.maketrans({"æ": "ä", "ø": "ö", "œ": "ö"})
# Stands where punctuation was until the runs of digits are known: «1-10» is two numbers, not 110.
_BREAK = "\n"
# A gap between two fields is longer than any gap between words, therefore all of «Berg» precedes «Berg Lund».
_FIELD_GAP = "  "

# Company forms as folded words. At the end of a name each of them is a form; at its beginning only the second list,
# because «Da Vinci» and «Sa Pa» are names.
_ENDING_FORMS = (
    "ab abp aktiebolag aktiebolaget hb handelsbolag kb kommanditbolag publ oy oyj osakeyhtio ky kommandiittiyhtio ay"
    " avoin yhtio osk tmi toiminimi ry rf rs as asa ans da sa nuf enk ks iks aps amba smba fmba ivs"
    " ltd limited plc llc llp lp inc incorporated corp corporation gmbh mbh ag kg ohg ug ev bv nv sas sarl srl"
    " ou osauhing sia uab"
)
_STARTING_FORMS = "ab aktiebolag aktiebolaget hb handelsbolaget kb kommanditbolaget oy oyj ky ay tmi toiminimi as"
_FORMS_AT_END = frozenset(_ENDING_FORMS.split())
_FORMS_AT_START = frozenset(_STARTING_FORMS.split())
# «A/S» and its kin count as «as»; joined to «is» or «ps» they would be taken for the words.
_SLASHED_FORM = re.compile(r"\b[aikp]\s?/\s?s\b")
_DOT_BETWEEN_INITIALS = re.compile(r"(?<=\b\w)\.\s?(?=\w\b)")


def plain_text(text: str) -> str:
    """Return the text in NFKC without control, format and surrogate characters, blanks trimmed and collapsed."""
    visible = "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _INVISIBLE_CATEGORIES)
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def fold(text: str) -> str:
    """Return the text in lower case without accents, «Sørensen» as «sorensen»; punctuation and blanks stay."""
    decomposed = unicodedata.normalize("NFKD", text)
    # Cherokee folds to capitals; the second step makes the result lower case in every script.
    lowered = unicodedata.normalize("NFKD", decomposed.casefold().lower())
    unmarked = "".join(c for c in lowered if unicodedata.category(c)[0] != "M")
    return unmarked.translate(_LETTERS_WITHOUT_DECOMPOSITION)


def search_words(text: str) -> list[str]:
    """Return the folded words of the text in order, each once and at most 40 characters long."""
    spaced = "".join(c if c.isalnum() else " " for c in fold(text))
    return list(dict.fromkeys(word[:MAX_WORD] for word in spaced.split()))


def search_digits(text: str) -> str:
    """Return only the digits of the text, those of any script as 0–9."""
    normalised = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) for c in normalised if c.isdecimal())


def unique_key(text: str) -> str:
    """Return the key under which two spellings count as the same: NFKC, casefolded, blanks trimmed and collapsed."""
    folded = plain_text(unicodedata.normalize("NFD", text)).casefold()
    # Casefolding can undo the normal form, and the normal form can bring a capital back: twice is stable.
    return plain_text(plain_text(folded).casefold())


def sort_key(text: str) -> str:
    """Return a key whose byte order is the Swedish and Finnish order; punctuation is ignored, numbers count as numbers.

    At most 120 characters. Equal keys do occur («A-B» and «AB»), so a list orders by the key and then by the id.
    """
    return _ordered(text, punctuation="")


def name_sort_key(first: str | None, last: str | None) -> str:
    """Return the sort key of a person, last name first; a name of one part sorts under that part."""
    parts = [key for key in (sort_key(last or ""), sort_key(first or "")) if key]
    return _FIELD_GAP.join(parts)[:MAX_SORT_KEY].rstrip()


def number_sort_key(text: str) -> str:
    """Return the key for the natural order of customer numbers: «9» before «10», «A-2» before «A-10»."""
    return _ordered(text, punctuation=" ")


def _ordered(text: str, punctuation: str) -> str:
    """Return the order key of the text, with what stands for a character of punctuation."""
    numbered = re.sub("[0-9]+", _number_in_order, _letters_in_swedish_order(text))
    return re.sub(" +", " ", numbered.replace(_BREAK, punctuation)).strip(" ")[:MAX_SORT_KEY].rstrip(" ")


def _number_in_order(run: re.Match[str]) -> str:
    """Return a run of digits preceded by its own length, so that shorter numbers come first whatever their length."""
    digits = run[0].lstrip("0") or "0"
    return f"{min(len(digits), 99):02d}{digits}"


def _letters_in_swedish_order(text: str) -> str:
    """Return lower-case letters without accents except å, ä and ö, digits, blanks, and breaks for all the rest."""
    lowered = unicodedata.normalize("NFKD", text).casefold().lower()
    letters: list[str] = []
    for character in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lowered).translate(_SORTED_AS)):
        if unicodedata.category(character)[0] == "M":
            if letters and (letters[-1], character) in _KEPT_MARKS:
                letters[-1] = _KEPT_MARKS[letters[-1], character]
        elif character.isdecimal():
            letters.append(str(unicodedata.decimal(character)))
        elif character.isalnum():
            letters.append(character.translate(_LETTERS_WITHOUT_DECOMPOSITION))
        else:
            letters.append(" " if character.isspace() else _BREAK)
    return "".join(letters)


def name_core(text: str) -> str:
    """Return the folded words of a company name without its company forms; a name of forms only stays whole."""
    joined = _DOT_BETWEEN_INITIALS.sub("", _SLASHED_FORM.sub("as", fold(text)))
    words = re.findall(r"[^\W_]+", joined)
    start, end = 0, len(words)
    while start < end and words[end - 1] in _FORMS_AT_END:
        end -= 1
    while start < end and words[start] in _FORMS_AT_START:
        start += 1
    return " ".join(words[start:end] or words)


def name_similarity(first: str, second: str) -> int:
    """Return how alike two company names are, 0–100, whatever the order of their words; see SIMILAR_NAME.

    Names whose numbers differ («Fastigheten 12», «Fastigheten 13») are different companies and stay below it.
    """
    one, other = name_core(first), name_core(second)
    if not one or not other:
        return 0
    score = round(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)))
    same_numbers = sorted(re.findall(r"\d+", one)) == sorted(re.findall(r"\d+", other))
    return score if same_numbers else min(score, SIMILAR_NAME - 1)
