import { MlflowError } from "./mlflow-error.js";

const ATTEMPTS = 3;

/**
 * Creates what must not be created twice: after a failure that may have come too late it is looked for before it is
 * tried again. The look-up repeats itself while the server is away, so that it also spaces the attempts.
 */
export async function createOnce<T>(create: () => Promise<T>, find: () => Promise<T | null>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof MlflowError) || !error.isRetryable) throw error;
      const found = await find();
      if (found !== null) return found;
      if (attempts >= ATTEMPTS) throw error;
    }
  }
}
