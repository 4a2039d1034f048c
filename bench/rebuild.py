"""What computing all conclusions anew costs, and how much memory it takes.

    python bench/rebuild.py FOLDER

The folder is a store, as `python -m bench.growth --keep FOLDER SIZE` leaves one. Memory is the most
that this process ever had, which does nothing else.
"""

import argparse
import resource
from pathlib import Path
from time import process_time

from kg.cli.keeping import rebuild
from kg.settings import Settings
from kg.store.embedded import open_reader


def main() -> None:
    """Rebuild the store in place, and print a row of a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = str(parser.parse_args().folder)
    with open_reader(Settings(store=folder)) as store:
        number, quads = sum(1 for _ in store.documents()), len(store.engine)
    started = process_time()
    rebuild(folder)
    spent = process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("| documents | quads | ms per document | peak MB |")
    print("|--:|--:|--:|--:|")
    print(f"| {number:,} | {quads:,} | {1000 * spent / number:.1f} | {peak:.0f} |")


main()
