"""``python -m console.cli`` is ``cupola``; child processes are started this way."""

import sys

from console.cli import main

if __name__ == "__main__":
    sys.exit(main())
