import type { Migration } from "./migration.js";

/**
 * The schedule as workers last saw it, and its firings. One row a firing makes it one, however many workers wait for it.
 *
 * A firing without an end is not done: its worker died, or could not reach what it needs.
 */
export const firings: Migration = {
  name: "0008-firings",
  sql: `
    CREATE TABLE retrain_schedule (
      is_present boolean PRIMARY KEY DEFAULT true CHECK (is_present),
      pattern text NOT NULL,
      zone text NOT NULL,
      since timestamptz NOT NULL
    );

    CREATE TABLE retrain_firing (
      fired_for timestamptz PRIMARY KEY,
      batch_id uuid REFERENCES retrain_batch,
      ended_at timestamptz,
      outcome text CHECK (outcome IN ('requested', 'skipped')),
      CHECK ((ended_at IS NULL) = (outcome IS NULL)),
      CHECK (batch_id IS NULL OR outcome = 'requested')
    );
  `,
};
