"""A wish as a browser sends it, in one go or screen by screen."""

GOOD = {
    "own_words": "老伴走路不方便，想借一把轮椅用三天。",
    "region": "maitianli",
    "name": "王秀英",
    "title": "女士",
    "phone": "138 0000 1234",
    "phone_is_own": "on",
    "address": "麦田里 5 幢",
    "visibility": "wall",
    "consent": "on",
    "key": "0f8fad5bd9cb469fa16570867728950e",
}


def send(client, **changes):
    return client.post("/wishes/new/", {k: v for k, v in (GOOD | changes).items() if v is not None})


FIRST = {name: GOOD[name] for name in ("own_words", "region", "visibility", "key")}


def turn(client, go, **typed):
    return client.post("/wishes/new/", FIRST | typed | {"go": go})
