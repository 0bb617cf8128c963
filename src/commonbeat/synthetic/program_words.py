"""What people of the made program write: about places and roles, never about a person. A test holds it to the guard."""

from __future__ import annotations

from typing import Final

#: What residents raise (the agency's list), and how often of ten.
RAISED: Final = (
    ("Noise", 2.2),
    ("Parking", 2.0),
    ("Lighting", 1.4),
    ("Trash", 1.2),
    ("Speeding", 1.0),
    ("Doors and locks", 0.9),
    ("Something to do for kids", 0.8),
    ("Theft from vehicles", 0.7),
    ("Loose dogs", 0.4),
)
RAISED_TEXTS: Final = (
    "The light over the rear lot has been out for a week.",
    "Cars cut through the lot after the school lets out.",
    "Loud music by the laundry room after midnight on weekends.",
    "The side gate does not close by itself any more.",
    "Packages disappear from the front hall around noon.",
    "The dumpster area is used for dumping furniture.",
    "Parents asked for a crossing guard at the corner.",
    "Someone sleeps in the stairwell when it is cold; residents ask for an outreach worker.",
    "The basketball hoop is gone and teenagers have nowhere to go.",
    "Tow trucks come at night and block the fire lane.",
    "Residents ask who decides about the cameras in the lot.",
    "The bus stop bench was moved and older people stand in the road.",
    "Fireworks behind the garages three evenings in a row.",
    "Neighbors want to start a walking group on Tuesdays.",
)
RAISED_TEXTS_ES: Final = (
    "La luz del estacionamiento no funciona desde hace una semana.",
    "Hay mucho ruido cerca de la lavandería los fines de semana.",
    "Los carros pasan muy rápido cuando salen los niños de la escuela.",
    "La puerta de atrás no cierra bien.",
    "Piden un lugar donde los jóvenes puedan jugar por la tarde.",
)

#: By whom, for what, and about how many hours.
AWAY: Final = (
    ("Dispatch", "Second officer on a call across town", 1.5),
    ("Dispatch", "Calls were waiting and patrol was short", 2.5),
    ("Watch commander", "Covered a patrol beat, short staffing", 6.0),
    ("Watch commander", "Traffic at the stadium on game day", 4.0),
    ("Training unit", "In-service training", 7.0),
    ("Court", "Waited to testify", 3.0),
    ("Dispatch", "Perimeter at a crash on the highway", 2.0),
)

#: What is promised, to which role, days until it is due.
PROMISES: Final = (
    ("Ask public works to repair the light over the rear lot", "property manager", 14),
    ("Bring the parking rules in Spanish and English", "residents at the laundry room", 7),
    ("Meet the tow company about the fire lane", "property manager", 21),
    ("Walk the building at closing time on Friday", "shop manager", 5),
    ("Get a date from the city for the crosswalk paint", "parent group", 30),
    ("Find out who owns the empty lot and who cleans it", "neighbors across the street", 21),
    ("Bring the outreach team to the stairwell", "property manager", 10),
    ("Ask the school about an open gym on Wednesdays", "teenagers at the court", 28),
    ("Bring the form for a no-trespass letter and explain it", "shop manager", 7),
    ("Check that the gate closer was replaced", "maintenance", 14),
    ("Come back with the calls of last month and talk them through", "property manager", 14),
    ("Ask sanitation for a second dumpster pickup", "property manager", 21),
    ("Introduce the backup officer at the tenant meeting", "tenant council", 30),
    ("Have the speed sign set up for two weeks", "block captain", 21),
)
NOT_KEPT: Final = (
    "The city has no money for it this year. Told the property manager in person.",
    "The tow company did not answer; handed to the parking office.",
    "The school closed its gym for repairs until spring.",
    "Could not find the owner of the lot; the code office took it over.",
)

#: Kind, source, text. For a complex, and for any other place.
COMPLEX_NOTES: Final = (
    ("access", "seen", "The gate on the east side is open until 22:00. After that the night porter opens; ring twice."),
    ("access", "partner", "A lock box with the hall key is behind the mailboxes. Dispatch has the code."),
    ("hazard", "seen", "The stairs behind the laundry room are steep and dark. Two steps are broken."),
    ("contact", "partner", "Property manager: the office beside the mailboxes, Monday to Friday, 9 to 5."),
    ("contact", "told", "Tenant council: meets in the common room and speaks for most of the buildings."),
    ("works", "seen", "Sitting on the bench by the playground after school. People come over by themselves."),
    ("works", "seen", "Asking about the lot first. Everyone has a view on parking, and the rest follows."),
    ("failed", "seen", "Knocking on doors in uniform before noon. Nobody opened, and people were worried."),
    ("language", "seen", "Many households speak Spanish at home. Bring the Spanish sheets."),
    ("calendar", "told", "Tenant meeting on the first Tuesday of the month at 18:30 in the common room."),
    ("services", "partner", "The food pantry sets up in the common room on Thursdays from 15:00 to 17:00."),
)
PLACE_NOTES: Final = (
    ("access", "seen", "Use the side door. The front bell does not work."),
    ("access", "told", "Park on the north side; the alley is too narrow to turn in."),
    ("hazard", "seen", "Loose railing on the back porch. Keep to the front steps."),
    ("hazard", "told", "A large dog is often loose in the yard next to the driveway."),
    ("contact", "partner", "Shop manager: at the counter until 14:00, by phone through the store after that."),
    ("contact", "told", "Block captain: in the garden most afternoons, knows who has which problem."),
    ("works", "seen", "Walking the block at dusk. Porches fill up and talk starts by itself."),
    ("works", "seen", "Coming with the code officer. Two questions get one answer."),
    ("failed", "seen", "Parking the car in front with the lights on. It empties the sidewalk."),
    ("failed", "seen", "Handing out flyers. They end up on the ground."),
    ("language", "seen", "Older residents prefer Vietnamese. The language line has it; ask for it before you knock."),
    ("calendar", "seen", "Trash is picked up on Monday. Noise about dumping comes up on Sunday evening."),
    ("calendar", "told", "The school down the street lets out at 15:10. The corner is full until 15:40."),
    ("services", "partner", "The library van stops here on Wednesdays at 16:00."),
)
SEALED: Final = "Someone who works here will talk about the thefts, away from the building and not in uniform."
DISPUTE: Final = "The gate is locked at 20:00 since last month. I stood in front of it on Sunday."
