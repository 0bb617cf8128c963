"""Places, not people (promise P1): no model of a resident as a person, and no search for one.

Every model, field, address and parameter of the program is walked. What reads like a record of a person, or of what
leads to one, fails the build, unless it stands below with the reason why it is about staff or a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from commonbeat.program.agencies.models import Member
from commonbeat.web.api.v1 import api

#: Words of records about people, as parts of a name (snake case or camel case).
PERSON = frozenset(
    [
        "person",
        "persons",
        "people",
        "resident",
        "residents",
        "tenant",
        "tenants",
        "suspect",
        "victim",
        "witness",
        "offender",
        "caller",
        "complainant",
        "subject",
        "individual",
        "citizen",
        "juvenile",
        "minor",
        "contact",
        "contacts",
        "associate",
        "associates",
        "gang",
        "affiliation",
        "informant",
        "party",
        "patient",
        "inmate",
        "neighbor",
    ]
)
DETAIL = frozenset(
    [
        "name",
        "firstname",
        "lastname",
        "surname",
        "forename",
        "nickname",
        "alias",
        "birth",
        "birthdate",
        "birthday",
        "dob",
        "age",
        "gender",
        "sex",
        "race",
        "ethnicity",
        "height",
        "weight",
        "eye",
        "hair",
        "tattoo",
        "plate",
        "license",
        "licence",
        "vin",
        "ssn",
        "social",
        "passport",
        "phone",
        "mobile",
        "cell",
        "email",
        "mail",
        "fingerprint",
        "face",
        "biometric",
        "religion",
        "nationality",
        "immigration",
        "citizenship",
        "photo",
        "portrait",
    ]
)
#: Model -> fields that may be there, and why.
ALLOWED: dict[str, dict[str, str]] = {
    "Agency": {"name": "of the police department"},
    "Member": {
        "name": "of staff, who sign in",
        "email": "of staff, who sign in",
        "work_phone": "of staff, so that a posted officer can be reached",
    },
    "Area": {"name": "of a problem area"},
    "Import": {"file_name": "of a dispatch export"},
    "Photo": {"height": "of a picture, in pixels"},
}
#: Apps that are not ours: sign-in of staff, sessions, the job queue. They link to Member alone.
OTHERS = (
    "account",
    "mfa",
    "socialaccount",
    "usersessions",
    "django_tasks_database",
    "django_tasks_db",
    "contenttypes",
    "sessions",
    "auth",
    "sites",
    "django_tasks",
)
#: Further single fields, "Model.field", with the reason.
ALLOWED_FIELDS: dict[str, str] = {
    "Place.label": "the address",
    "OfficerCard.phone_shown": "whether staff's own work telephone stands on the public page, as they agreed",
    "Visit.photos": "hashes of pictures of places, without metadata",
    "ApiKey.name": "of a machine that asks for briefings",
    "Client.name": "of a machine that asks for briefings",
}
ALLOWED_MODELS: dict[str, str] = {"Photo": "a picture of a place, drawn anew without metadata"}
ALLOWED_PARAMETERS: dict[str, str] = {
    "member": "staff, whom an administrator manages",
    "member_id": "staff, whom an administrator manages",
    "people": "/office/people/ is the list of staff",
    "photo": "a picture of a place, by the hash of its content",
    "photos": "pictures of places, by the hash of their content",
}


def parts(name: str) -> set[str]:
    """ "homePhone" and "home_phone" are both home and phone."""
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_").split("_"))


def our_models() -> list[type[models.Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one.__module__.startswith("commonbeat.")]


def told(name: str, *, fields: bool) -> bool:
    """Whether the name is of a person's record."""
    return bool(parts(name) & (PERSON | DETAIL if fields else PERSON))


def fields() -> Iterator[tuple[str, str]]:
    for model in our_models():
        for field in model._meta.get_fields():
            if not field.auto_created:
                yield model.__name__, field.name


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def parameters() -> Iterator[tuple[str, str]]:
    for route, pattern in patterns(get_resolver()):
        if route.startswith("sign-in/"):  # where staff keep their own passkeys and addresses
            continue
        for name in pattern.pattern.converters:
            yield route, name
        for word in re.findall(r"[A-Za-z_-]+", re.sub(r"<[^>]*>|\(\?P[^)]*\)", "", route)):
            yield route, word


def api_parameters() -> Iterator[tuple[str, str]]:
    schema = json.loads(json.dumps(dict(api.get_openapi_schema(path_prefix="/api/v1/")), default=str))
    for path, verbs in schema["paths"].items():
        for verb in verbs.values():
            for one in verb.get("parameters", []):
                yield path, one["name"]


def test_no_model_is_a_resident_as_a_person():
    found = [
        one.__name__ for one in our_models() if told(one.__name__, fields=False) and one.__name__ not in ALLOWED_MODELS
    ]
    assert found == []


def test_no_field_holds_what_leads_to_a_resident():
    found = [
        f"{model}.{field}"
        for model, field in fields()
        if told(field, fields=True) and field not in ALLOWED.get(model, {}) and f"{model}.{field}" not in ALLOWED_FIELDS
    ]
    assert found == [], "say why it is about staff or a place, or take it out"


def test_the_only_people_are_members_and_only_they_sign_in():
    keepers = {
        f"{one.__name__}.{field.name}"
        for one in our_models()
        for field in one._meta.get_fields()
        if isinstance(field, models.EmailField)
    }
    assert keepers == {"Member.email", "Service.inbox"}, "staff sign in; a service has a desk"
    assert apps.get_model("agencies", "Member") is Member


def test_apps_of_others_keep_nothing_of_residents():
    linked = [one for one in apps.get_models() if not one.__module__.startswith("commonbeat.")]
    assert {one._meta.app_label for one in linked} <= set(OTHERS)


def test_the_walk_sees_the_addresses_and_the_interface():
    assert len(list(parameters())) > 50
    assert {"address"} <= {name for _, name in api_parameters()}


def test_no_address_and_no_parameter_searches_for_a_person():
    found = sorted(
        {
            (route, name)
            for route, name in [*parameters(), *api_parameters()]
            if told(name, fields=True) and name not in ALLOWED_PARAMETERS
        }
    )
    assert found == [], "places are searched, people are not"


@pytest.mark.parametrize("name", ["resident_name", "dateOfBirth_dob", "license_plate", "suspect", "home_phone"])
def test_the_walk_would_stop_a_record_of_a_person(name):
    assert told(name, fields=True)


@pytest.mark.parametrize("name", ["promised_hours", "place", "due_on", "street", "language", "message"])
def test_the_walk_lets_places_pass(name):
    assert not told(name, fields=True)


def test_what_is_allowed_still_exists():
    there = {one.__name__ for one in our_models()}
    kept = {f"{model}.{field}" for model, field in fields()}
    assert {f"{model}.{field}" for model, names in ALLOWED.items() if model in there for field in names} <= kept
