"""Names and places in capitals, as registers keep them, in the writing that people use.

A proposal only: capitals do not tell an abbreviation from a word, so what the register says can
always be kept instead.
"""

import re

# Company forms by their capitals. These are forms wherever they stand in a name …
_FORMS = (
    "AB AS ASA ANS ENK NUF IKS FKF BRL SAM STI FLI ORGL A/S Oy Oyj Abp Tmi Oü ApS Ltd GmbH"
    # … in Finland's two languages …
    " ry rf rs c/o"
)
# … and these only first or last, because they are words or names within one («Leonardo da Vinci», «Mora Sa»).
_FORMS_AT_AN_END = "DA SA KS BA SF KF SE HF HB KB Ky Ay Osk Kb I/S K/S"
_SMALL = "og i for av på til med ved fra under ja och för till vid of and the de la von van"
_SMALL_WORDS = frozenset(_SMALL.split())
_ROMAN = frozenset({"II", "III", "IV"})
_VOWELS = frozenset("AEIOUYÅÄÖÆØÜÉ")

_BY_CAPITALS = {form.upper(): form for form in _FORMS.split()}
_AT_AN_END = {form.upper(): form for form in _FORMS_AT_AN_END.split()}
_FINNISH = {"AB": "Ab", "KB": "Kb", "HB": "Hb"}
_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)*")


def is_in_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout; a mixed one was written so on purpose."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(character.isupper() for character in letters)


def ordinary_name(text: str, country: str) -> str:
    """A company's name in ordinary writing: «RÅDGIVNING AS» as «Rådgivning AS».

    ``country`` (ISO 3166) decides how a form is written: «Ab» in Finland, «AB» elsewhere. What is not in
    capitals stays as it is. Only the case of letters ever differs.
    """
    return _rewritten(text, country, forms=True)


def ordinary_place(text: str) -> str:
    """A city in ordinary writing: «MO I RANA» as «Mo i Rana»."""
    return _rewritten(text, "", forms=False)


def _rewritten(text: str, country: str, *, forms: bool) -> str:
    if not is_in_capitals(text):
        return text
    words = list(_WORD.finditer(text))
    pieces, end = [], 0
    for position, word in enumerate(words):
        is_outermost = position in {0, len(words) - 1}
        form = _form(word[0], country, is_outermost) if forms else None
        pieces += [
            text[end : word.start()],
            form or _word(word[0], is_first=position == 0, is_alone=_alone(text, word)),
        ]
        end = word.end()
    return "".join([*pieces, text[end:]])


def _form(word: str, country: str, is_outermost: bool) -> str | None:
    """How a company form is written, or None for any other word."""
    if country == "FI" and word in _FINNISH:
        return _FINNISH[word]
    return _BY_CAPITALS.get(word) or (_AT_AN_END.get(word) if is_outermost else None)


def _word(word: str, *, is_first: bool, is_alone: bool) -> str:
    """A word with a capital first; small words small, abbreviations without a vowel as they are."""
    if word in _ROMAN or (len(word) > 1 and not _VOWELS & set(word)) or (len(word) == 1 and not is_alone):
        return word
    small = _lower(word)
    if small in _SMALL_WORDS and not is_first and is_alone:
        return small
    return "/".join(part[:1] + _lower(part[1:]) for part in word.split("/"))


def _alone(text: str, word: re.Match[str]) -> bool:
    """Whether blanks stand on both sides: the «I» of «A.I.» is no preposition."""
    before, after = text[: word.start()][-1:], text[word.end() :][:1]
    return (not before or before.isspace()) and (not after or after.isspace())


def _lower(text: str) -> str:
    """Small letters one by one: a few capitals of other scripts become two characters, and are left alone."""
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)
