"""The web application: pages for people, served from one process, asking nothing from outside.

How a page is made
------------------
1. ``views/`` holds what pages show as frozen dataclasses, free of HTML. They are computed where the assessment is, in
   the worker, once for each language, and kept with the run as ``web/<language>.json`` (`views.run_files`). A page
   never computes an assessment.
2. ``library.py`` finds the studies of the register and reads their views. A study that is being computed has none yet;
   pages then say so and refresh themselves.
3. ``pages/`` has one router for each door. A page function takes the request, asks the library, and returns
   ``render(request, "name.html.j2", …)`` of ``rendering.py``.
4. ``templates/`` extend ``base.html.j2``. What appears on several pages is a macro in ``parts.html.j2``.

Addresses are readable and stable: ``/m/<study>/<migrant>``, ``/i/<taxon>``, ``/p/<study>/<site>``, ``/c/<country>``,
``/d/<study>``, ``/s/<study>``. What the reader chose stands in the query: ``?lang=``, ``?week=``, ``?q=``.

Conventions of templates
------------------------
- The policy for content (``security.py``) allows no inline style, no inline script, no event attribute. What depends on
  data is an SVG attribute (``x="12%"``) or a class; colours, sizes and fonts come from ``web/src/tokens.css`` alone.
- Every text is in ``_()`` or ``ngettext()``; terms of vocabularies by ``words.term(context, word)``. A per cent sign in
  a message is written ``%%``.
- Every link goes through ``page.url(path, **query)``, which keeps the language that was asked for.
- Every number that the program or a study gives is a ``figure`` (`views.figures.Figure`), shown by the macro
  ``figure()``: it opens its sources, licence, unit, interval and run.
- "Not surveyed" is hatched by ``fill="url(#hatch)"`` or the class ``hatched``, and named in the legend.
- A page works without script: forms send, every panel is there. Script (``web/src/*.ts``) takes over elements marked
  with ``data-…`` attributes and hides nothing that it cannot bring back.
- Coordinates of a site come from :func:`oxyura.apps.web.places.public_point` and nowhere else.
"""
