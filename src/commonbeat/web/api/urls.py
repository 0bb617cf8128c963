"""Addresses of the machine interface."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.api.v1 import api

urlpatterns = [path("v1/", api.urls)]
