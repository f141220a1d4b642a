import { RateLimitedError } from "../errors.js";
import type { RetrainAllowance, RetrainService } from "../training/types.js";

/**
 * Retrains within an allowance for each person, whatever way they are asked for.
 *
 * @param onRefused is told of each request that was above it
 */
export function limitRetrain(
  retrain: RetrainService,
  allowance: RetrainAllowance,
  onRefused: () => void,
): RetrainService {
  return {
    ...retrain,
    request: async (request) => {
      try {
        return await retrain.request({ ...request, allowance });
      } catch (error) {
        if (error instanceof RateLimitedError) onRefused();
        throw error;
      }
    },
  };
}
