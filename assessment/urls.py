from django.urls import path

from assessment.views import exits, findings, parameters, policy, proposals, rechecks

app_name = "assessment"
urlpatterns = [
    path("exits/", exits.exit_list, name="exit-list"),
    path("exits/cases/<uuid:pk>/panel/", exits.case_panel, name="case-panel"),
    path(
        "exits/households/<uuid:pk>/panel/",
        exits.household_panel,
        name="household-panel",
    ),
    path(
        "exits/households/<uuid:pk>/propose/", exits.exit_propose, name="exit-propose"
    ),
    path("exits/live-check/", exits.live_check, name="live-check"),
    path("policy/", policy.policy, name="policy"),
    path(
        "policy/figures/<slug:key>/",
        parameters.parameter_detail,
        name="parameter-detail",
    ),
    path(
        "policy/figures/<slug:key>/propose/",
        parameters.parameter_propose,
        name="parameter-propose",
    ),
    path(
        "policy/proposals/<uuid:pk>/",
        proposals.proposal_detail,
        name="proposal-detail",
    ),
    path(
        "policy/proposals/<uuid:pk>/confirm/",
        proposals.proposal_confirm,
        name="proposal-confirm",
    ),
    path(
        "policy/proposals/<uuid:pk>/drop/",
        proposals.proposal_drop,
        name="proposal-drop",
    ),
    path("rechecks/", rechecks.recheck_list, name="recheck-list"),
    path("rechecks/run/", rechecks.recheck_run, name="recheck-run"),
    path("rechecks/findings/", findings.item_list, name="item-list"),
    path(
        "rechecks/findings/<uuid:pk>/explain/",
        findings.item_explain,
        name="item-explain",
    ),
    path("rechecks/<uuid:pk>/", rechecks.recheck_detail, name="recheck-detail"),
    path(
        "rechecks/<uuid:pk>/households/",
        rechecks.recheck_households,
        name="recheck-households",
    ),
]
