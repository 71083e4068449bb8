from django.urls import path

from . import by_phone, leave

app_name = "accounts"

urlpatterns = [
    path("signup/", by_phone.sign_up, name="sign_up"),
    path("signup/code/", by_phone.sign_up_code, name="sign_up_code"),
    path("login/phone/", by_phone.log_in, name="log_in"),
    path("login/phone/code/", by_phone.log_in_code, name="log_in_code"),
    path("return/", leave.come_back_page, name="come_back"),
]
