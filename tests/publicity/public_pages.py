"""What the tests of the public pages share: the address of a notice, a filled form."""

from django.urls import reverse


def address(notice):
    return reverse("publicity:public-notice", args=[notice.slug])


def said(text="家里有小车", about="1", **values):
    return {"about": about, "text": text} | values
