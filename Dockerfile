# gliomine for `docker run --network none`: an ordinary user, no download at run time.
# docs/releasing.md says how to build and call it.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
# A compiler, for the library of scispaCy that has no wheel for every processor; it stays in this stage.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.lock ./
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY pipeline pipeline
COPY models models
RUN python -m venv /opt/gliomine \
    && /opt/gliomine/bin/python -m pip install --no-cache-dir --require-hashes --requirement requirements.lock \
    && /opt/gliomine/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
COPY --from=build /opt/gliomine /opt/gliomine
RUN useradd --create-home --uid 1000 gliomine
ENV PATH="/opt/gliomine/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
USER 1000
WORKDIR /data
ENTRYPOINT ["gliomine"]
CMD ["--help"]
