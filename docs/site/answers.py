"""Keep the answers out of the search: a student who looks for "carry" is to find the question."""

ANSWERS = "notebooks/solutions/"


def leave_out(app):
    """Give the builder an index that does not take the answers, nor their titles."""
    feed = app.builder.index_page

    def index_page(pagename, doctree, title):
        if not pagename.startswith(ANSWERS):
            feed(pagename, doctree, title)

    app.builder.index_page = index_page


def setup(app):
    """Called by Sphinx."""
    app.connect("builder-inited", leave_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
