from django.urls import path

from accounts.views import grants, people, profile, signin, tokens

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signin.sign_in, name="login"),
    path("sign-out/", signin.sign_out, name="logout"),
    path("me/", profile.profile, name="profile"),
    path("me/password/", profile.password, name="password"),
    path("me/sessions/end/", profile.end_other_sessions, name="sessions-end"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<str:key>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("people/", people.person_list, name="people"),
    path("people/create/", people.person_create, name="person-create"),
    path("people/grant-outside/", grants.grant_outside, name="grant-outside"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/switch/", people.person_switch, name="person-switch"),
    path("people/<int:pk>/password/", people.person_password, name="person-password"),
    path("people/<int:pk>/grants/create/", grants.grant_create, name="grant-create"),
    path("people/<int:pk>/hand-over/", grants.hand_over, name="hand-over"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant-end"),
]
