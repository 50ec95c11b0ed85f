"""A cache that may fail: pages stay readable without Redis."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _forgiving(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    method = getattr(RedisCache, name)

    @wraps(method)
    def call(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except RedisError as error:
            log.warning("cache away", operation=name, error=type(error).__name__)
            return answer(*args, **kwargs)

    return call


class ForgivingRedisCache(RedisCache):
    """Redis as cache; when it fails, every read is a miss and every write is lost."""

    add = _forgiving("add", lambda *a, **k: False)
    get = _forgiving("get", lambda key, default=None, version=None: default)
    set = _forgiving("set", lambda *a, **k: None)
    touch = _forgiving("touch", lambda *a, **k: False)
    delete = _forgiving("delete", lambda *a, **k: False)
    get_many = _forgiving("get_many", lambda *a, **k: {})
    has_key = _forgiving("has_key", lambda *a, **k: False)
    incr = _forgiving("incr", lambda key, delta=1, version=None: delta)
    set_many = _forgiving("set_many", lambda data, *a, **k: list(data))
    delete_many = _forgiving("delete_many", lambda *a, **k: None)
    clear = _forgiving("clear", lambda *a, **k: False)
