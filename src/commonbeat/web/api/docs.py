"""The interface described: as OpenAPI for machines, and as a page for people. Neither loads anything from elsewhere."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonbeat.web.access import anybody
from commonbeat.web.api.v1 import api


@require_safe
@anybody
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    del request
    return JsonResponse(_schema(), json_dumps_params={"indent": 1})


@require_safe
@anybody
def docs(request: HttpRequest) -> HttpResponse:
    """The page made from the OpenAPI document."""
    return render(request, "briefing/docs.html", {"info": _schema()["info"], "operations": _operations()})


@cache
def _schema() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(dict(api.get_openapi_schema(path_prefix="/api/v1/")), default=str))
    return told


def _operations() -> list[dict[str, Any]]:
    found = []
    for path, methods in _schema()["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {})
            found.append(
                {
                    "method": method.upper(),
                    "path": path,
                    "id": told["operationId"],
                    "summary": told["summary"],
                    "description": told.get("description", ""),
                    "parameters": [
                        {
                            "name": each["name"],
                            "type": _type(each["schema"]),
                            "description": each.get("description", ""),
                        }
                        for each in told.get("parameters", [])
                    ],
                    "body": ", ".join(body),
                    "answers": [
                        {"status": status, "fields": _fields(each)}
                        for status, each in sorted(told["responses"].items())
                    ],
                }
            )
    return found


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return _schema()["components"]["schemas"][name] if name else schema


def _type(schema: dict[str, Any]) -> str:
    options = [_resolved(each) for each in schema.get("anyOf", [schema])]
    values = [str(value) for each in options for value in each.get("enum", [])]
    if values:
        return " | ".join(values)
    kinds = [each.get("format") or each.get("type", "object") for each in options if each.get("type") != "null"]
    return " | ".join(dict.fromkeys(kinds))


def _fields(answer: dict[str, Any]) -> list[dict[str, str]]:
    """The fields of an answer in JSON, those of its parts behind them with a dot."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return list(_walk(_resolved(schema), ""))


def _walk(schema: dict[str, Any], before: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for name, told in schema.get("properties", {}).items():
        parts = _resolved(told.get("items", told)) if isinstance(told.get("items", told), dict) else {}
        many = "[]" if told.get("type") == "array" else ""
        found.append(
            {"name": f"{before}{name}{many}", "type": _type(told), "description": str(told.get("description", ""))}
        )
        found += _walk(parts, f"{before}{name}{many}.")
    return found
