"""What screen readers need and the theme does not write: the level of headings in the navigation, the head of an empty column."""


def levels(app, pagename, templatename, context, doctree):
    """The captions in the navigation are headings; say of which level."""
    tree = context.get("furo_navigation_tree")
    if tree:
        context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')


def setup(app):
    """Called by Sphinx."""
    app.connect("html-page-context", levels, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
