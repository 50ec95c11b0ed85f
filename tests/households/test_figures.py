import datetime as dt

import pytest
from django.core.cache import cache

from households.models import Household
from households.permissions import VIEW
from households.worklist import household_figures
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def figures(user) -> list[str]:
    return [figure.value for figure in household_figures(user, TODAY)]


def test_each_figure_counts_the_rows_of_the_list_it_opens(client, cadre):
    for state in ("not_exited", "pre_exit", "removed"):
        made = factories.household(by=cadre)
        Household.objects.filter(pk=made.pk).update(state=state)
    client.force_login(cadre)
    for figure in household_figures(cadre, TODAY):
        assert f"{client.get(figure.url).context['page'].count:,}" == figure.value
    assert figures(cadre) == ["2", "0"]


def test_one_query_counts_a_county_and_none_a_prefecture_asked_again(
    cadre, supervisor, django_assert_num_queries
):
    cache.clear()
    supervisor.scope_ranges(VIEW)
    figures(supervisor)
    with django_assert_num_queries(0):
        figures(supervisor)


def test_without_the_permission_there_is_no_figure():
    assert figures(factories.person()) == []
