import pytest
from django.apps import apps

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
def code(settings_root):
    files = [
        path for app in FIRST_PARTY for path in (settings_root / app).rglob("*.py")
    ]
    return "\n".join(
        path.read_text()
        for path in files
        if path.name != "roles.py" and "migrations" not in path.parts
    )


@pytest.fixture(scope="module")
def settings_root():
    from django.conf import settings

    return settings.BASE_DIR


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_of_a_role_is_declared_by_a_model(permission, declared):
    assert permission in declared


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_of_a_role_opens_something(permission, code):
    """Named in a view, an endpoint, a rule or a query; else the line in roles.py promises nothing."""
    _app, codename = permission.split(".")
    own_view = codename.startswith(
        "view_"
    )  # ScopedQuerySet asks for these by the model's own name
    assert f'"{permission}"' in code or own_view


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.slug)
def test_role_can_do_something(role):
    assert role.permissions
