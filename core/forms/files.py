"""The field for pictures and papers of a form.

Each file travels alone (`static/js/files.js`, `core.views.uploads`); without JavaScript
they come with the form. Either way they wait with their person until the form is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.actors import Actor
from core.forms import uploads
from core.forms.models import PendingFile
from core.refusals import Refused

PICTURES = ("image/jpeg", "image/png")
PAPERS = (*PICTURES, "application/pdf")


@dataclass
class SentFiles:
    """What a page sent: files of this request, ids of those kept, ids taken out again."""

    new: list[Any] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.kept)


class FilesInput(forms.FileInput):
    """A box for files with the list of those that wait already."""

    allow_multiple_selected = True
    held: Sequence[PendingFile] = ()
    most = uploads.MOST_FILES
    types: tuple[str, ...] = PAPERS

    def value_from_datadict(self, data: Any, files: Any, name: str) -> SentFiles:
        """New files, and the ids of the kept ones without those ticked to be left out."""
        out = _all(data, f"{name}-out")
        kept = [one for one in _all(data, f"{name}-kept") if one not in out]
        return SentFiles(_all(files, name), kept)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # no file is an answer too

    def use_required_attribute(self, initial: Any) -> bool:
        # The browser sees an empty box although files wait in the list.
        return False

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        shown = self.build_attrs(
            self.attrs, {**(attrs or {}), "accept": ",".join(self.types)}
        )
        return render_to_string(
            "components/files.html",
            {
                "name": name,
                "attrs": shown | ({"multiple": True} if self.most > 1 else {}),
                "held": self.held,
                "limits": uploads.limits(self.most),
                "limit_bytes": settings.UPLOAD_LIMIT,
                "papers": self.types == PAPERS,
            },
        )


class FilesField(forms.Field):
    """Files as a list of those that wait; `for_person` says whose they are."""

    widget = FilesInput
    owner: Actor | None = None

    def __init__(
        self,
        *,
        most: int = uploads.MOST_FILES,
        types: Sequence[str] = PAPERS,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.most = self.widget.most = most
        self.types = self.widget.types = tuple(types)

    def for_person(self, owner: Actor) -> None:
        """Whose files these are; without it a form takes none."""
        self.owner = owner

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def clean(self, value: SentFiles | None) -> list[PendingFile]:
        held, faults = self._taken(value or SentFiles())
        # Shown again with the form, whatever becomes of it.
        self.widget.held = held
        if len(held) > self.most:
            words = _("At most %(most)d files; take out those that are not needed.")
            faults.append(words % {"most": self.most})
        if not held and not faults and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if faults:
            raise ValidationError(faults)
        return held

    def _taken(self, sent: SentFiles) -> tuple[list[PendingFile], list[str]]:
        """The files that wait now, and what is wrong with the others."""
        if self.owner is None:
            return [], []
        held, faults = uploads.kept_of(self.owner, sent.kept), []
        if len(held) < len(set(sent.kept)):
            faults.append(_("A file is not kept any more; choose it again."))
        for file in sent.new:
            try:
                self._refuse_type(kept := uploads.receive(file=file, by=self.owner))
                held.append(kept)
            except Refused as refusal:
                faults += refusal.reasons
        return held, faults

    def _refuse_type(self, file: PendingFile) -> None:
        if file.content_type in self.types:
            return
        file.delete()
        words = _("“%(name)s” is not a photograph; take one of the sheet.")
        raise Refused(words % {"name": file.name})


class FileField(FilesField):
    """One file; cleaned to it, or to None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=1, **kwargs)

    def clean(self, value: SentFiles | None) -> Any:
        # A second choice stands for the first: what was chosen last is meant.
        if value and value.new:
            value = SentFiles(value.new[-1:])
        held = super().clean(value)
        return held[0] if held else None


def files_of(form: forms.BaseForm, owner: Actor) -> None:
    """Let the files of a form belong to a person."""
    for one in form.fields.values():
        if isinstance(one, FilesField):
            one.for_person(owner)


def _all(given: Any, name: str) -> list[Any]:
    """Every value of a name, of a `QueryDict` or of a plain mapping."""
    if hasattr(given, "getlist"):
        return given.getlist(name)
    value = (given or {}).get(name)
    return value if isinstance(value, list) else [value] if value else []
