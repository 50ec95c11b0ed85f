"""Find personal numbers in what is about to be posted.

See also: the constraints `notice_text_without_numbers`, `notice_row_without_numbers`.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

# 18 and 15 digit identity numbers, 20 digit disability cards, bank cards; also in groups.
PATTERNS = (
    (
        _("an ID number"),
        re.compile(r"(?<!\d)\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d)"),
    ),
    (_("an ID number"), re.compile(r"(?<!\d)\d{17}[\dXx](?:\d{2})?(?!\d)")),
    (_("an ID number"), re.compile(r"(?<!\d)\d{15}(?!\d)")),
    (
        _("a bank card number"),
        re.compile(
            r"(?<!\d)\d{16,19}(?!\d)"
            r"|(?<!\d)\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)"
        ),
    ),
)
PHONE = (
    _("a mobile telephone number"),
    re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
)


def findings(text: str, *, phones: bool = True) -> list[tuple[object, str]]:
    """(what it looks like, the number shortened) for each personal number in the text."""
    # Full-width digits are digits too.
    plain = unicodedata.normalize("NFKC", text)
    found: dict[str, object] = {}
    for kind, pattern in (*PATTERNS, *([PHONE] if phones else [])):
        for match in pattern.finditer(plain):
            found.setdefault(match.group(), kind)
    # Shortened: the refusal is shown, and must not repeat what it refuses.
    return [(kind, number[:3] + "…" + number[-2:]) for number, kind in found.items()]
