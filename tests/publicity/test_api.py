import pytest
from django.urls import reverse

from publicity import services
from tests.publicity.conftest import at_board, posted

pytestmark = pytest.mark.usefixtures("parameters")


def test_api_lists_notices_of_ones_places_and_shows_rows_of_one(
    client, cadre, stranger
):
    notice = posted(cadre, at_board(cadre, name="张三明"))
    services.file_objection(notice=notice, text="人数不对")
    client.force_login(cadre)
    (listed,) = client.get(reverse("api:notice-list")).json()["results"]
    assert (listed["state"], listed["open_objections"], listed["row_count"]) == (
        "current",
        1,
        1,
    )
    one = client.get(reverse("api:notice-detail", args=[notice.pk])).json()
    assert one["rows"][0]["head_name"] == "张三明"
    assert {"key": "head_name", "label": "户主姓名"} in one["columns"]
    client.force_login(stranger)
    assert client.get(reverse("api:notice-list")).json()["results"] == []
    assert client.get(reverse("api:notice-detail", args=[notice.pk])).status_code == 404


def test_api_posts_nothing(client, cadre):
    client.force_login(cadre)
    assert client.post(reverse("api:notice-list"), {"title": "x"}).status_code in {
        403,
        405,
    }
