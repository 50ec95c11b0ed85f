"""Write a picture anew: nothing but its pixels is left, lying as the camera was held."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.refusals import Refused

MAX_PIXELS = 40_000_000
# What Pillow raises over damaged files; several are faults of its parsers, not of ours.
UNREADABLE = (
    OSError,  # UnidentifiedImageError among them
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


def rewritten(content: bytes, content_type: str, name: str) -> bytes:
    """The picture encoded anew: what hides in its metadata or after its end is gone."""
    try:
        with Image.open(BytesIO(content)) as image:
            # Before load(): a small file may unpack to gigabytes.
            if image.width * image.height > MAX_PIXELS:
                raise Refused(
                    _(
                        "The picture “%(name)s” is too large; take it again with fewer pixels."
                    )
                    % {"name": name}
                )
            image.load()
            # The camera says which way is up; without its word the picture must lie so.
            upright = ImageOps.exif_transpose(image)
            clean = _bare(upright, content_type)
            out = BytesIO()
            clean.save(
                out,
                format="JPEG" if content_type == "image/jpeg" else "PNG",
                quality=85,
            )
    except UNREADABLE as error:
        raise Refused(
            _("The picture “%(name)s” cannot be read; take it again.") % {"name": name}
        ) from error
    return out.getvalue()


def _bare(image: Image.Image, content_type: str) -> Image.Image:
    """The picture without what Pillow would write beside it: comments, profiles, texts."""
    if content_type == "image/jpeg":
        bare = image.convert("RGB")
    elif "transparency" in image.info:
        # Which colour is clear stands among the texts: kept in the pixels instead.
        bare = image.convert("RGBA")
    else:
        bare = image.copy()
    bare.info.clear()
    return bare
