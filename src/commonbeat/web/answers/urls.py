"""The one address of the answer. It holds no key: that stands behind `#`, which no browser sends, or is typed."""

from __future__ import annotations

from django.urls import path

from commonbeat.web.answers import views

urlpatterns = [path("", views.answer, name="answer")]
