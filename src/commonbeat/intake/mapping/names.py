"""A column's name as plain words: whatever its spelling, `CALL_ENTRY_TIME`, `callEntryTime` and `Hora de Llamada`
become the same few words, and what is not understood stays visible as such."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Our word -> spellings. Spelled-out Spanish stands beside English.
_SPELLINGS: Final[dict[str, str]] = {
    "number": "number num no nbr nmbr nr numb numero nro #",
    "id": "id ident identifier identificador uid guid pk seq sequence ids",
    "code": "code cd codes codigo clave",
    "text": "text txt eng english desc descr dsc description descripcion descrip name nm descriptor label",
    "type": "type typ types tipo tycod typecode kind",
    "subtype": "subtype subtyp tycodsub",
    "call": "call called calls cfs llamada llamado",
    "incident": "incident incid inc incidente incidents inci indcident emergencia",
    "event": "event evnt evt events evento",
    "cad": "cad icad",
    "case": "case expediente caso",
    "report": "report rpt rep reported rprt reporte rd reporting",
    "item": "item",
    "master": "master",
    "date": "date dt fecha dates day",
    "time": "time tm hora tim times hrs",
    "datetime": "datetime dttm dtm timestamp ts tstamp fechahora dtime dttime stamp",
    "receive": "receive received recv rcvd recd receipt recvd rcv recibida recibido recepcion recieved rec rx",
    "create": "create created creation crt createdon creacion creada creado",
    "enter": "enter entry entered add added ent ingreso registro ad",
    "queue": "queue queued",
    "start": "start started begin inicio began",
    "open": "open opened opn",
    "pickup": "pickup answered answer phone",
    "occur": "occur occurred occurrence occ occurence ocurrencia ocurrido offense offence ofns offen",
    "dispatch": "dispatch dispatched dsp dispatching despacho despachado dispatches disptch ds asignacion",
    "disp": "disp",
    "assign": "assign assigned assignment asgn asignado asignada",
    "enroute": "enroute enrt enrte en_route er route respond responding responded acknowledge acknowledged",
    "arrive": "arrive arrived arrival arrv arv arr arrvd arrivd llegada arribo arrivals ar",
    "scene": "scene onscene onscn scn",
    "clear": "clear cleared clr clearance clrd clearing",
    "close": "close closed closing closng cl clos cls cierre termino closure clsd",
    "complete": "complete completed completion final_time concluded conclusion",
    "end": "end ended finish finished fin",
    "final": "final finl closing_type fnl finale current ending",
    "initial": "initial init orig original origin first_type inicial starting",
    "first": "first primera primer 1st",
    "last": "last ultimo ultima",
    "primary": "primary prim",
    "secondary": "secondary second sec 2nd",
    "nature": "nature nat naturaleza natur",
    "problem": "problem motivo",
    "complaint": "complaint cmplnt",
    "crime": "crime delito offenses",
    "ucr": "ucr nibrs iucr ibrs",
    "title": "title",
    "signal": "signal sig",
    "radio": "radio",
    "tencode": "tencode 10code",
    "category": "category cat categoria categories",
    "group": "group grp grupo dgroup",
    "class": "class classification clasificacion",
    "disposition": "disposition dispo dispos disposicion resultado outcome result resolution "
    "dispositions dispn cleardisp",
    "status": "status estatus estado stat",
    "priority": "priority prio prioridad pri priorty urgencia",
    "severity": "severity level",
    "address": "address addr addres direccion domicilio ubicacion adress add_ress addrs",
    "location": "location loc lugar locn locality",
    "block": "block blk hundred",
    "hundredblock": "hundredblock 100block",
    "street": "street st str road calle rd_name strt feanme efeanme estreet roadname",
    "cross": "cross xstreet crossstreet xst xstr crosstreet cruce",
    "intersection": "intersection intersecting intersect xsection entre",
    "house": "house estnum stnum streetno housenum hse numero_exterior",
    "direction": "direction dir edirpre predir predirectional directional prefix dirpre",
    "suffix": "suffix sfx efeatyp sufx featyp",
    "postdirection": "edirsuf postdir dirsuf postdirectional",
    "apartment": "apartment apt eapt suite ste",
    "place": "place premise premises common commonplace commonname ecompl landmark business building bldg",
    "latitude": "latitude lat latitud",
    "longitude": "longitude lon lng long longitud",
    "x": "x easting xcoord xcoordinate xcrd mapx pointx coordx xpos geox",
    "y": "y northing ycoord ycoordinate ycrd mapy pointy coordy ypos geoy",
    "coordinate": "coordinate cordinate cordinates coord cord coordinates crd coordenada coordenadas pos",
    "shape": "shape geom geometry",
    "point": "point pt geocoded georeference geolocation punto latlong latlng lnglat",
    "map": "map mapped geo gis wgs wgs84 blurred geocode coords",
    "beat": "beat beats bt cuadrante",
    "district": "district dist distrito dst dists",
    "sector": "sector sectr sect",
    "zone": "zone zona",
    "precinct": "precinct pct prct prec comisaria",
    "division": "division div",
    "area": "area",
    "grid": "grid rpa ra rdarea raz quadrant",
    "neighborhood": "neighborhood nbhd neighbourhood hood colonia community neighborhoods barrio",
    "city": "city ciudad municipio municipality town muni",
    "zip": "zip zipcode postal",
    "state": "state",
    "county": "county",
    "units": "units",
    "unit": "unit unidad callsign vehicle",
    "officer": "officer ofcr off oficial officers policia badge employee personnel deputy",
    "self": "self",
    "started": "initiated generated",
    "onview": "onview onviewed on_view",
    "flag": "flag flg ind indicator yn bool is",
    "source": "source src how received_by via medium method mode",
    "by": "by",
    "police": "police pd patrol patrl law le nopd spd lapd nypd "
    "cpd mpd sdpd bpd dpd opd ppd tpd fpd apd pol policial patrulla",
    "fire": "fire ems medical cfd fd med",
    "agency": "agency agcy department dept depto org organization",
    "sub": "sub",
    "street_full": "full fulladdress",
    "of": "of the de del la el a an",
    "at": "at",
    "on": "on",
    "to": "to until",
    "cross_index": "1 2 3",
    "minutes": "minutes mins min secs seconds duration elapsed diff delta lapse interval lag delay delays tiempo",
    "response": "response resp respuesta",
    "travel": "travel turnout handling handle processing process hold wait total avg average mean median",
    "week": "week dow weekday dayofweek semana",
    "hour": "hour hr hod",
    "month": "month mes mo",
    "year": "year yr anio ano yyyy",
    "shift": "shift watch turno",
    "update": "update updated modified edited edit load loaded extract "
    "extracted refresh refreshed publish published etl upload",
    "leave": "leave left depart departed transport transported hospital stage staged available avail",
    "object": "object objectid fid oid globalid rowid row index record recordid esri",
    "council": "council ward supervisor supervisory school congressional senate legislative tract census precinto",
    "borough": "borough boro",
    "count": "count counts cnt total_count qty",
    "color": "color colour",
    "person": "person people caller victim suspect subject complainant "
    "operator taker dispatcher caller_name user age race gender sex",
    "note": "note notes comment comments remark remarks narrative observaciones",
    "key": "key",
    "other": "other aux auxiliary alt alternate additional previous prev prior parent related linked duplicate dup",
    "sensitive": "sensitive url link hash http www image",
    "alarm": "alarm box",
    "service": "service servicio",
    "request": "request sr",
    "request_word": "requested",
    "formatted": "formatted fmt string clean cleaned local localtime lcl civil est cst mst pst edt cdt mdt pdt",
    "utc": "utc gmt zulu",
    "rounded": "rounded round approx approximate anonymized masked obfuscated redacted public",
}

WORD_OF: Final[dict[str, str]] = {
    spelling.replace("_", ""): word for word, spellings in _SPELLINGS.items() for spelling in [word, *spellings.split()]
}

#: Glued names may be cut at these; short ones only where they are unmistakable, since "disposition" holds "pos".
_CUTTABLE: Final = frozenset(spelling for spelling in WORD_OF if len(spelling) >= 4) | {
    *(
        "id",
        "no",
        "num",
        "cad",
        "cd",
        "dt",
        "ts",
        "tm",
        "lat",
        "lon",
        "lng",
        "zip",
        "day",
        "typ",
        "loc",
        "end",
        "of",
        "on",
    ),
    *("at", "apt", "blk", "dir", "st", "sfx", "x", "y", "arr", "txt", "nbr", "pri", "inc", "rpt", "evt", "fd", "pd"),
}


#: Spellings that stand for two words.
_WHOLE: Final[dict[str, tuple[str, ...]]] = {"eid": ("event", "id"), "folio": ("incident", "number")}


def plain(text: str) -> str:
    """Accents off, so that "dirección" is "direccion"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _cut(token: str) -> tuple[str, ...]:
    """The fewest known words that a glued token is made of, or the token itself."""
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(token) + 1):
        for start in range(end):
            piece = token[start:end]
            if start in best and piece in _CUTTABLE:
                candidate = (*best[start], piece)
                if end not in best or len(candidate) < len(best[end]):
                    best[end] = candidate
    found = best.get(len(token), ())
    # One stray letter or two among glued words is a coincidence, not a reading.
    if found and len(found) <= 4 and sum(len(piece) <= 2 for piece in found) <= 1:
        return found
    return (token,)


@lru_cache(maxsize=4096)
def words(header: str) -> tuple[str, ...]:
    """The words of a column name in order; one that is not known stays as it is, with "?" before it.

    >>> words("CALL_ENTRY_TIME")
    ('call', 'enter', 'time')
    """
    text = plain(header).replace("#", " number ").replace("10-code", "tencode").replace("&", " ")
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    tokens = re.findall(r"[a-z]+|\d+", text.lower())
    # "on scene", "on view", "en route", "ten code" are one word each however they are split.
    joined = re.sub(r"\b(?:24|12) ?(?:hr|hour)\b", "", " ".join(tokens))
    for pair in ("on scene", "on view", "en route", "ten code", "date time", "hundred block", "time stamp", "pick up"):
        joined = re.sub(rf"\b{pair}\b", pair.replace(" ", ""), joined)
    found: list[str] = []
    for spelled in joined.split():
        pieces = _WHOLE.get(spelled) or ((spelled,) if spelled in WORD_OF else _cut(spelled))
        found.extend(WORD_OF.get(piece, "?" + piece) for piece in pieces)
    kept = tuple(word for word in found if word != "of")
    # "DATE_TIME" is one moment; "CALL_DATE" and "CALL_TIME" are two halves.
    if "date" in kept and "time" in kept:
        kept = tuple("datetime" if word == "date" else word for word in kept if word != "time")
    return kept
