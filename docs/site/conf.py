"""How Sphinx builds the site; `build.py` calls it."""

import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parents[1]
sys.path[:0] = [str(ROOT), str(SITE)]
from elman import __version__  # noqa: E402
from elman.course import REPOSITORY  # noqa: E402

project, author, release = "elman", "the elman developers", __version__
project_copyright = f"2026, {author}"
language = "en"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "numpydoc",
    "myst_nb",
    "sphinx_copybutton",
    "sphinx_design",
    "equations",
    "docstrings",
    "links",
    "answers",
    "accessible",
]
exclude_patterns = ["README.md", "downloads", "docs/description.md"]  # of the README, parts are in use.md
default_role = "py:obj"  # `name` in a docstring is a link where there is such a thing
highlight_language = "text"  # a block after `::` is an equation more often than a program

# Pages and notebooks, as they are stored.
nb_execution_mode = "off"
nb_merge_streams = True
nb_render_markdown_format = "myst"  # of outputs, too: CommonMark leaves equations as they were typed
myst_enable_extensions = ["amsmath", "colon_fence", "dollarmath"]
myst_heading_anchors = 3

# The package.
autosummary_generate = False
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
add_module_names = False  # the page says which module it is

html_math_renderer = "katex"  # of equations.py
html_theme = "furo"
html_title = "elman"
html_static_path = ["static"]
html_css_files = ["elman.css", "judge.css"]
html_js_files = ["scrollable.js"]
html_favicon = "static/icon.svg"
html_copy_source = False
html_theme_options = {"source_repository": REPOSITORY, "source_branch": "main"} if REPOSITORY else {}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
