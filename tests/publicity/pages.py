"""What the tests of pages share: signing in, the address of a sheet, its form."""

from django.urls import reverse

from tests import factories
from tests.publicity.conftest import (
    KIND,
)


def sign_in(client, user):
    client.force_login(user)
    return client


def publish_url(place=factories.VILLAGE, step="board"):
    return f"{reverse('publicity:publish')}?kind={KIND}&step={step}&place={place}"


def words_of(page):
    """The form as the page offers it."""
    offered = {
        name: page.context["form"][name].value() or ""
        for name in page.context["form"].fields
    }
    return offered | {"contacts": "上村村委会 0797-3521234"}
