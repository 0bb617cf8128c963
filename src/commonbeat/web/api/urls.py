"""Addresses of the machine interface."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.api import docs
from commonbeat.web.api.v1 import urls

urlpatterns = [
    path("v1/", urls()),
    path("v1/openapi.json", docs.openapi, name="api-openapi"),
    path("docs", docs.docs, name="api-docs"),
]
