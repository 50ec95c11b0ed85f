# One image for web, worker, beat and migrate; what differs is the command (docker-compose.yml).
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 \
    LIKA_LOCAL=0 LIKA_STATE=/var/lib/lika STATIC_ROOT=/srv/static

RUN useradd --system --uid 1000 --home-dir /var/lib/lika lika \
    && install -d -o lika -g lika /var/lib/lika /srv/static /srv/tls /srv/backups
WORKDIR /srv/lika

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY . .
# Nothing is connected to here: the values only let the settings load.
RUN SECRET_KEY=build DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    python manage.py collectstatic --noinput --verbosity 0

USER lika
VOLUME /var/lib/lika
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
