"""What all tests share: hypothesis draws the same examples in every run, and as many as each test asks for."""

from hypothesis import settings

settings.register_profile("elman", derandomize=True, deadline=None, database=None)
settings.load_profile("elman")
