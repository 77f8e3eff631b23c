# The steps are the Makefile's; the image adds nothing but Debian's git and make.
FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends git make gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/headgate
COPY pyproject.toml requirements.lock Makefile README.md LICENSE ./
COPY headgate headgate
COPY knowledge knowledge
COPY agents agents
COPY graphs graphs
COPY evals evals
COPY app app
COPY examples examples
RUN make setup

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 headgate
COPY --from=build /opt/headgate /opt/headgate
ENV PATH="/opt/headgate/.venv/bin:${PATH}" PYTHONDONTWRITEBYTECODE=1
USER headgate
WORKDIR /work
ENTRYPOINT ["headgate"]
CMD ["--help"]
