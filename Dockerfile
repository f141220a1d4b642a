# The product without its servers: PostgreSQL and MLflow are named by DATABASE_URL and MLFLOW_TRACKING_URI.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY web ./web
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 STORECAST_HOME=/var/lib/storecast
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY mlflow/storecast_model.py ./mlflow/
RUN install -d -o node -g node /var/lib/storecast
USER node
EXPOSE 4000
ENTRYPOINT ["node", "dist/main.js"]
CMD ["api"]
