import gzip
import zipfile
from pathlib import Path

import pytest

from kg.errors import BadDocument
from kg.resolution.authorities.adding import prepare
from tests.kg.resolution.authorities.dumps import OBO


@pytest.mark.parametrize("form", ["x.obo", "x.obo.gz", "x.zip"])
def test_a_release_of_mondo_that_lacks_classes_is_refused(tmp_path: Path, form: str) -> None:
    def written(text: str) -> Path:
        if form == "x.zip":
            with zipfile.ZipFile(tmp_path / form, "w") as archive:
                archive.writestr("mondo.obo", text)
        else:
            packed = gzip.compress(text.encode()) if form.endswith("gz") else text.encode()
            (tmp_path / form).write_bytes(packed)
        return tmp_path / form

    cut = OBO.replace("MONDO:9000001 ", "MONDO:9000002 ").replace("9000001\nname", "9000003\nname")
    with pytest.raises(
        BadDocument, match=r"lacks 1 classes .*MONDO:9000002 first: it is cut short"
    ):
        prepare("mondo", written(cut), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
    assert prepare("mondo", written(OBO), tmp_path / "kept")[1].count == 3
