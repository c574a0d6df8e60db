"""`python -m eval.cli`: the command `netral-eval` without an installation."""

import sys

from eval.cli.main import main

sys.exit(main())
