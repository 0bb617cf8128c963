"""The report: one HTML page that needs no network, reads without JavaScript, prints, and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from commonbeat.analysis.geometry import feet
from commonbeat.analysis.sentences import Translate, category_name, flag_name
from commonbeat.report.charts import concentration_chart, expansion_chart, to_svg, totals_chart
from commonbeat.report.content import ReportContent
from commonbeat.report.drawing import draw_map
from commonbeat.report.layers import map_layers
from commonbeat.report.words import day_in_words, translations


def render(content: ReportContent, *, language: str = "en") -> str:
    """Lay the report out.

    Args:
        content: what to show.
        language: "en" or "es".

    Returns:
        A whole HTML page, about 2 MB with the map's library in it.

    Raises:
        UsageError: there is no translation into that language.
    """
    catalog = translations(language)
    _ = catalog.gettext
    environment = Environment(
        loader=PackageLoader("commonbeat.report"), autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True
    )
    environment.install_gettext_translations(catalog, newstyle=True)  # type: ignore[attr-defined]
    drawing = draw_map(
        content.ground,
        content.places,
        content.areas,
        title=_("Map of the listed places and problem areas"),
        description=_("The tables below list the same places and areas."),
    )
    style = _text("templates/report.css") + (_fonts() + _text("assets/maplibre-gl.css") if drawing else _fonts())
    library, script = _text("assets/maplibre-gl-csp.js"), _text("templates/report.js")
    return environment.get_template("report.html.j2").render(
        language=language,
        feet=partial(feet, translate=catalog),
        category=partial(category_name, translate=catalog),
        flag_name=partial(flag_name, translate=catalog),
        policy=_policy(style, [library, script] if drawing else []),
        style=Markup(style),
        agency=content.agency,
        first=day_in_words(content.first, catalog),
        last=day_in_words(content.last, catalog),
        made=day_in_words(content.made, catalog),
        version=content.version,
        calls=content.calls,
        concentration=content.concentration,
        places=content.places,
        left_out=content.left_out,
        areas=content.areas,
        plan=content.plan,
        forecasts=content.forecasts,
        method=content.method,
        backtest=content.past,
        backtest_words=content.past.words if content.past else "",
        backtest_numbers=[(fact.name, fact.value, fact.words) for fact in content.past.facts] if content.past else [],
        quality=[(fact.name, fact.value, fact.words) for fact in content.quality],
        provenance=[(fact.name, fact.value or fact.words) for fact in content.provenance],
        lenses=content.lenses,
        layers=_layer_choices(content, catalog),
        ground_words=_("Gray lines are streets.")
        if content.ground.lines
        else _("Gray dots are all places with calls."),
        map_svg=Markup(drawing),
        map_json=Markup(_json(_map_data(content, catalog))) if drawing else "",
        worker=Markup(_text("assets/maplibre-gl-csp-worker.js").replace("</script", r"<\/script")) if drawing else "",
        library=Markup(library),
        script=Markup(script),
        **_charts(content, catalog),
    )


def _charts(content: ReportContent, translate: Translate) -> dict[str, Markup]:
    """The charts of the page as drawings."""
    _ = translate.gettext
    found = content.concentration
    charts = {
        "concentration_svg": (
            concentration_chart(
                found.curve,
                found.share_for_quarter,
                found.share_for_half,
                (
                    _("Share of places, busiest first"),
                    _("Share of calls"),
                    _("{share} of places hold 25%").format(share=f"{found.share_for_quarter:.1%}"),
                    _("{share} of places hold 50%").format(share=f"{found.share_for_half:.1%}"),
                ),
            ),
            _("Curve of the share of calls that the busiest places hold"),
        )
    }
    if content.past:
        charts["backtest_svg"] = (
            totals_chart(content.past.totals, _("Calls")),
            _("Expected calls beside what happened"),
        )
    if content.plan and content.plan.expansion:
        posted = len(content.plan.postings)
        steps = [(posted, content.plan.calls_covered, _("this plan"))]
        for step in content.plan.expansion:
            where = _("{area} (second officer)").format(area=step.area_name) if step.second else step.area_name
            steps.append((step.officers, step.calls_covered, where))
        title = _("Calls in areas with an officer, by number of officers")
        charts["expansion_svg"] = (expansion_chart(steps, title), _("Share of calls covered by number of officers"))
    return {name: Markup(to_svg(spec, label)) for name, (spec, label) in charts.items()}


def _map_data(content: ReportContent, translate: Translate) -> dict[str, Any]:
    bounds = content.ground.bounds
    return {
        "bounds": [[bounds[0], bounds[1]], [bounds[2], bounds[3]]] if bounds else None,
        "layers": map_layers(content.ground, content.places, content.areas, content.lenses, translate),
        "names": [
            {"text": area.name, "lon": area.lon, "lat": area.lat}
            for area in content.areas
            if area.lon is not None and area.lat is not None
        ],
        "words": _controls(translate),
    }


def _controls(translate: Translate) -> dict[str, str]:
    """What the map's own buttons say (the keys are MapLibre's)."""
    _ = translate.gettext
    return {
        "Map.Title": _("Map"),
        "Marker.Title": _("Name of an area"),
        "NavigationControl.ZoomIn": _("Zoom in"),
        "NavigationControl.ZoomOut": _("Zoom out"),
        "Popup.Close": _("Close"),
        # Translators: feet and miles, as short as on a map.
        "ScaleControl.Feet": _("ft"),
        "ScaleControl.Miles": _("mi"),
        "CooperativeGesturesHandler.WindowsHelpText": _("Use Ctrl + scroll to zoom the map"),
        "CooperativeGesturesHandler.MacHelpText": _("Use ⌘ + scroll to zoom the map"),
        "CooperativeGesturesHandler.MobileHelpText": _("Use two fingers to move the map"),
    }


def _layer_choices(content: ReportContent, translate: Translate) -> list[dict[str, Any]]:
    """What the reader can switch, most wanted first."""
    return map_layers(content.ground, content.places, content.areas, content.lenses, translate)[::-1]


def _policy(style: str, scripts: list[str]) -> str:
    """A Content-Security-Policy that runs these scripts and styles and nothing else, and calls nobody."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; font-src data:; "
        "img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _fonts() -> str:
    """Public Sans, inside the page."""
    faces = []
    for weight, name in ((400, "Regular"), (700, "Bold")):
        data = base64.b64encode(
            resources.files("commonbeat.report").joinpath(f"assets/PublicSans-{name}.woff2").read_bytes()
        )
        faces.append(
            f'@font-face{{font-family:"Public Sans";font-weight:{weight};font-display:swap;'
            f'src:url(data:font/woff2;base64,{data.decode()}) format("woff2")}}'
        )
    return "".join(faces)


def _text(name: str) -> str:
    return resources.files("commonbeat.report").joinpath(name).read_text(encoding="utf-8")
