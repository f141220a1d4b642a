import type { Migration } from "./migration.js";

/**
 * Who did what: a row before each deed, and one in `audit_outcome` after it. A row without an outcome is of a process that died, or that is at it.
 *
 * Codes and names are kept as they were, without foreign keys: what they name may go, and what was done to it stays. `action` is no list: the
 * release before reads what a later one has written.
 *
 * Rows are only added. The triggers refuse everything else, also to the owner of the tables; what is too old goes by `prune_audit` alone, which says
 * so to them for the time of its transaction. Whoever may alter the tables may still take the triggers away: that right is not the API's to have.
 */
export const audit: Migration = {
  name: "0011-audit",
  sql: `
    CREATE TABLE audit_entry (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      actor text NOT NULL,
      actor_kind text NOT NULL,
      role text,
      address text NOT NULL,
      request_id text,
      action text NOT NULL CHECK (action ~ '^[A-Z]+(_[A-Z]+)*$'),
      store_codes text[] COLLATE "C" NOT NULL DEFAULT '{}',
      version integer,
      batch_id text,
      subject text,
      reason text
    );
    CREATE INDEX audit_entry_by_time ON audit_entry (at);
    CREATE INDEX audit_entry_by_actor ON audit_entry (actor, id);
    CREATE INDEX audit_entry_by_store ON audit_entry USING gin (store_codes);

    CREATE TABLE audit_outcome (
      entry_id bigint PRIMARY KEY REFERENCES audit_entry,
      at timestamptz NOT NULL,
      outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED', 'FAILED')),
      code text,
      store_codes text[] COLLATE "C" NOT NULL DEFAULT '{}',
      version integer,
      batch_id text
    );
    CREATE INDEX audit_outcome_by_store ON audit_outcome USING gin (store_codes);

    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      BEGIN
        IF TG_OP = 'DELETE' AND current_setting('storecast.prunes_audit', true) = 'yes' THEN
          RETURN NULL;
        END IF;
        RAISE EXCEPTION 'The audit log is only added to: % of % is refused.', TG_OP, TG_TABLE_NAME
          USING ERRCODE = 'insufficient_privilege';
      END
    $$;
    CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
    CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_outcome
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

    CREATE FUNCTION prune_audit(older_than timestamptz) RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      DECLARE
        pruned bigint;
      BEGIN
        PERFORM set_config('storecast.prunes_audit', 'yes', true);
        DELETE FROM audit_outcome USING audit_entry entry WHERE entry.id = entry_id AND entry.at < older_than;
        DELETE FROM audit_entry WHERE at < older_than;
        GET DIAGNOSTICS pruned = ROW_COUNT;
        PERFORM set_config('storecast.prunes_audit', '', true);
        RETURN pruned;
      END
    $$;
  `,
  down: {
    sql: `
      DROP FUNCTION prune_audit(timestamptz);
      DROP TABLE audit_outcome, audit_entry;
      DROP FUNCTION refuse_audit_change();
    `,
    loses: { what: "the audit log", sql: "SELECT FROM audit_entry LIMIT 1" },
  },
};
