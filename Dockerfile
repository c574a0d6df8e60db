# Netral in a container: docs/deploy.md, "Container". `make clean-machine` runs these steps in a bare Debian.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
# Two environments: one builds and is left behind, the other is what the image gets, without pip and setuptools.
RUN python3 -m venv /opt/build && python3 -m venv --without-pip /opt/netral
COPY requirements.lock ./
COPY release/build.lock ./release/
RUN /opt/build/bin/pip --python /opt/netral/bin/python3 install --no-cache-dir --only-binary :all: --require-hashes -r requirements.lock \
 && /opt/build/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r release/build.lock
COPY pyproject.toml README.md LICENSE ./
COPY index ./index
COPY assistant ./assistant
COPY eval ./eval
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --no-index --wheel-dir /opt/wheels . \
 && /opt/build/bin/pip --python /opt/netral/bin/python3 install --no-cache-dir --no-deps --no-index /opt/wheels/*.whl

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/netral --shell /usr/sbin/nologin netral \
 && install -d -o netral -g netral -m 700 /var/lib/netral /var/lib/netral/index /var/lib/netral/records /var/lib/netral/sources
COPY --from=build /opt/netral /opt/netral
# A volume that is empty takes over what the image has there: the articles that are shipped, until yours replace them.
COPY --chown=netral:netral seeds /var/lib/netral/sources/articles
# The bin of the operator's page is a folder beside the articles, so the volume holds the folder of both.
ENV PATH=/opt/netral/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    NETRAL_HOST=0.0.0.0 \
    NETRAL_PORT=7860 \
    NETRAL_INDEX=/var/lib/netral/index/current \
    NETRAL_RECORDS=/var/lib/netral/records/records.sqlite \
    NETRAL_SOURCES=/var/lib/netral/sources/articles
WORKDIR /var/lib/netral
USER 10001:10001
VOLUME ["/var/lib/netral/index", "/var/lib/netral/records", "/var/lib/netral/sources"]
EXPOSE 7860
# At its first start the server indexes the articles before it answers anything.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10m --retries=3 \
  CMD ["python3", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['NETRAL_PORT'] + '/healthz', timeout=4)"]
CMD ["netral", "serve"]
