"""Put the notebooks, without outputs, into the wheel; everything else about the package stands in ``setup.cfg``."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
from elman import course  # noqa: E402


class WithCourse(build_py):
    """Copy the package, and beside it what ``elman notebooks`` copies for its user."""

    def run(self):
        """Called by setuptools."""
        super().run()
        if not self.editable_mode:  # else the project's own folder is there
            course.copy(Path(self.build_lib) / "elman" / "course_files", ROOT)


setup(cmdclass={"build_py": WithCourse})
