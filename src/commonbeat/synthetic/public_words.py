"""What the made department wrote for its public pages. A test holds it to the guard."""

from __future__ import annotations

from typing import Final

SITE: Final = {
    "en": {
        "greeting": "We are here to take care of what keeps going wrong. Tell us, and see what became of it.",
        "never": "We keep no list of the people we talk with, and nobody is arrested for telling us something.",
        "warm_line": "555-0199, weekdays 8 to 5",
    },
    "es": {
        "greeting": "Estamos aquí para resolver lo que sigue fallando. Díganos qué pasa y vea qué se hizo.",
        "never": "No llevamos ninguna lista de las personas con quienes hablamos.",
        "warm_line": "555-0199, de lunes a viernes, de 8 a 5",
    },
    "ar": {
        "greeting": "نحن هنا لنهتم بما يتكرر من مشكلات. أخبرونا وتابعوا ما حدث.",
        "never": "لا نحتفظ بأي قائمة بالأشخاص الذين نتحدث معهم.",
        "warm_line": "555-0199، أيام العمل من 8 إلى 5",
    },
}
#: Officer -> what they agreed to say of themselves. One wishes not to be shown.
CARDS: Final = {
    "rivera": {
        "en": "I walk Oak Creek most afternoons. Ask me about parking, light, or nothing at all.",
        "es": "Camino por Oak Creek casi todas las tardes. Pregúnteme lo que quiera.",
    },
    "lindqvist": {"en": "I grew up two streets from here. You find me at the corner store around four."},
    "nakagawa": {
        "en": "I took over this area last winter and try to be here on weekends, too.",
        "es": "Estoy aquí también los fines de semana.",
    },
    "delacroix": {"en": "I come on foot and I have time. The bench by the court is a good place to find me."},
    "whitehorse": {"en": "Mornings are mine here. I know who fixes what in this city."},
    "oduya": {
        "en": "I look after this area together with a colleague, and speak Spanish.",
        "es": "Hablo español. Puede hablar conmigo sin cita.",
    },
    "pham": {"en": "I am new here and would like to hear from you first."},
}
PHONE_HIDDEN: Final = frozenset({"whitehorse"})

#: What was done, days ago.
DID: Final = (
    ("The lamps over the parking lot were repaired.", 118),
    ("A second pickup of trash on Sundays, so that the dumpsters no longer run over.", 22),
    ("Open gym on Wednesday evenings at the youth center.", 75),
    ("The crosswalk by the school was painted anew.", 51),
    ("The gate closes by itself again.", 90),
    ("A speed sign stood here for two weeks. Cars went slower, and it comes back in spring.", 37),
    ("The bent stop sign was set straight.", 14),
)
#: What is not done, and why.
NOT_YET: Final = (
    ("A second crosswalk at the bus stop.", "The city has no money for it before next summer. We ask again in May."),
    ("Cameras in the hallways.", "Residents asked to try better light first. We look at it together in six months."),
    ("A bench at the bus stop.", "The bus company decides where it may stand, and has not answered yet."),
    ("Less noise from the loading dock.", "The store changes its delivery hours when its contract ends in spring."),
)
#: Words, days from now, time and place.
MEETINGS: Final = (
    ("Coffee with your officers. Children are welcome.", 9, "18:30, common room"),
    ("Walk through the area with the city's lighting crew.", 16, "19:00, at the bus stop"),
    ("Tenant meeting. The first half hour is about parking.", 22, "18:30, common room"),
)
