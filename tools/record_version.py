"""Record the migrations of this version, which the tests of upgrades start from. Run once, when a version is tagged.

.venv/bin/python tools/record_version.py
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

VERSIONS = Path(__file__).resolve().parents[1] / "tests" / "versions"


def main() -> None:
    """Write the last migration of each app of ours."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "copilote.site.settings"
    with tempfile.TemporaryDirectory() as home:
        os.environ["COPILOTE_HOME"] = home
        import django

        django.setup()
        from django.apps import apps
        from django.db.migrations.loader import MigrationLoader

        from copilote import __version__

        ours = {config.label for config in apps.get_app_configs() if config.name.startswith("copilote.")}
        leaves = MigrationLoader(None).graph.leaf_nodes()
        last = {app: name for app, name in sorted(leaves) if app in ours}
        file = VERSIONS / f"{__version__}.json"
        file.write_text(json.dumps(last, indent=1) + "\n", encoding="utf-8")
        print(file)


if __name__ == "__main__":
    main()
