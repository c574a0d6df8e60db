"""`python -m eval.corpora.making offices`: makes the files of a corpus again from its sources."""

from __future__ import annotations

import sys
from pathlib import Path

from eval.corpora.making.files import make_files

for name in sys.argv[1:]:
    make_files(Path(__file__).parents[1] / name)
