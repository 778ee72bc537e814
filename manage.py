#!/usr/bin/env python3
"""Django's own commands, for developers; a school uses `omzien`."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omzien.config.settings")
    # A checkout needs no installation to make migrations or translations.
    os.environ.setdefault("SECRET_KEY", "for developers only")
    Path(os.environ.get("OMZIEN_DATA", "data")).mkdir(exist_ok=True)
    execute_from_command_line(sys.argv)
