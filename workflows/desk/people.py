"""People are never deleted: what they did, and which role let them, has to stay readable."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from community.people.models import User

NEVER = "账号不能删除：他办过的事、谁让他办的，都要查得到。不再用的账号，请打开它，取消“可登录”再保存。"


def keep_person(request: HttpRequest, user: User) -> HttpResponse:
    """``before_delete_user``"""
    messages.error(request, NEVER)
    return redirect("wagtailusers_users:edit", user.pk)


def keep_people(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """``before_bulk_action``"""
    if action_type != "delete" or action.model is not User:
        return None
    messages.error(request, NEVER)
    return redirect("wagtailusers_users:index")
