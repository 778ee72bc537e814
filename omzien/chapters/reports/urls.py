"""Addresses of this room: what everyone can open, and what colleagues can."""

from django.urls import path

from . import public_views
from .staff_urls import staff_urls

public_urls = [
    path("hulp/", public_views.help_page, name="help"),
    path("hulp/code/", public_views.receipt_page, name="receipt"),
]

urlpatterns = [*public_urls, *staff_urls]
