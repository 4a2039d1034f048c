"""Draws the README's picture of a terminal from what `make demo` really prints.

python bench/picture.py
"""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from extractors.documents import samples

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "demo.svg"
WIDTH = 96
ASKED = "kg partners --for Charité --topic CAR-T --topic lupus --country CN --country JP --top 2"


def main() -> None:
    """Ingest the samples into a store of its own, ask, and draw the answer."""
    kg = [sys.executable, "-m", "kg"]
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "KG_STORE": folder, "COLUMNS": str(WIDTH), "FORCE_COLOR": "1"}
        subprocess.run([*kg, "ingest", str(samples())], env=environment, check=True)
        done = subprocess.run(
            [*kg, *ASKED.split()[1:]], env=environment, check=True, capture_output=True, text=True
        )
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text(f"$ {ASKED}\n", style="bold"))
    console.print(Text.from_ansi(done.stdout))
    drawn = console.export_svg(title="collab-kg")
    # The typefaces that rich would fetch from elsewhere: any monospaced one will do.
    drawn = re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", drawn, flags=re.DOTALL)
    PICTURE.write_text(drawn, encoding="utf-8")


main()
