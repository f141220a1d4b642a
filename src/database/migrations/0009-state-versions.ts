import type { Migration } from "./migration.js";

/**
 * What state the stores and the champions are in, so that a process can tell with one cheap query whether what it remembers still holds.
 *
 * The versions are rows and no sequences: a sequence moves before the change commits, and a reader would keep what was there before under the
 * new number for good. A row's new version becomes visible together with the change. `changed_at` is part of a version's name: a
 * database that was restored counts on from an older number and comes to one that was taken before.
 *
 * The triggers fire once a statement, whatever the number of rows, and before it: whoever changes stores takes the lock of the version first
 * and the locks of rows after, so that two of them wait for each other in one order. They are on the tables, not in the import, because
 * people mend data by hand. Their function runs as its owner: who may write into the tables need have no right to the versions.
 *
 * Champions live in the registry: whoever moves one says so here once it has moved, with the stores that it was.
 */
export const stateVersions: Migration = {
  name: "0009-state-versions",
  sql: `
    CREATE TABLE state_version (
      kind text PRIMARY KEY CHECK (kind IN ('stores', 'champions')),
      version bigint NOT NULL DEFAULT 1,
      changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    INSERT INTO state_version (kind) VALUES ('stores'), ('champions');

    CREATE TABLE champion_move (
      store_code text COLLATE "C" PRIMARY KEY,
      version bigint NOT NULL
    );
    COMMENT ON TABLE champion_move IS 'Version of the champions that a store''s last move has made.';
    CREATE INDEX champion_move_by_version ON champion_move (version);

    CREATE FUNCTION raise_state_version(raised text) RETURNS bigint LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      DECLARE
        raised_to bigint;
      BEGIN
        INSERT INTO state_version AS present (kind) VALUES (raised)
        ON CONFLICT (kind) DO UPDATE SET version = present.version + 1, changed_at = clock_timestamp()
        RETURNING version INTO raised_to;
        PERFORM pg_notify('storecast_state', raised);
        RETURN raised_to;
      END
    $$;

    CREATE FUNCTION note_champions_moved(store_codes text[]) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
      DECLARE
        raised_to bigint := raise_state_version('champions');
      BEGIN
        INSERT INTO champion_move (store_code, version) SELECT DISTINCT code, raised_to FROM unnest(store_codes) AS code
        ON CONFLICT (store_code) DO UPDATE SET version = excluded.version;
      END
    $$;

    CREATE FUNCTION note_stores_changed() RETURNS trigger
      LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
      BEGIN
        PERFORM raise_state_version('stores');
        RETURN NULL;
      END
    $$;
    CREATE TRIGGER stores_changed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON region
      FOR EACH STATEMENT EXECUTE FUNCTION note_stores_changed();
    CREATE TRIGGER stores_changed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON store
      FOR EACH STATEMENT EXECUTE FUNCTION note_stores_changed();
    CREATE TRIGGER stores_changed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON sales_day
      FOR EACH STATEMENT EXECUTE FUNCTION note_stores_changed();
  `,
};
