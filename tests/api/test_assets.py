"""The addresses of built scripts."""

import json
from pathlib import Path

import pytest

from api.assets import MANIFEST, Part, part

BUILT = {
    "src/parts/map.ts": {"file": "assets/map-1.js", "imports": ["_page.js"], "css": ["map-2.css"]},
    "_page.js": {"file": "assets/page-3.js", "imports": ["_other.js"]},
    "_other.js": {"file": "assets/other-4.js", "imports": ["_page.js"]},
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "map",
            Part(
                tuple(f"/static/web/assets/{name}.js" for name in ("map-1", "page-3", "other-4")),
                ("/static/web/map-2.css",),
            ),
        ),
        ("none", Part()),
    ],
)
def test_a_part_comes_with_what_it_imports(tmp_path: Path, name: str, expected: Part) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(BUILT))
    assert part(name, manifest) == expected


def test_nothing_was_built(tmp_path: Path) -> None:
    assert part("map", tmp_path / "manifest.json") == Part()


@pytest.mark.skipif(not MANIFEST.exists(), reason="the scripts are not built: run make web")
def test_every_part_that_a_page_names_was_built() -> None:
    sources = (MANIFEST.parents[2] / "web" / "src" / "parts").glob("*.ts")
    for name in (source.stem for source in sources):
        for script in part(name).scripts:
            assert (MANIFEST.parent / script.removeprefix("/static/web/")).is_file()
