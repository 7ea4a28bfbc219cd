# One image for every process: siklus api, worker, ui, and the commands. docs/how-to/containers.md says how it is run.
FROM python:3.11.13-slim-bookworm AS build
WORKDIR /build
ENV UV_PROJECT_ENVIRONMENT=/opt/siklus \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never
# uv itself is in the lock, with its hash.
COPY pyproject.toml uv.lock ./
COPY scripts/setup.py scripts/
RUN ln -s "$(python scripts/setup.py --print-uv)" /usr/local/bin/uv \
    && uv sync --locked --quiet --no-dev --no-install-project
COPY README.md LICENSE ./
COPY src src
RUN uv sync --locked --quiet --no-dev --no-editable

FROM python:3.11.13-slim-bookworm
ENV PATH=/opt/siklus/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    SIKLUS_HOME=/var/lib/siklus \
    SIKLUS_HOST=0.0.0.0 \
    SIKLUS_LOG_FORMAT=json
RUN useradd --system --uid 10001 --no-create-home siklus \
    && install --directory --owner=siklus --group=siklus --mode=700 /var/lib/siklus
COPY --from=build /opt/siklus /opt/siklus
USER 10001
# No .env of somebody else is found here.
WORKDIR /opt/siklus
VOLUME /var/lib/siklus
EXPOSE 8700 8501
# Of the service. The interface has another address; a worker has none: see compose.yaml.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8700/healthz', timeout=4)"]
CMD ["siklus", "api"]
