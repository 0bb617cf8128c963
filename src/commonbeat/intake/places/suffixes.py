"""Street types and their spellings: the list of USPS Publication 28 (appendix C1), and what dispatch systems write.

One line a type: the standard abbreviation, the word people say, then the other spellings seen.
"""

from __future__ import annotations

from typing import Final

from commonbeat.intake.places.words import words

_TYPES: Final = """
ALY Alley ALLEE ALLY AL
ANX Annex ANEX ANNX
ARC Arcade
AVE Avenue AV AVEN AVENU AVN AVNUE AVS AVES AVENUES
BAYOU Bayou BYU BAYOO
BCH Beach
BND Bend
BLF Bluff BLUF
BLFS Bluffs
BLVD Boulevard BL BLV BLD BLVRD BOUL BOULV BVD BOULEVRD BOULVARD
BR Branch BRNCH
BRG Bridge BRDGE
BRK Brook
BRKS Brooks
BYP Bypass BYPA BYPAS BYPS
CP Camp CMP
CYN Canyon CANYN CNYN
CPE Cape
CSWY Causeway CAUSWAY CAUSWA
CTR Center CEN CENT CENTR CENTRE CNTER CNTR
CIR Circle CR CI CIRC CIRCL CRCL CRCLE
CLF Cliff
CLFS Cliffs
CLB Club
CMN Common
CMNS Commons
COR Corner
CORS Corners
CRSE Course
CT Court CRT CTT COURTE
CTS Courts
CV Cove COV
CRK Creek
CRES Crescent CRSENT CRSNT CRESC
CRST Crest
XING Crossing CRSSNG CRSG CROSSNG
XRD Crossroad
CURV Curve
DL Dale
DM Dam
DV Divide DIV DVD
DR Drive DRIV DRV DRVE
DRS Drives
DRW Driveway DRWY DRIVEWY
EST Estate
ESTS Estates
EXPY Expressway EXP EXPR EXPRESS EXPW EXWY EXPWY
EXT Extension EXTN EXTNSN
FALL Fall
FLS Falls
FRY Ferry FRRY
FLD Field
FLDS Fields
FLT Flat
FLTS Flats
FRD Ford
FRST Forest
FRG Forge FORG
FRK Fork
FRKS Forks
FWY Freeway FREEWY FRWAY FRWY
GDN Garden GARDN GRDEN GRDN
GDNS Gardens GRDNS
GTWY Gateway GATEWY GATWAY GTWAY
GLN Glen
GRN Green
GRV Grove GROV
HBR Harbor HARB HARBR HRBOR
HVN Haven
HTS Heights HT HGTS
HWY Highway HIGHWY HIWAY HIWY HWAY HY
HL Hill
HLS Hills
HOLW Hollow HLLW HOLLOWS HOLWS
INLT Inlet INLET
IS Island ISLND
ISLE Isle
JCT Junction JCTION JCTN JUNCTN
KNL Knoll KNOL
KNLS Knolls
LK Lake
LKS Lakes
LAND Land
LNDG Landing LNDNG
LN Lane LA LANES
LGT Light
LOCK Lock LCK
LDG Lodge LDGE
LOOP Loop LP LOOPS
MALL Mall MAL
MNR Manor
MDW Meadow
MDWS Meadows MEDOWS
MEWS Mews
ML Mill
MLS Mills
MSN Mission MISSN MSSN
MTWY Motorway
MT Mount MNT
MTN Mountain MNTAIN MNTN MOUNTIN MTIN
NCK Neck
ORCH Orchard ORCHRD
OVAL Oval OVL
OPAS Overpass OVERPAS OVPS
PARK Park PRK
PKWY Parkway PARKWY PKWAY PKY PKWYS PWKY PWY
PASS Pass
PSGE Passage
PATH Path PATHS
PIKE Pike PIKES PKE
PNES Pines
PL Place PLC
PLN Plain
PLNS Plains
PLZ Plaza PLZA PZ
PT Point PNT
PTS Points
PRT Port
PR Prairie PRR
PROM Promenade PROMENAD
RADL Radial RAD RADIEL
RAMP Ramp RMP
RNCH Ranch RANCHES RNCHS
RPD Rapid
RST Rest
RDG Ridge RDGE
RIV River RVR RIVR
RD Road ROD RDS
RTE Route
ROW Row
RUN Run
SHR Shore SHOAR
SHRS Shores
SKWY Skyway
SPG Spring SPNG SPRNG
SPGS Springs SPNGS SPRNGS
SPUR Spur SPURS
SQ Square SQR SQRE SQU
STA Station STATN STN
STRA Stravenue STRAV STRAVN
STRM Stream STREME
ST Street STR STRT STREETS STS STRET STEET SREET
SMT Summit SUMIT SUMITT
TER Terrace TERR TERRANCE TERRACES
TRWY Throughway
TRCE Trace TRACES
TRAK Track TRK TRKS
TRFY Trafficway
TRL Trail TRAILS TRLS TL
TUNL Tunnel TUNEL TUNLS TUNNL
TPKE Turnpike TRNPK TURNPK TPK TNPK
UPAS Underpass UNDERPAS
UN Union
VLY Valley VALLY VLLY
VIA Viaduct VDCT VIADCT
VW View
VWS Views
VLG Village VILL VILLAG VILLG VILLIAGE
VL Ville
VIS Vista VST VSTA VIST
WALK Walk WAL WALKS WLK
WALL Wall
WAY Way WY WAYS WA
WL Well
WLS Wells
"""


def _read() -> tuple[dict[str, str], dict[str, str]]:
    spellings: dict[str, str] = {}
    words: dict[str, str] = {}
    for line in _TYPES.strip().splitlines():
        standard, word, *others = line.split()
        words[standard] = word
        for spelling in (standard, word.upper(), *others):
            spellings[spelling] = standard
    # Bare names that are more often a word of their own than a short form of a type.
    del spellings["VIA"]
    spellings["VIADUCT"] = spellings["VDCT"] = "VIA"
    return spellings, words


#: Spelling at the end of a street -> standard abbreviation. "TR" (trail, terrace) and "PK" (park, pike, parkway)
#: mean different things in different cities: they stand for themselves, and merging is only suggested.
#: WORDS: standard abbreviation -> the word.
SUFFIXES, WORDS = _read()
SUFFIXES.update({"TR": "TR", "PK": "PK"})
SUFFIX_WORDS: Final = frozenset(SUFFIXES)

#: Types whose short form inside a name is sure: "LA JOLLA VLG DR" is "La Jolla Village Dr". Short forms that are
#: also words, names or directions ("CT", "LA", "AL", "IS", "UN", "PR", "ML") are left alone.
_INSIDE: Final = words(
    "VLG CTR MTN HTS VLY SPGS SPG RDG CRK LK HLS HL MDWS MDW GRV GDNS HBR BCH PLZ SHRS SHR RNCH XING PKWY BLVD AVE HWY "
    "TPKE EXPY FWY LNDG FRST VW VIS MNR KNL GLN CYN MSN ORCH CIR SQ STA PL"
)
_UNSURE_INSIDE: Final = words("CR CI AV BL HT PZ HY VST CEN CENT")
NAME_WORDS: Final[dict[str, str]] = {
    spelling: WORDS[standard].upper()
    for spelling, standard in SUFFIXES.items()
    if standard in _INSIDE and spelling not in _UNSURE_INSIDE
} | {
    "MT": "MOUNT", "MNT": "MOUNT", "SAINT": "ST", "STE": "ST", "FT": "FORT", "UNIV": "UNIVERSITY",
    "INTL": "INTERNATIONAL", "NATL": "NATIONAL", "MEM": "MEMORIAL", "GOV": "GOVERNOR", "PRES": "PRESIDENT",
}  # fmt: skip

#: Types that come first: "AVENUE C", "AVENIDA DE LA PLAYA".
FIRST: Final[dict[str, str]] = {
    "AV": "AVENUE",
    "AVE": "AVENUE",
    "AVENUE": "AVENUE",
    "AVDA": "AVENIDA",
    "AVENIDA": "AVENIDA",
    "CALLE": "CALLE",
    "CLL": "CALLE",
    "CAM": "CAMINO",
    "CMNO": "CAMINO",
    "CMTO": "CAMINITO",
}
