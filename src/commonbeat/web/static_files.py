"""How the files that browsers load are named and kept."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names hold a hash of the content, in the imports of modules too: no browser mixes two versions."""

    support_js_module_import_aggregation = True
