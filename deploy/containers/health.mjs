// Whether the process of this container is ready: exit code 0 if it is, else 1 and what it says is missing.
const port = process.env.STORECAST_MANAGEMENT_PORT || process.env.PORT || "4000";

try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) {
    process.stdout.write(await answer.text());
    process.exitCode = 1;
  }
} catch (error) {
  process.stdout.write(`${error.cause?.message ?? error.message}\n`);
  process.exitCode = 1;
}
