from django.urls import path

from community.wishes.views import wall

from . import call_me, entry, follow, new, offer, page, photo, slip, step, together

app_name = "wishes"
urlpatterns = [
    path("", wall, name="wall"),
    path("new/", new.new, name="new"),
    path("new/photos/<slug:name>.jpg", photo.new_photo, name="new_photo"),
    path("similar/", new.alike, name="similar"),
    path("call-me/", call_me.call_me, name="call_me"),
    path("track/", entry.track, name="track"),
    path("<str:code>/", page.wish, name="wish"),
    path("<str:code>/received/", new.received, name="received"),
    path("<str:code>/enter/", entry.enter, name="enter"),
    path("<str:code>/code/", entry.code, name="code"),
    path("<str:code>/follow/", follow.begin, name="follow"),
    path("<str:code>/unfollow/", follow.end, name="unfollow"),
    path("<str:code>/offer/", offer.offer, name="offer"),
    path("<str:code>/slip/", slip.slip, name="slip"),
    path("<str:code>/together/", together.together, name="together"),
    path("<str:code>/contact-data/", page.contact, name="contact"),
    path("<str:code>/photos/<slug:name>-<slug:size>.jpg", photo.photo, name="photo"),
    path("<str:code>/<slug:outcome>/", step.step, name="step"),
]
