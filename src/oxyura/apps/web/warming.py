"""Makes ready, while nobody waits, what the first page would otherwise be made with."""

from __future__ import annotations

import threading
import time

# Who has waited for the server asks for a page at once, and most pages show no map of the world.
_FIRST_PAGE_SECONDS = 1.0


def warm_up() -> threading.Thread:
    """Lay the map of the world, read the words and compile the templates, beside the first requests.

    Returns
    -------
    threading.Thread
        It touches no register, so that it may end with the process whenever that ends.
    """
    thread = threading.Thread(target=_make_ready, name="warm-up", daemon=True)
    thread.start()
    return thread


def _make_ready() -> None:
    from oxyura.apps.web.rendering import compile_templates
    from oxyura.apps.web.views.map_frame import lay_world
    from oxyura.apps.web.views.study_pages import prepare_reading
    from oxyura.publish.language import LANGUAGES, words_for
    from oxyura.register.keys import program_version

    # Which runs are of this program is asked by every page.
    program_version()
    prepare_reading()
    for language in LANGUAGES:
        compile_templates(words_for(language))
    time.sleep(_FIRST_PAGE_SECONDS)
    lay_world()
