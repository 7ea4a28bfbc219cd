"""`python -m siklus` is `siklus`."""

from siklus.cli import main

if __name__ == "__main__":
    main()
