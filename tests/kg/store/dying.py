"""A writer in a process of its own that is killed."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from kg.settings import Settings
from tests.kg.store.numbered import DATA

ROOT = Path(__file__).parents[3]


def write_and_die(place: Settings, before_death: str) -> None:
    script = f"""
        import os, signal
        from tests_quads import quad
        from kg.settings import Settings
        from kg.store.embedded import open_writer
        from kg.store.store import Change
        writer = open_writer(Settings(store={place.store!r}))
        writer.apply(Change(added=(quad(1),)))
        {before_death}
        os.kill(os.getpid(), signal.SIGKILL)
    """
    quads = f"""
        from pyoxigraph import Literal, NamedNode, Quad
        def quad(n):
            return Quad(NamedNode({DATA!r} + f"a{{n}}"), NamedNode({DATA!r} + "p"), Literal(n))
    """
    (place.folder.parent / "tests_quads.py").write_text(textwrap.dedent(quads))
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{place.folder.parent}"}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], env=environ, check=False)
    assert done.returncode == -signal.SIGKILL
