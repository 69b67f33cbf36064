"""What holds for every test."""

import os

from hypothesis import Phase, settings

# A red run must say the same the next time: elsewhere every run tries new examples, here the
# same ones. Shrinking a failure may outlast the run, so it is left to the developer's machine.
settings.register_profile(
    "ci", derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
if os.environ.get("CI"):
    settings.load_profile("ci")
