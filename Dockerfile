# One image for both: `readcast serve` (the default) and `readcast worker`.
FROM python:3.12-slim

RUN useradd --create-home --uid 10001 readcast \
    && install --directory --owner readcast /data /voices
WORKDIR /app
RUN python -m venv /opt/readcast
ENV PATH=/opt/readcast/bin:$PATH PYTHONUNBUFFERED=1 \
    READCAST_HOST=0.0.0.0 READCAST_DATA_DIR=/data READCAST_VOICES_DIR=/voices

COPY pyproject.toml requirements.lock README.md LICENSE ./
COPY api api
COPY tts tts
COPY storage storage
COPY voices voices
RUN pip install --no-cache-dir --constraint requirements.lock '.[cluster]'

USER readcast
WORKDIR /home/readcast
VOLUME ["/data", "/voices"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["readcast"]
CMD ["serve"]
