"""The interface for dispatch and other machines, version 1."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Commonbeat", version="1", urls_namespace="api-v1", docs_url=None, openapi_url=None)
