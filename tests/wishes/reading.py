"""A wish page as somebody sees it."""


def get(client, wish, user=None):
    client.logout()
    if user:
        client.force_login(user)
    return client.get(wish.get_absolute_url())
