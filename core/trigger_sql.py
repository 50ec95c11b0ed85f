"""PL/pgSQL fragments for the functions of database triggers."""

from collections.abc import Iterable


def refuse(constraint: str, message: str) -> str:
    """The statement that raises a violation under the name of a constraint.

    The name is what tests attack and what `core.constraints` turns into a sentence;
    the message is for the log of the database.
    """
    return (
        f"RAISE check_violation USING CONSTRAINT = '{constraint}',\n"
        f"    MESSAGE = '{message}';"
    )


def changed(columns: Iterable[str]) -> str:
    """The condition that an update changes one of the columns."""
    columns = list(columns)
    new, old = (
        ",\n      ".join(f"{row}.{column}" for column in columns)
        for row in ("NEW", "OLD")
    )
    return f"(\n      {new}\n    ) IS DISTINCT FROM (\n      {old}\n    )"


def quoted(values: Iterable[str]) -> str:
    """The values as a list of SQL literals; they come from our own code."""
    return ", ".join(f"'{value}'" for value in values)
