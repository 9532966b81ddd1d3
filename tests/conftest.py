"""What all tests share: hypothesis draws the same examples in every run, and as many as each test asks for."""

import signal

from hypothesis import settings

settings.register_profile("elman", derandomize=True, deadline=None, database=None)
settings.load_profile("elman")

# A shell starts what it runs in the background deaf to Ctrl-C, and so would be the processes that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
