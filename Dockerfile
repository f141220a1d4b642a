# The product without its servers: PostgreSQL and MLflow are named by DATABASE_URL and MLFLOW_TRACKING_URI.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY web ./web
RUN npm run build

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# what is optional are the programs of the embedded PostgreSQL, which a container has no use for
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund
# npm's --omit=dev leaves out of the list what the product shares with its tests, so these are taken away before
RUN npm pkg delete devDependencies \
 && npm sbom --sbom-format=cyclonedx --omit=optional > sbom.cdx.json

FROM node:24.21.0-bookworm-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Storecast" \
      org.opencontainers.image.description="A GraphQL API that forecasts how much each store of a chain will sell" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-bookworm-slim"
# Health is asked of the management port: a worker has no other.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    STORECAST_HOME=/var/lib/storecast \
    STORECAST_MANAGEMENT_PORT=9464
WORKDIR /app
COPY --from=packages /app/package.json /app/sbom.cdx.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY mlflow/storecast_model.py ./mlflow/
COPY deploy/containers/health.mjs ./
# the one folder that is written to: models on disk, for starts while MLflow is down
RUN install -d -o 1000 -g 1000 /var/lib/storecast
# a number, so that an orchestrator can tell that it is not root
USER 1000:1000
EXPOSE 4000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=3 CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["api"]
