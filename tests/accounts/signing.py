"""What the tests of signing in share."""

from django.test import Client

PASSWORD = "Hong7-Shan-Yao"


HOME, SIGN_IN = "/", "/accounts/sign-in/"


def enter(client: Client, username: str, password: str = PASSWORD, **headers: str):
    return client.post(SIGN_IN, {"username": username, "password": password}, **headers)
