#!/usr/bin/env python
import os
import sys
from pathlib import Path


def main() -> None:
    # `site` is a standard-library module, so our folder of that name is put on the path, not imported.
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
