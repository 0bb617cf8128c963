"""What residents of the made city say is wrong, and what they are answered. A test holds the answers to the guard."""

from __future__ import annotations

from typing import Final

#: Kind -> what is written, in English. The kinds are those that most cities ask for.
SAID: Final[dict[str, tuple[str, ...]]] = {
    "unsafe": (
        "The stairs between the buildings are dark and I hurry past them at night.",
        "The front door stands open all night and strangers sleep in the hall.",
        "There is a lot of shouting at the bus stop after dark. I take the long way home.",
    ),
    "noise": (
        "Loud music from the parking lot every Friday until two in the morning.",
        "The loading dock starts before five. Nobody here can sleep.",
        "Fireworks behind the garages three nights in a row.",
    ),
    "traffic": (
        "Cars cut through the lot much too fast when the school lets out.",
        "Nobody stops at the crosswalk by the laundry.",
    ),
    "parking": (
        "The fire lane is full of parked cars every evening.",
        "Trucks park across the sidewalk and strollers have to use the road.",
    ),
    "street-light": (
        "The light over the corner has been out for two weeks.",
        "Three lights in a row are out along the back street.",
        "The light at the bus stop flickers and goes out around nine.",
    ),
    "dumping": (
        "Mattresses and old furniture behind the garages again.",
        "The dumpsters run over by Thursday and the alley smells.",
        "Somebody leaves car tires in the alley.",
    ),
    "graffiti": ("The wall by the underpass is painted over again.",),
    "abandoned-car": ("A car without plates has stood on the corner for a month.",),
    "code": (
        "The railing on the second floor is loose. A child could fall.",
        "The side gate does not close and the lock is broken.",
        "Water runs down the wall of the stairwell.",
    ),
    "trees": ("Branches hang so low over the sidewalk that one has to walk in the street.",),
    "street": ("A deep hole in the road in front of the store.", "The stop sign is bent and faces the wrong way."),
    "other": ("There is nothing for teenagers to do here in the evening. Could the gym open?",),
}
SAID_ES: Final[dict[str, tuple[str, ...]]] = {
    "unsafe": ("Las escaleras están muy oscuras y da miedo pasar de noche.",),
    "noise": ("Hay música muy fuerte en el estacionamiento todos los viernes.",),
    "traffic": ("Los carros pasan muy rápido cuando salen los niños de la escuela.",),
    "parking": ("Los carros bloquean la salida de emergencia todas las noches.",),
    "street-light": ("La luz de la esquina no funciona desde hace dos semanas.",),
    "dumping": ("Dejan colchones y basura detrás de los garajes.",),
    "code": ("La puerta de atrás no cierra y la cerradura está rota.",),
    "other": ("¿Pueden abrir el gimnasio por la tarde para los jóvenes?",),
}
#: How often of a hundred each kind comes.
WEIGHTS: Final[dict[str, int]] = {
    "unsafe": 14, "noise": 15, "traffic": 10, "parking": 11, "street-light": 13, "dumping": 11, "graffiti": 3,
    "abandoned-car": 4, "code": 8, "trees": 2, "street": 4, "other": 5,
}  # fmt: skip
#: Kind -> what those who hold the word read: first answer, done, not done.
ANSWERED: Final = (
    "Thank you. I know this spot and will look at it on my next walk.",
    "I was there this evening and saw it too. I will tell you here what happens next.",
    "Thank you for writing. I asked who is in charge of this and will answer here by the end of the week.",
)
ANSWERED_ES: Final = (
    "Gracias. Conozco el lugar y voy a verlo en mi próxima caminata.",
    "Estuve allí esta tarde y también lo vi. Aquí le diré qué sigue.",
)
DONE: Final = {
    "unsafe": "The management repaired the door, and I walk by every evening now.",
    "noise": "I talked with the people who use the lot. They agreed to stop at ten, and it has been quiet for two weekends.",  # noqa: E501
    "traffic": "The city set up a speed sign and painted the crosswalk anew.",
    "parking": "The fire lane is marked in red again, and the property checks it each evening.",
    "code": "The owner repaired it. I looked at it on my walk.",
    "graffiti": "It was painted over this morning.",
    "abandoned-car": "The car was taken away.",
    "other": "The youth center opens its gym on Wednesday evenings from now on.",
}
DONE_ALL: Final = "It is done. I looked at it on my walk."
DONE_ES: Final = "Ya está arreglado. Si vuelve a fallar, díganos aquí mismo."
FIXED: Final = {
    "street-light": "The light works again. The crew replaced the lamp.",
    "dumping": "Everything was picked up, and a second pickup is planned for Sundays.",
    "code": "The inspector came, and the owner repaired it.",
    "trees": "The branches were cut back.",
}
NOT_DONE: Final = (
    "The city has no money for this before next summer. I asked to have it on the list and will ask again in May.",
    "This is private ground and the owner decided against it. I am sorry. The reason is on the area's page.",
    "We looked four evenings and could not find it. Please write again when it comes back.",
)
PASSED: Final = "To be seen to here: {kind}. Please tell us when it is done."
TOLD_BACK: Final = "The service has it on its list for next week."
STILL_BROKEN: Final = "It came back. It is not fixed."
ASIDE_WORDS: Final = "Cheap roof cleaning, best prices in town, order today!"
ASIDE_WHY: Final = "Advertising. Nothing about a place."
PARTNER_SAID: Final = (
    ("street-light", "Two lamps over the rear lot are out again, the ones next to the laundry room."),
    ("parking", "Cars from the stadium block our fire lane on game days."),
    ("code", "The gate closer on the east side broke. Our contractor comes next week; please keep an eye on the gate."),
    ("dumping", "A truck leaves furniture at our dumpsters on Sunday nights."),
)
#: What the public page says of a concern of this kind.
PUBLIC: Final = {
    "unsafe": "Dark stairs and open doors between the buildings.",
    "noise": "Loud music in the parking lot late at night.",
    "traffic": "Cars that drive too fast where children walk.",
    "parking": "Parked cars in the fire lane.",
    "street-light": "Street lights that are out.",
    "dumping": "Furniture and trash behind the garages.",
    "code": "Broken gates, locks and railings.",
    "street": "A damaged street.",
    "other": "Nothing to do for teenagers in the evening.",
}
