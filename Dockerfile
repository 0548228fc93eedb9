# One image for web, worker and timetable of a cluster; docker-compose.yml says which is which.
FROM python:3.13-slim AS build
RUN python -m venv /srv/venv
WORKDIR /srv/khworkflow
COPY requirements.lock ./
RUN /srv/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN echo /srv/khworkflow > "$(/srv/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/khworkflow.pth" \
    && /srv/venv/bin/python -m compileall -q khworkflow migrations wsgi.py

FROM python:3.13-slim
RUN useradd --uid 10001 --home-dir /srv/data --shell /usr/sbin/nologin khworkflow \
    && install -d -o khworkflow -g khworkflow -m 0700 /srv/data
COPY --from=build /srv/venv /srv/venv
COPY --from=build /srv/khworkflow /srv/khworkflow
WORKDIR /srv/khworkflow
USER khworkflow
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    KHW_DATA=/srv/data
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["python", "-m", "khworkflow"]
CMD ["web"]
