from django.urls import path

from assessment import views_exit, views_parameters, views_policy, views_recheck

app_name = "assessment"
urlpatterns = [
    path("exits/", views_exit.exit_list, name="exit-list"),
    path("exits/cases/<uuid:pk>/panel/", views_exit.case_panel, name="case-panel"),
    path("exits/households/<uuid:pk>/panel/", views_exit.household_panel, name="household-panel"),
    path("exits/households/<uuid:pk>/propose/", views_exit.exit_propose, name="exit-propose"),
    path("exits/live-check/", views_exit.live_check, name="live-check"),
    path("policy/", views_policy.policy, name="policy"),
    path("policy/figures/<slug:key>/", views_parameters.parameter_detail, name="parameter-detail"),
    path("policy/figures/<slug:key>/propose/", views_parameters.parameter_propose, name="parameter-propose"),
    path("policy/proposals/<uuid:pk>/", views_parameters.proposal_detail, name="proposal-detail"),
    path("policy/proposals/<uuid:pk>/confirm/", views_parameters.proposal_confirm, name="proposal-confirm"),
    path("policy/proposals/<uuid:pk>/drop/", views_parameters.proposal_drop, name="proposal-drop"),
    path("rechecks/", views_recheck.recheck_list, name="recheck-list"),
    path("rechecks/run/", views_recheck.recheck_run, name="recheck-run"),
    path("rechecks/findings/", views_recheck.item_list, name="item-list"),
    path("rechecks/findings/<uuid:pk>/explain/", views_recheck.item_explain, name="item-explain"),
    path("rechecks/<uuid:pk>/", views_recheck.recheck_detail, name="recheck-detail"),
    path("rechecks/<uuid:pk>/households/", views_recheck.recheck_households, name="recheck-households"),
]
