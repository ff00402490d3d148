ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
COPY requirements.txt /build/
RUN python3 -m venv /opt/fascicle \
 && /opt/fascicle/bin/python3 -m pip --disable-pip-version-check --no-cache-dir --quiet \
    install --require-hashes --only-binary :all: --requirement /build/requirements.txt \
 && /opt/fascicle/bin/python3 -m pip --quiet uninstall --yes setuptools pip

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="fascicle" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.description="Stateless decision support for muscle twitching" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/fascicle/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FASCICLE_BIND=0.0.0.0:8000
WORKDIR /srv/fascicle
COPY --from=build /opt/fascicle /opt/fascicle
COPY LICENSE NOTICE openapi.yaml gunicorn.conf.py ./
COPY schemas schemas
COPY rules rules
COPY examples examples
COPY service service
# An image with rules that may not be served must not exist.
# What was checked is kept, and the code is compiled, so that a container starts in a moment.
RUN python3 -m service.loader check && python3 -m compileall -q --invalidation-mode unchecked-hash service schemas
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["gunicorn", "service.wsgi:app"]
