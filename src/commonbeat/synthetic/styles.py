"""Column names and layouts in the manner of several dispatch systems; all of them are made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

#: What a column can hold.
Content = Literal[
    "incident",
    "received",  # date and time
    "date",
    "time",
    "dispatched",
    "arrived",
    "cleared",
    "code",
    "text",
    "address",
    "number",  # the address in four columns
    "direction",
    "street",
    "suffix",
    "cross",  # the second street of a corner, when the address is in parts
    "lon",
    "lat",
    "x",
    "y",
    "beat",
    "priority",
    "disposition",
    "self_initiated",
    "unit",
    "remarks",
    "city",
]
FIELD_OF: Final[dict[Content, str]] = {  # content -> the field that intake should find in it
    "incident": "incident_id",
    "date": "received_date",
    "time": "received_time",
    "code": "call_type",
    "text": "call_type_desc",
    "number": "address_parts",
    "direction": "address_parts",
    "street": "address_parts",
    "suffix": "address_parts",
    "cross": "cross_street",
    "remarks": "",
}


@dataclass(frozen=True)
class Style:
    """The layout of one export.

    Attributes:
        columns: (header, content) in file order.
        moment: strftime format of times with a date; the first of those that `Mess.date_formats` mixes.
        date: the same for a date alone.
    """

    columns: tuple[tuple[str, Content], ...]
    moment: str = "%Y-%m-%d %H:%M:%S"
    date: str = "%Y-%m-%d"

    @property
    def contents(self) -> frozenset[Content]:
        """What the style's columns hold."""
        return frozenset(content for _, content in self.columns)

    def fields(self) -> dict[str, list[str]]:
        """Field of intake -> the columns that a correct mapping gives it."""
        found: dict[str, list[str]] = {}
        for header, content in self.columns:
            name = FIELD_OF.get(content, content)
            if content == "text" and "code" not in self.contents:
                name = "call_type"
            if name:
                found.setdefault(name, []).append(header)
        return found


_KNOWN: Final[dict[str, Content]] = {content: content for content in get_args(Content)}


def _style(text: str, **more: str) -> Style:
    pairs = (part.rsplit("=", 1) for part in text.split("|"))
    return Style(tuple((header.strip(), _KNOWN[content.strip()]) for header, content in pairs), **more)


STYLES: Final = {
    "tidy": _style(
        "Incident ID=incident|Received=received|Dispatched=dispatched|Arrived=arrived|Cleared=cleared"
        "|Call Type Code=code|Call Type=text|Address=address|Longitude=lon|Latitude=lat|Beat=beat|Priority=priority"
        "|Disposition=disposition|Officer Initiated=self_initiated"
    ),
    "cad": _style(  # a row a unit, date and time apart, codes alone, projected coordinates
        "Incident Number=incident|Call Date=date|Call Time=time|Dispatch Time=dispatched|On Scene Time=arrived"
        "|Close Time=cleared|Nature Code=code|Location=address|X Coord=x|Y Coord=y|Beat=beat|Priority=priority"
        "|Disposition=disposition|Officer Initiated=self_initiated|Unit ID=unit|Remarks=remarks"
    ),
    "upper": _style(
        "CALL_NO=incident|CALL_TYPE=code|CALL_TYPE_DESC=text|PRIORITY=priority|BEAT=beat|CALL_ENTRY_DATE=date"
        "|CALL_ENTRY_TIME=time|CALL_ADDRESS=address|LONGITUDE=lon|LATITUDE=lat|UNIT=unit|DISPO=disposition"
        "|NARRATIVE=remarks",
        date="%Y-%m-%d 00:00:00.0000000",
    ),
    "camel": _style(
        "EventNumber=incident|TypeCode=code|TypeText=text|MapX=x|MapY=y|TimeCreated=received|TimeDispatched=dispatched"
        "|TimeArrived=arrived|TimeClosed=cleared|DispositionText=disposition|SelfInitiated=self_initiated|Zone=beat"
        "|EventAddress=address|Priority=priority|Comments=remarks",
        moment="%m/%d/%Y %I:%M:%S %p",
    ),
    "portal": _style(
        "id=incident|time=received|location=address|latitude=lat|longitude=lon|district=beat|nature=text"
        "|status=disposition",
        moment="%Y-%m-%dT%H:%M:%S",
    ),
    "parts": _style(
        "incident_num=incident|date_time=received|address_number=number|address_dir=direction|address_road=street"
        "|address_sfx=suffix|cross_road=cross|call_type=code|call_desc=text|disposition=disposition|beat=beat"
        "|priority=priority|lng=lon|lat=lat"
    ),
}
#: Formats that stand beside the style's own when a mess mixes them: none can be read as another.
OTHER_FORMATS: Final = ("%m/%d/%Y %I:%M:%S %p", "%d-%b-%Y %H:%M:%S")
OTHER_DATES: Final = ("%m/%d/%Y", "%d-%b-%Y")
