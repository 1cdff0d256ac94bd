# Copilote in a container: the site on port 8000, its data in the volume /data.
#   docker build -t copilote . && docker run -p 8000:8000 -v copilote:/data copilote
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    COPILOTE_HOME=/data

# What saves and restores a PostgreSQL base.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
# The pinned dependencies first: they change less often than the code, and their layer is kept.
COPY requirements/run.lock requirements/run.lock
RUN pip install --require-hashes -r requirements/run.lock

COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN pip install --no-deps . \
    && useradd --system --uid 10001 --home-dir /data copilote \
    && install -d -o copilote -m 700 /data /backups

USER copilote
VOLUME /data /backups
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["copilote", "serve", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
