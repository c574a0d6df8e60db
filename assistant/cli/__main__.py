"""`python -m assistant.cli`: the command `netral` without an installation."""

import sys

from assistant.cli.main import main

sys.exit(main())
