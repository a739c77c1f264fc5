# The relay as an image: `relay serve` takes events in, `relay work` carries them. No secret, no setting and no state in it.
#
# BASE_IMAGE may be any image with Python 3.11 or newer as `python3`, with its venv module.
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
RUN python3 -m venv /opt/relay

# What the relay needs changes less often than the relay: a layer of its own.
COPY pyproject.toml constraints.txt ./
RUN python3 -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" \
      > requirements.txt \
 && /opt/relay/bin/python -m pip install --quiet --constraint constraints.txt --requirement requirements.txt

COPY README.md LICENSE CHANGELOG.md ./
COPY relay relay
COPY handlers handlers
COPY mapping mapping
COPY admin admin
COPY words words
RUN /opt/relay/bin/python -m pip wheel --quiet --no-deps --wheel-dir /wheels . \
 && /opt/relay/bin/python -m pip install --quiet --no-deps --no-index /wheels/*.whl \
 && /opt/relay/bin/python -m pip check \
 && /opt/relay/bin/python -m pip uninstall --quiet --yes setuptools pip

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="AFAS and AccountView relay" \
      org.opencontainers.image.licenses="MIT"
COPY --from=builder /opt/relay /opt/relay
# Nothing is written but to /tmp, so that the root file system can be read-only.
ENV PATH=/opt/relay/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 RELAY_CONFIG=/etc/relay/relay.yaml
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /etc/relay
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 CMD ["python3", "-c", \
  "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8080, timeout=3); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["relay"]
CMD ["serve"]
