"""Redis that may be away: then nothing is found and nothing is kept, and every page is made as if there were none."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache

log = logging.getLogger("wuwei.cache")


def forgiving(name: str, instead: Callable[..., Any]) -> Callable[..., Any]:
    """The method of that name; ``instead`` of an answer what the same call gives on an empty cache."""
    asked = getattr(RedisCache, name)

    def method(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
        from redis.exceptions import RedisError

        try:
            return asked(self, *args, **kwargs)
        except RedisError as problem:
            log.warning("The cache does not answer: %s", type(problem).__name__)
            return instead(*args, **kwargs)

    return method


class ForgivingRedis(RedisCache):
    get = forgiving("get", lambda key, default=None, version=None: default)
    get_many = forgiving("get_many", lambda *args, **kwargs: {})
    add = forgiving("add", lambda *args, **kwargs: True)
    set = forgiving("set", lambda *args, **kwargs: None)
    set_many = forgiving("set_many", lambda *args, **kwargs: [])
    touch = forgiving("touch", lambda *args, **kwargs: False)
    incr = forgiving("incr", lambda key, delta=1, version=None: delta)
    has_key = forgiving("has_key", lambda *args, **kwargs: False)
    delete = forgiving("delete", lambda *args, **kwargs: False)
    delete_many = forgiving("delete_many", lambda *args, **kwargs: None)
    clear = forgiving("clear", lambda: True)
