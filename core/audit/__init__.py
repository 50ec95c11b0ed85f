"""The audit trail: who did what, when and why.

Call `audit.record` inside the verb's transaction.
"""

from core.audit.services import record

__all__ = ["record"]
