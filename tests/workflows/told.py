"""Every edge of the process × who is told of it. Whatever is not here is an internal move and tells nobody.

Residents hear when their wish is received, hangs on the wall or cannot be taken on, when somebody comes or no longer
comes, when they are asked, and how it ended. ``former`` is whoever had it in hand before; followers have tests of
their own in ``tests/wishes/test_follow.py``.
"""

EDGES: dict[str, list[str]] = {
    "former handler wisher": [
        "act hand_over act",
        "act reassign act",
    ],
    "former handler": [
        "confirm_claim hand_over confirm_claim",
        "transfer hand_over transfer",
    ],
    "former wisher": [
        "act lapse coordinate",
        "act lapse pool",
        "act lapse screen",
    ],
    "handler wisher": [
        "accept accept act",
        "confirm dissatisfied act",
        "confirm_claim approve act",
        "coordinate assign act",
        "fulfilled reopen act",
        "pool claim act",
        "verify approve fulfilled",
        "verify send_back act",
    ],
    "wisher": [
        "act cannot coordinate",
        "act contact act",
        "act done confirm",
        "act extend act",
        "act hand_back coordinate",
        "act hand_back pool",
        "act hand_back screen",
        "act pause act",
        "act tell_wisher act",
        "amend lapse closed",
        "coordinate answer confirm",
        "coordinate close unfulfilled",
        "coordinate uphold declined",
        "screen amend amend",
        "screen answer confirm",
        "screen decline declined",
        "screen merge merged",
        "screen publish pool",
        "screen publish_street pool",
        "transfer answered confirm",
        "verify dispute disputed",
    ],
    "coordinators": [
        "accept answer_supervision accept",
        "act answer_supervision act",
        "amend answer_supervision amend",
        "confirm answer_supervision confirm",
        "confirm_claim answer_supervision confirm_claim",
        "coordinate answer_supervision coordinate",
        "pool answer_supervision pool",
        "screen answer_supervision screen",
        "transfer answer_supervision transfer",
        "verify answer_supervision verify",
    ],
    "former": [
        "act no_longer_needed closed",
        "act withdraw withdrawn",
        "confirm_claim no_longer_needed closed",
        "confirm_claim refuse pool",
        "confirm_claim refuse screen",
        "confirm_claim withdraw withdrawn",
        "transfer no_longer_needed closed",
        "transfer withdraw withdrawn",
    ],
    "handler": [
        "act deny_contact act",
        "act tell_handler act",
        "act pledge act",
        "act release act",
    ],
    "handler workers": [
        "act supervise act",
        "confirm supervise confirm",
        "confirm_claim supervise confirm_claim",
        "transfer supervise transfer",
        "verify supervise verify",
    ],
    "managers": [
        "pool fallback accept",
        "screen dispatch accept",
    ],
    "workers": [
        "accept supervise accept",
        "amend supervise amend",
        "coordinate supervise coordinate",
        "pool supervise pool",
        "screen supervise screen",
    ],
}
TOLD = {tuple(edge.split()): set(people.split()) for people, edges in EDGES.items() for edge in edges}
