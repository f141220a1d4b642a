import { z } from "zod";

/** What is read of Prophet's JSON, versions 0.6 to 1.5. Unknown keys are ignored, as Prophet ignores them. */

const matrix = z.union([z.array(z.array(z.number())).nonempty(), z.array(z.number()).nonempty()]);

const mode = z.enum(["additive", "multiplicative"]);

const seasonality = z.object({
  period: z.number().positive(),
  fourier_order: z.number().int().positive(),
  prior_scale: z.number().positive().nullish(),
  mode,
  condition_name: z.string().nullish(),
});

const regressor = z.object({
  prior_scale: z.number().positive().nullish(),
  standardize: z.union([z.boolean(), z.literal("auto")]).nullish(),
  mu: z.number(),
  std: z.number(),
  mode,
  predictor_spec: z.unknown().optional(),
});

const order = z.union([z.number(), z.boolean(), z.literal("auto")]).nullish();

export const prophetModel = z.object({
  growth: z.string(),
  n_changepoints: z.number().int().nullish(),
  specified_changepoints: z.boolean().nullish(),
  changepoint_range: z.number().nullish(),
  yearly_seasonality: order,
  weekly_seasonality: order,
  daily_seasonality: order,
  seasonality_prior_scale: z.number().nullish(),
  changepoint_prior_scale: z.number().nullish(),
  holidays_prior_scale: z.number().positive().nullish(),
  mcmc_samples: z.number().nullish(),
  interval_width: z.number(),
  uncertainty_samples: z.union([z.number(), z.boolean()]).nullish(),
  y_scale: z.number().positive(),
  y_min: z.number().nullish(),
  scaling: z.string().nullish(),
  logistic_floor: z.boolean().nullish(),
  country_holidays: z.string().nullish(),
  holidays_mode: mode.nullish(),
  seasonality_mode: mode.nullish(),
  changepoints: z.string().nullish(),
  start: z.number(),
  t_scale: z.number().positive(),
  holidays: z.string().nullish(),
  history: z.string(),
  changepoints_t: z.array(z.number()).nonempty(),
  seasonalities: z.tuple([z.array(z.string()), z.record(z.string(), seasonality)]),
  extra_regressors: z.tuple([z.array(z.string()), z.record(z.string(), regressor)]),
  params: z.object({
    k: matrix,
    m: matrix,
    delta: matrix,
    sigma_obs: matrix,
    beta: matrix,
    lp__: z.unknown().optional(),
  }),
});

export const daySeries = z.object({ data: z.array(z.string()) });

export const holidayTable = z.object({
  data: z.array(
    z.object({
      holiday: z.string(),
      ds: z.string(),
      lower_window: z.number().int().nullish(),
      upper_window: z.number().int().nullish(),
      prior_scale: z.number().positive().nullish(),
    }),
  ),
});

/** Its rows, by far the most of a model, are held to the rest of the rules where they are read. */
export const historyTable = z.object({ data: z.array(z.unknown()) });

export type ProphetModel = z.infer<typeof prophetModel>;
