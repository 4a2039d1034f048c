"""What a text costs on its whole way, as a ratio to the bare model's reading of the same texts.

    python -m bench.path [FOLDER]

`kg watch --until-done` over a folder of texts (those of `tests/gold` if none is named): found,
read and written, with conclusions, who is who and snapshots, in CPU seconds of all its processes.
What it takes to start is left out: it is run with one text, then with all the others. The bare
pipeline is `nlp.pipe` of the same model.
"""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from extractors.language import pipeline
from kg.settings import Settings

SOURCES = '[sources.texts]\nkind = "folder"\npath = "texts"\n'


def watched(folder: Path) -> float:
    """CPU seconds until all that is in the folder is read."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "kg", "watch", str(folder / "sources.toml"), "--until-done"]
    environ = {**os.environ, "KG_STORE": str(folder / "store")}
    subprocess.run(command, check=True, env=environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def put(paths: list[Path], folder: Path) -> None:
    """Lay texts into the watched folder, as if they had lain there for long."""
    folder.mkdir(exist_ok=True)
    for path in paths:
        shutil.copy(path, folder / path.name)
        os.utime(folder / path.name, (1, 1))


def main() -> None:
    """Print both, and how much of the bare model's speed is left."""
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "tests/gold"
    first, *others = sorted(where.glob("*.txt"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sources.toml").write_text(SOURCES)
        put([first], folder / "texts")
        starting = watched(folder)
        put(others, folder / "texts")
        (folder / "sources.toml").write_text(SOURCES + "every = 1\n")  # look again at once
        whole = watched(folder) - starting
    texts = [path.read_text("utf-8") for path in others]
    nlp = pipeline(Settings().model)
    list(nlp.pipe(texts[:3]))
    started = process_time()
    tokens = sum(map(len, nlp.pipe(texts, batch_size=16)))
    bare = process_time() - started
    print(f"texts                 {len(texts)}, {tokens} tokens")
    print(f"bare nlp.pipe         {len(texts) / bare:.1f} texts per CPU second")
    print(f"whole path            {len(texts) / whole:.1f} texts per CPU second")
    print(f"ratio                 {bare / whole:.2f}")


if __name__ == "__main__":
    main()
