"""Cards, facts, crumbs, callouts and buttons are drawn as one writes them by hand, and escaped."""

import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import get_token
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils.html import escape
from django.utils.safestring import mark_safe

HOSTILE = '"><script>alert(1)</script>'


def render(text: str, /, **context) -> str:
    return (
        Template("{% load components ui i18n %}" + text)
        .render(Context(context))
        .strip()
    )


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        (
            '{% card "T" %}x{% endcard %}',
            '<section class="card"><div class="card-header"><h2>T</h2></div><div class="card-body">x</div></section>',
        ),
        (
            '{% card "T" id="facts" css="section" level=3 note="n" body="stack" %}x{% endcard %}',
            '<section class="card section" id="facts" aria-labelledby="facts-title">'
            '<div class="card-header"><h3 id="facts-title">T</h3>'
            '<span class="text-muted">n</span></div>'
            '<div class="card-body stack">x</div></section>',
        ),
        (
            '{% card "T" aside=link flush=True %}x{% endcard %}',
            '<section class="card"><div class="card-header"><h2>T</h2><a href="/">All</a></div>x</section>',
        ),
        (
            '{% card id="run" flush=True %}x{% endcard %}',
            '<section class="card" id="run">x</section>',
        ),
        (
            '{% fact "L" %}<b>v</b>{% endfact %}',
            '<div class="fact"><dt>L</dt><dd><b>v</b></dd></div>',
        ),
        (
            '{% fact "L" note="n" css="small" %}v{% endfact %}',
            '<div class="fact"><dt>L</dt><dd class="small">v<span class="fact-note">n</span></dd></div>',
        ),
        (
            '{% table "C" %}x{% endtable %}',
            '<div class="table-scroll" tabindex="0" role="group" aria-label="C">'
            '<table class="table list-table"><caption class="visually-hidden">C</caption>'
            "x</table></div>",
        ),
        (
            '{% heads "A" "B" %}{% heads "C" css="num" %}{% heads "D" hidden=True %}',
            '<th scope="col">A</th><th scope="col">B</th><th scope="col" class="num">C</th>'
            '<th scope="col"><span class="visually-hidden">D</span></th>',
        ),
        (
            "{% row_actions %}\n  {% if no %}x{% endif %}\n{% endrow_actions %}",
            '<td class="row-actions"></td>',
        ),
        (
            '{% crumb "L" "/list/" %}',
            '<li class="breadcrumb-item"><a href="/list/">L</a></li>',
        ),
        (
            '{% crumb "L" %}',
            '<li class="breadcrumb-item active" aria-current="page">L</li>',
        ),
        (
            '{% action_link "L" "?a=1" %}',
            '<a class="btn btn-outline-secondary" href="?a=1">L</a>',
        ),
        (
            '{% action_link "L" "#end" style="primary" css="btn-sm" %}',
            '<a class="btn btn-primary btn-sm" href="#end">L</a>',
        ),
    ],
)
def test_a_component_is_the_markup_of_the_pages(tag, expected):
    assert render(tag, link=mark_safe('<a href="/">All</a>')) == expected


@pytest.mark.parametrize(
    ("tag", "icon"),
    [
        ('{% callout "warn" %}x{% endcallout %}', "alert-triangle"),
        ('{% callout "good" icon="lock" %}x{% endcallout %}', "lock"),
    ],
)
def test_a_callout_has_the_icon_of_its_tone_or_its_own(tag, icon):
    assert f'sprite.svg#{icon}"' in render(tag)
    assert render(tag).endswith("<span>x</span></p>")


def test_a_callout_may_be_announced_at_once():
    said = render('{% callout "bad" role="alert" %}x{% endcallout %}')
    assert said.startswith('<p class="callout callout-bad" role="alert">')


def test_a_button_is_a_form_with_the_token_of_the_page():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    tag = '{% load components %}{% action_button "Go" "/go/" icon="check" confirm="Sure?" region="52" %}'
    drawn = Template(tag).render(
        RequestContext(request, {"csrf_token": get_token(request)})
    )
    form, token, rest = re.fullmatch(
        r'(<form .*?>)<input type="hidden" name="csrfmiddlewaretoken" value="(\w{64})">(.*)',
        drawn,
    ).groups()
    assert form == '<form method="post" action="/go/" data-confirm="Sure?">'
    assert rest.startswith(
        '<input type="hidden" name="region" value="52"><button class="btn btn-primary" type="submit"><svg'
    )
    assert rest.endswith("</svg>Go</button></form>")
    assert token


def test_an_address_is_a_path_a_name_or_a_model():
    class Row:
        def get_absolute_url(self):
            return "/rows/7/"

    assert 'href="/rows/7/"' in render('{% crumb "L" row %}', row=Row())
    pk = uuid.UUID(int=7)
    assert f'href="/cases/{pk}/print/"' in render(
        '{% action_link "L" "core:case-print" pk %}', pk=pk
    )
    assert f'action="/cases/{pk}/forward/"' in render(
        '{% action_button "L" "core:case-move" pk "forward" %}', pk=pk
    )
    with pytest.raises(NoReverseMatch):
        render('{% crumb "L" "core:no-such-page" %}')


@pytest.mark.parametrize(
    "tag",
    [
        "{% card hostile note=hostile aside=hostile id=hostile css=hostile body=hostile %}{% endcard %}",
        "{% fact hostile note=hostile css=hostile %}{{ hostile }}{% endfact %}",
        "{% table hostile css=hostile %}{% endtable %}",
        "{% heads hostile hostile css=hostile %}{% heads hostile hidden=True %}",
        "{% crumb hostile %}",
        "{% crumb hostile hostile %}",
        "{% action_link hostile hostile style=hostile css=hostile icon=hostile %}",
        "{% action_button hostile hostile confirm=hostile style=hostile css=hostile icon=hostile %}",
        "{% action_button hostile hostile kept=hostile %}",
        '{% callout "info" role=hostile icon=hostile %}{{ hostile }}{% endcallout %}',
        "{% empty_state hostile hostile url=hostile action=hostile icon=hostile %}",
    ],
)
def test_no_argument_writes_markup_of_its_own(tag):
    drawn = render(tag, hostile=HOSTILE)
    assert "<script>" not in drawn
    assert '"">' not in drawn
    assert escape(HOSTILE) in drawn


def test_an_empty_state_takes_nothing_from_the_page_around_it():
    drawn = render(
        '{% empty_state "No rows" %}', text="words of the page", url="/elsewhere/"
    )
    assert "No rows" in drawn
    assert "words of the page" not in drawn
    assert "/elsewhere/" not in drawn


def test_the_labels_of_components_are_translated():
    assert "<dt>联系电话</dt>" in render('{% fact _("Telephone") %}{% endfact %}')
