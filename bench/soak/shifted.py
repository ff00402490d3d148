"""`python -m bench.soak.shifted service.wsgi:app`: gunicorn under libfaketime, which breaks one call that it makes.

With the wall clock faked and the monotonic clock left alone, as a change of the clock leaves it, libfaketime 0.9.10
answers clock_nanosleep with EINVAL. So whoever sleeps here waits in select, which is the same.
"""

import select
import time

from gunicorn.app.wsgiapp import run


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


if __name__ == "__main__":
    time.sleep = _sleep
    run()
