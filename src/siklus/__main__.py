"""`siklus`, and `python -m siklus`."""

import sys


def main() -> None:
    """Run the command line; where the labels cannot even be read, one plain line says so."""
    from siklus.errors import SettingInvalid  # noqa: PLC0415

    try:
        from siklus.cli import main as run  # noqa: PLC0415 (the labels are read when it is loaded)
    except SettingInvalid as error:
        sys.stderr.write(f"siklus: {error}\n        {error.advice}\n")
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
