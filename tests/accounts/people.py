"""People who log in with a password, and how long their sessions are."""

PASSWORD = "a-long-password-26"
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def log_in(client, name, **more):
    return client.post("/accounts/login/", {"login": name, "password": PASSWORD} | more)


def is_in(client):
    return "_auth_user_id" in client.session and client.get("/me/").status_code == 200
