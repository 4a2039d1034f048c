"""What a reading depends on besides its text: this package, its rules and word lists, the model."""

import json
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from extractors.language import model_folder
from kg.ontology import Ontology
from kg.settings import Settings

# What ontologies/ has for the graph alone: no reading changes with it.
GRAPH_ALONE = frozenset(
    {
        "collab-kg.ttl",
        "shapes.ttl",
        "regions.tsv",
        "country_names.tsv",
        "horizon-consortium.toml",
        "body_words.tsv",
        "common_names.txt",
        "name_variants.tsv",
    }
)
NO_DATA = frozenset({".py", ".pyc", ".md"})
SAMPLES, VOCABULARY = "samples", "vocab"
BLOCK = 1 << 20


def reader_version(settings: Settings, ontology: Ontology | None = None) -> str:
    """The name of this way of reading: a text that was read in another way is read again.

    Names of diseases are read by the release of Mondo that was added, where one was.
    """
    own = (Path(settings.records).expanduser(),) if settings.records else ()
    rules = _rules((*folders(), *own))
    found = f"collab-kg {version('collab-kg')}, {_model(settings.model)}, rules {rules}"
    added = ontology.authorities.disease_rows() if ontology and ontology.authorities else None
    if not added:
        return found
    return f"{found}, diseases {blake2b('\n'.join(added).encode(), digest_size=4).hexdigest()}"


def folders() -> tuple[Path, ...]:
    """Where the data lie of which rules and dictionaries are made."""
    # ontologies/ is no regular package, so that only its files have a path.
    return Path(str(files("ontologies") / "mondo.tsv")).parent, Path(__file__).parent


def rules_digest(roots: Iterable[Path]) -> str:
    """A hash of all data of the rules and dictionaries in these folders."""
    return digest((file, root) for root in roots for file in _data(root))


_rules = cache(rules_digest)


@cache
def _model(model: str) -> str:
    """A model's own name and version, and a hash of its files, as it may have been trained anew."""
    folder = model_folder(model)
    meta = folder / "meta.json"
    told = json.loads(meta.read_text("utf-8")) if meta.is_file() else {}
    name = "_".join(str(told[key]) for key in ("lang", "name") if told.get(key)) or folder.name
    inside = sorted(path for path in folder.rglob("*") if path.is_file())
    # Words and their vectors are given to a training, not made by it, and most of the bytes.
    trained = [path for path in inside if VOCABULARY not in path.relative_to(folder).parts]
    return f"{name} {told.get('version', '')} {digest((path, folder) for path in trained)}"


def _data(root: Path) -> list[Path]:
    """The data files of a package, in the same order everywhere."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.suffix not in NO_DATA
        and path.name not in GRAPH_ALONE
        and SAMPLES not in path.relative_to(root).parts
    )


def digest(found: Iterable[tuple[Path, Path]]) -> str:
    """A short hash of files, each given with the folder that it is named from."""
    whole = blake2b(digest_size=4)
    for file, root in found:
        own = blake2b(file.relative_to(root).as_posix().encode())
        with file.open("rb") as stream:
            while block := stream.read(BLOCK):
                own.update(block)
        whole.update(own.digest())
    return whole.hexdigest()
