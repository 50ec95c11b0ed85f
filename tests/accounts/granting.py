"""What the tests of people share: giving a role, reading a person anew."""

from accounts import services
from accounts.models import User
from tests import factories


def give(person, by, role="village_cadre", place=factories.VILLAGE, **values):
    return services.grant_role(
        user=person, role=role, region_code=place, by=by, **values
    )


def again(person: User) -> User:
    """The person as the next request reads them."""
    return User.objects.get(pk=person.pk)
