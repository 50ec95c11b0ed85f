"""The one way each personal value is shown when it is not revealed."""

LONGEST_COMPOUND = 4  # a surname of two characters with a given name of two


def mask_id_no(value: str) -> str:
    """`360726********0011`-like: first three and last four characters stay."""
    return _keep(value, 3, 4)


def mask_phone(value: str) -> str:
    """`138****1234`."""
    return _keep(value, 3, 4)


def mask_bank_account(value: str) -> str:
    """Only the last four digits stay."""
    return _keep(value, 0, 4)


def mask_name(name: str) -> str:
    """`张*`, `张*明`, `欧阳*明`, for public pages.

    Of a longer name two characters stay, of one with a dot the first part.

    See also `publicity_masked` in the database.
    """
    if "·" in name:
        return name.split("·", 1)[0] + "·*"
    if len(name) <= 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    if len(name) <= LONGEST_COMPOUND:
        return name[:-2] + "*" + name[-1]
    return name[0] + "*" * (len(name) - 2) + name[-1]


def _keep(value: str, head: int, tail: int) -> str:
    if not value:
        return ""
    if len(value) <= head + tail:
        return "*" * len(value)
    return value[:head] + "*" * (len(value) - head - tail) + value[-tail:]
