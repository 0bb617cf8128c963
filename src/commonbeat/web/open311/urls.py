"""Addresses of GeoReport v2, below `open311/v2/`."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.open311 import views

urlpatterns = [
    path("openapi.json", views.openapi, name="open311-openapi"),
    path("discovery.<str:form>", views.discovery, name="open311-discovery"),
    path("services.<str:form>", views.services, name="open311-services"),
    path("services/<str:code>.<str:form>", views.definition, name="open311-definition"),
    path("requests.<str:form>", views.requests, name="open311-requests"),
    path("requests/<str:code>.<str:form>", views.one_request, name="open311-request"),
    path("tokens/<str:code>.<str:form>", views.token, name="open311-token"),
]
