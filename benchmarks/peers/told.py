"""The command line, with what it says on stdout in a file: FILE WORDS."""

import contextlib
import sys
from pathlib import Path

from siklus.cli import main

if __name__ == "__main__":
    target, sys.argv[1:] = Path(sys.argv[1]), sys.argv[2:]
    with target.open("w", encoding="utf-8") as file, contextlib.redirect_stdout(file):
        main()
