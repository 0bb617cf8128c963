"""The kinds of concern that most cities ask for, offered to an agency that has none yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class UsualKind:
    """A kind as most cities ask for it.

    Attributes:
        code: of the kind.
        titles: language code -> words residents read.
        services: codes under which an agency may keep the service whose matter it is, the likeliest first; empty for
            what is the police's own matter.
    """

    code: str
    titles: dict[str, str]
    services: tuple[str, ...] = ()


def _kind(code: str, en: str, es: str, ar: str, *services: str) -> UsualKind:
    return UsualKind(code, {"en": en, "es": es, "ar": ar}, services)


#: In the order in which residents read them.
USUAL: Final = (
    _kind("unsafe", "I do not feel safe here", "No me siento seguro aquí", "لا أشعر بالأمان هنا"),
    _kind("noise", "Noise", "Ruido", "ضوضاء"),
    _kind(
        "traffic", "Speeding or dangerous driving", "Exceso de velocidad o conducción peligrosa",
        "سرعة أو قيادة خطرة",
    ),
    _kind("parking", "Parking", "Estacionamiento", "وقوف السيارات"),
    _kind(
        "street-light", "A street light is out", "Una luz de la calle no funciona", "مصباح الشارع لا يعمل",
        "street-lights", "street-light", "lights", "lighting", "public-works",
    ),
    _kind(
        "dumping", "Trash or dumping", "Basura o desechos tirados", "قمامة أو نفايات ملقاة",
        "dumping", "illegal-dumping", "trash", "sanitation", "public-works",
    ),
    _kind(
        "graffiti", "Graffiti", "Grafiti", "كتابات على الجدران",
        "graffiti", "graffiti-removal", "public-works",
    ),
    _kind(
        "abandoned-car", "An abandoned car", "Un auto abandonado", "سيارة متروكة",
        "abandoned-vehicles", "abandoned-vehicle", "abandoned-cars", "parking-office",
    ),
    _kind(
        "code", "A building that is not kept up", "Un edificio descuidado", "مبنى مهمل",
        "code-enforcement", "code", "building-inspection",
    ),
    _kind(
        "trees", "Trees, weeds, or blocked sidewalks", "Árboles, maleza o aceras bloqueadas",
        "أشجار أو أعشاب أو أرصفة مسدودة",
        "trees", "parks", "public-works",
    ),
    _kind(
        "street", "A damaged street or sign", "Una calle o señal dañada", "شارع أو لافتة متضررة",
        "streets", "street-repair", "public-works",
    ),
    _kind("other", "Something else", "Otra cosa", "شيء آخر"),
)  # fmt: skip

_BY_CODE: Final = {one.code: one for one in USUAL}


def usually_a_services(code: str) -> bool:
    """Whether a kind with this code is the matter of a service in most cities."""
    return code in _BY_CODE and bool(_BY_CODE[code].services)
