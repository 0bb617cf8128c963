"""Wording that asks to act against a person for having called or met the police is stopped, with the reason.

California Government Code section 53165.1 keeps an agency from asking a landlord to evict, not to rent to, or to punish
somebody for calls to the police or for having been stopped; the software holds to it everywhere. What a place needs can
be said without a person: a lock, a lamp, a gate, a rule for the parking lot.
"""

from __future__ import annotations

import re
from typing import Final

from commonbeat.analysis.sentences import Translate, english

_TENANT: Final = (
    r"(?:tenants?|residents?|renters?|applicants?|famil(?:y|ies)|people|person|guy|man|woman|them|him|her|"
    r"inquilin[oa]s?|residentes?|solicitantes?|familias?|gente|personas?|vecin[oa]s?)"
)
_FEW: Final = r"(?:\w+\s+){0,3}"
_EACH: Final = r"(?:unit|apartment|tenant|resident)s?"
_HOME: Final = (
    r"(?:units?|apartments?|apts?\.?|apartamentos?|aptos?\.?|departamentos?|de?ptos?\.?|unidad(?:es)?|viviendas?)"
)
#: What is asked -> how it is said, in English and Spanish; spaces stand for any.
_ACTS: Final = {
    "evict": (
        r"evict\w*",
        r"non-?renew\w*",
        rf"(?:terminat|end|break|cancel)\w* {_FEW}(?:lease|tenancy|contract)",
        rf"kick\w* {_FEW}out\b",
        rf"(?:throw|put|mov|get|forc)\w* (?:the |these |those )?{_TENANT} {_FEW}out\b",
        r"three[- ]day notice",
        r"notice to (?:quit|vacate)",
        rf"serv(?:e|es|ed|ing) {_FEW}notice",
        rf"remov(?:e|es|ed|ing|al of) (?:the |that |those |these )?{_TENANT}\b",
        r"(?:lease|tenancy) terminations?",
        rf"{_TENANT} {_FEW}(?:must|should|ha(?:s|ve) to|needs? to) (?:go|leave|move)(?: out| away| now)?(?=[.!?,;]|$)",
        r"desaloj\w*",
        r"desahuci\w*",
        r"(?:echar|sacar|correr)(?:l[oae]s?| a)\b",
        rf"(?:terminar|cancelar|romper) {_FEW}(?:contrato|arriendo|renta)",
    ),
    "screen": (
        r"(?:background|criminal|police) (?:checks?|records?|history)",
        rf"screen\w* {_FEW}{_TENANT}",
        r"black-?list\w*",
        r"(?:do not|don't|refuse to|stop) rent\w*",
        r"antecedentes(?: penales)?",
        r"lista negra",
        r"no (?:les? )?(?:rent|alquil)\w+",
    ),
    "report": (
        r"who (?:called|is calling|keeps calling)",
        r"which (?:unit|apartment|tenant)s? (?:called|calls?)",
        rf"report\w* {_FEW}{_TENANT}",
        rf"(?:calls?|logs?|reports?|visits?) (?:by|per|(?:for|of|from) (?:each|every)) {_EACH}",
        rf"which {_EACH} (?:do|did|have) (?:you|the police|officers?)",
        rf"(?:list|names?) of {_FEW}{_TENANT}",
        r"qui[eé]n(?:es)? (?:llam\w+)",
        rf"denunci\w+ (?:a )?{_FEW}{_TENANT}",
        rf"(?:lista|nombres?) de {_FEW}{_TENANT}",
    ),
    "punish": (
        rf"(?:fine|fin(?:ed|ing)|penal\w+|charg\w+|warn\w*|punish\w*|lease violation\w*) {_FEW}{_TENANT}",
        r"(?:calls?|calling) (?:the )?(?:police|911) too (?:much|often)",
        rf"multar?\w* (?:a )?{_FEW}{_TENANT}",
        r"llama(?:n|r)? demasiado a la polic[ií]a",
    ),
    # The number of a home leads to who lives there; a building, stairs or a lot do not.
    "home": (rf"{_HOME} ?(?:no\.? ?|number |n[uú]mero |# ?)?(?:[a-z]-?)?[0-9]+[a-z]?\b",),
}
_PATTERNS: Final = {
    act: re.compile(r"\b(?:" + "|".join(ways).replace(" ", r"\s+") + ")", re.IGNORECASE) for act, ways in _ACTS.items()
}


def against_a_person(text: str, translate: Translate = english) -> str | None:
    """Why the words cannot stand; None when they ask nothing against a person.

    Args:
        text: in English or Spanish.
        translate: the words of the reader's language.
    """
    for act, pattern in _PATTERNS.items():
        if pattern.search(text):
            return _reason(act, translate)
    return None


def _reason(act: str, translate: Translate) -> str:
    _ = translate.gettext
    return {
        "evict": _("Nothing here may ask that somebody lose their home. Say what the place needs instead."),
        "screen": _("Nothing here may ask whom to rent to. Say what the place needs instead."),
        "report": _("Nothing here asks or tells who called or met the police. Say what the place needs instead."),
        "home": _("Leave out the number of a home. Name the building, the stairs or the lot instead."),
        "punish": _("Nobody is punished for calling or meeting the police. Say what the place needs instead."),
    }[act]
