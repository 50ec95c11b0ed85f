import re

import pytest
from django.apps import apps
from django.conf import settings

from accounts.roles import ROLES

PERMISSIONS = sorted({permission for role in ROLES for permission in role.permissions})
FIRST_PARTY = (
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
    "config",
)
CONSTANT = re.compile(r'^([A-Z_]+) = "([a-z]+\.[a-z_]+)"', re.MULTILINE)


@pytest.fixture(scope="module")
def declared():
    """Every permission that some model declares, its own or one of Django's four."""
    return {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in (
            *(
                f"{action}_{model._meta.model_name}"
                for action in model._meta.default_permissions
            ),
            *(codename for codename, _words in model._meta.permissions),
        )
    }


@pytest.fixture(scope="module")
def constants():
    """Permission → the names it has in the `permissions.py` of its app."""
    found = {}
    for app in FIRST_PARTY:
        module = settings.BASE_DIR / app / "permissions.py"
        if module.exists():
            for name, permission in CONSTANT.findall(module.read_text()):
                found.setdefault(permission, []).append(name)
    return found


@pytest.fixture(scope="module")
def code():
    """All product code but the tables that only list permissions."""
    files = [
        path for app in FIRST_PARTY for path in (settings.BASE_DIR / app).rglob("*.py")
    ]
    return "\n".join(
        path.read_text()
        for path in files
        if path.name not in {"roles.py", "permissions.py"}
        and "migrations" not in path.parts
    )


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_of_a_role_is_declared_by_a_model(permission, declared):
    assert permission in declared


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_of_a_role_opens_something(permission, code, constants):
    """Asked in a view, an endpoint, a rule or a query; else roles.py promises nothing."""
    _app, codename = permission.split(".")
    # ScopedQuerySet asks for these by the model's own name.
    own_view = codename.startswith("view_")
    names = constants.get(permission, [])
    assert (
        own_view
        or f'"{permission}"' in code
        or any(re.search(rf"\b{name}\b", code) for name in names)
    )


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.slug)
def test_role_can_do_something(role):
    assert role.permissions
