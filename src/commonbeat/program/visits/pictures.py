"""Drawing a photo anew, so that nothing of it remains but what is seen (promises P7 and I2)."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

#: The formats a phone may send; HEIC is turned into JPEG by the phone's browser.
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
#: Longest side of what is kept, in pixels.
_SIDE: Final = 2_048
#: Pixels at most. A JPEG is made smaller while it is read, unless it is progressive; others are held whole in memory.
_PIXELS: Final = 50_000_000
_PIXELS_WHOLE: Final = 16_000_000
_QUALITY: Final = 85
#: Pictures are drawn one at a time: memory is then bounded by one.
_drawing: Final = threading.Lock()


class PictureError(Exception):
    """The picture is refused; `code` is of docs/sync.md."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of ours: JPEG without any metadata, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def draw_anew(sent: bytes) -> Drawn:
    """The first frame of the picture, upright, at most 2,048 pixels a side, on white, as a plain JPEG.

    The pixels are pasted onto a fresh canvas: EXIF, XMP, IPTC, comments, text chunks and color profiles stay behind.

    Raises:
        PictureError: no picture of a known format, damaged, or too many pixels; said before it is unpacked.
    """
    with _drawing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(sent), formats=_FORMATS) as image:
                _refuse_large(image)
                image.draft("RGB", (_SIDE, _SIDE))
                return _drawn(image)
        except PictureError:
            raise
        except Image.DecompressionBombError:
            raise PictureError("size") from None
        except Exception:  # a damaged picture fails in as many ways as there are decoders
            raise PictureError("format") from None


def _refuse_large(image: Image.Image) -> None:
    shrinks = image.format == "JPEG" and not image.info.get("progressive")
    if image.width * image.height > (_PIXELS if shrinks else _PIXELS_WHOLE):
        raise PictureError("size")


def _drawn(image: Image.Image) -> Drawn:
    orientation = image.getexif().get(0x0112)
    image.thumbnail((_SIDE, _SIDE), reducing_gap=2.0)
    seen = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    canvas = Image.new("RGB", seen.size, "white")
    canvas.paste(seen, (0, 0), seen if seen.mode == "RGBA" else None)
    if orientation in range(2, 9):
        turn = Image.Exif()
        turn[0x0112] = orientation
        canvas.info["exif"] = turn.tobytes()
        canvas = ImageOps.exif_transpose(canvas)
        canvas.info.clear()
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return Drawn(out.getvalue(), canvas.width, canvas.height)
