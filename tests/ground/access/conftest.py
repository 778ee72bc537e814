"""The second line exists on PostgreSQL only, and so do its tests."""

import os

collect_ignore = [] if os.environ.get("OMZIEN_TEST_DATABASE") == "postgres" else ["test_second_line.py"]
