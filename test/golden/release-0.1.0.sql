

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE FUNCTION public.note_champions_moved(store_codes text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
      DECLARE
        raised_to bigint := raise_state_version('champions');
      BEGIN
        INSERT INTO champion_move (store_code, version) SELECT DISTINCT code, raised_to FROM unnest(store_codes) AS code
        ON CONFLICT (store_code) DO UPDATE SET version = excluded.version;
      END
    $$;

CREATE FUNCTION public.note_stores_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO '$user', 'public'
    AS $$
      BEGIN
        PERFORM raise_state_version('stores');
        RETURN NULL;
      END
    $$;

CREATE FUNCTION public.raise_state_version(raised text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
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

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.backtest_residual (
    store_id integer NOT NULL,
    days integer NOT NULL,
    mean_size double precision NOT NULL,
    trained_through date NOT NULL,
    CONSTRAINT backtest_residual_days_check CHECK ((days >= 0))
);

CREATE TABLE public.champion_move (
    store_code text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL
);

CREATE TABLE public.migration (
    name text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.recipe (
    store_id integer,
    recipe jsonb NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL
);

CREATE TABLE public.region (
    code text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL
);

CREATE TABLE public.retrain_batch (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    requested_by text NOT NULL,
    trigger text NOT NULL,
    recipe text NOT NULL,
    store_count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    run_requested boolean DEFAULT false NOT NULL,
    run_id text,
    experiment_id text,
    finished_at timestamp with time zone,
    seq bigint NOT NULL,
    run_ended_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancelled_by text,
    CONSTRAINT retrain_batch_cancelled_check CHECK (((cancelled_at IS NULL) = (cancelled_by IS NULL))),
    CONSTRAINT retrain_batch_check CHECK (((run_id IS NULL) = (experiment_id IS NULL))),
    CONSTRAINT retrain_batch_store_count_check CHECK ((store_count >= 0)),
    CONSTRAINT retrain_batch_trigger_check CHECK ((trigger = ANY (ARRAY['person'::text, 'first training'::text, 'schedule'::text, 'new data'::text])))
);

ALTER TABLE public.retrain_batch ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retrain_batch_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retrain_batch_store (
    batch_id uuid NOT NULL,
    store_id integer NOT NULL,
    outcome text NOT NULL,
    job_id uuid,
    state text NOT NULL,
    CONSTRAINT retrain_batch_store_check CHECK (((outcome = 'UP_TO_DATE'::text) = (job_id IS NULL))),
    CONSTRAINT retrain_batch_store_check1 CHECK (((job_id IS NOT NULL) OR (state = 'ENDED'::text))),
    CONSTRAINT retrain_batch_store_outcome_check CHECK ((outcome = ANY (ARRAY['ENQUEUED'::text, 'DEDUPLICATED'::text, 'UP_TO_DATE'::text]))),
    CONSTRAINT retrain_batch_store_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'ENDED'::text, 'WITHDRAWN'::text])))
);

CREATE TABLE public.retrain_firing (
    fired_for timestamp with time zone NOT NULL,
    batch_id uuid,
    ended_at timestamp with time zone,
    outcome text,
    CONSTRAINT retrain_firing_check CHECK (((ended_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT retrain_firing_check1 CHECK (((batch_id IS NULL) OR (outcome = 'requested'::text))),
    CONSTRAINT retrain_firing_outcome_check CHECK ((outcome = ANY (ARRAY['requested'::text, 'skipped'::text])))
);

CREATE TABLE public.retrain_job (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    seq bigint NOT NULL,
    store_id integer NOT NULL,
    batch_id uuid NOT NULL,
    status text DEFAULT 'QUEUED'::text NOT NULL,
    priority smallint NOT NULL,
    progress double precision DEFAULT 0 NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    request_count integer DEFAULT 1 NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    data_through date,
    data_revision integer,
    version integer,
    promoted boolean,
    failure jsonb,
    training jsonb,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    handed_over_at timestamp with time zone,
    limit_counts_from timestamp with time zone,
    CONSTRAINT retrain_job_priority_check CHECK ((priority >= 1)),
    CONSTRAINT retrain_job_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
    CONSTRAINT retrain_job_request_count_check CHECK ((request_count >= ((status <> 'CANCELLED'::text))::integer)),
    CONSTRAINT retrain_job_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'SUCCEEDED'::text, 'FAILED'::text, 'CANCELLED'::text])))
);

ALTER TABLE public.retrain_job ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retrain_job_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retrain_lane (
    store_id integer NOT NULL
);

CREATE TABLE public.retrain_schedule (
    is_present boolean DEFAULT true NOT NULL,
    pattern text NOT NULL,
    zone text NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT retrain_schedule_is_present_check CHECK (is_present)
);

CREATE TABLE public.sales_day (
    store_id integer NOT NULL,
    day date NOT NULL,
    is_open boolean NOT NULL,
    y double precision,
    holiday text,
    regressors jsonb NOT NULL,
    CONSTRAINT sales_day_check CHECK (((y >= (0)::double precision) AND (is_open OR (y = (0)::double precision))))
);

CREATE UNLOGGED TABLE public.serving_model (
    job_id uuid NOT NULL,
    text text NOT NULL
);

CREATE TABLE public.state_version (
    kind text NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT state_version_kind_check CHECK ((kind = ANY (ARRAY['stores'::text, 'champions'::text])))
);

CREATE TABLE public.store (
    id integer NOT NULL,
    code text NOT NULL COLLATE pg_catalog."C",
    code_number numeric GENERATED ALWAYS AS (
CASE
    WHEN (code ~ '^[0-9]+$'::text) THEN (code)::numeric
    ELSE 'Infinity'::numeric
END) STORED NOT NULL,
    name text NOT NULL,
    region_code text NOT NULL COLLATE pg_catalog."C",
    attributes jsonb DEFAULT '[]'::jsonb NOT NULL,
    time_zone text NOT NULL,
    holiday_calendar text,
    data_through date,
    data_revision integer DEFAULT 0 NOT NULL,
    CONSTRAINT store_code_check CHECK ((code ~ '^[A-Za-z0-9._-]{1,64}$'::text))
);

ALTER TABLE public.store ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.store_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.backtest_residual VALUES
	(1, 28, 1.1, '2015-06-30'),
	(2, 28, 1.1, '2015-06-30'),
	(3, 28, 1.1, '2015-06-30');

INSERT INTO public.champion_move VALUES
	('1', 2),
	('2', 2);

INSERT INTO public.migration VALUES
	('0001-stores', '2015-07-01 00:00:00+00'),
	('0002-retrain-jobs', '2015-07-01 00:00:00+00'),
	('0003-recipes', '2015-07-01 00:00:00+00'),
	('0004-serving-models', '2015-07-01 00:00:00+00'),
	('0005-batch-stores', '2015-07-01 00:00:00+00'),
	('0006-handed-over', '2015-07-01 00:00:00+00'),
	('0007-job-limits', '2015-07-01 00:00:00+00'),
	('0008-firings', '2015-07-01 00:00:00+00'),
	('0009-state-versions', '2015-07-01 00:00:00+00');

INSERT INTO public.recipe VALUES
	(1, '{"name": "default", "growth": "linear", "weekly": {"priorScale": 0.3, "fourierOrder": 3}, "yearly": {"priorScale": 0.03, "fourierOrder": 4}, "seasons": [{"name": "december_01_10", "month": 12, "toDay": 10, "fromDay": 1, "priorScale": 0.3}, {"name": "december_11_14", "month": 12, "toDay": 14, "fromDay": 11, "priorScale": 0.3}, {"name": "december_15_17", "month": 12, "toDay": 17, "fromDay": 15, "priorScale": 0.3}, {"name": "december_18_20", "month": 12, "toDay": 20, "fromDay": 18, "priorScale": 0.3}, {"name": "december_21_23", "month": 12, "toDay": 23, "fromDay": 21, "priorScale": 0.3}, {"name": "december_24", "month": 12, "toDay": 24, "fromDay": 24, "priorScale": 0.3}, {"name": "december_27_31", "month": 12, "toDay": 31, "fromDay": 27, "priorScale": 0.3}], "version": 3, "closures": {"after": null, "before": null}, "intervals": {"cap": 2.25, "shape": [{"level": 0.5, "reach": 0.635}, {"level": 0.8, "reach": 1.25}, {"level": 0.95, "reach": 2.01}, {"level": 0.99, "reach": 2.95}], "usualSize": 0.75, "ownPseudoDays": 9, "chainInfluence": 0.2, "chainPseudoStores": 10}, "monthDays": [{"day": "lastWorkday", "name": "pay_day", "priorScale": 0.1, "lowerWindow": -2, "upperWindow": 2}, {"day": 1, "name": "month_turn", "priorScale": 0.1, "lowerWindow": -2, "upperWindow": 3}], "transform": "log", "regressors": [{"name": "promo", "priorScale": 1}, {"name": "school_holiday", "priorScale": 0.1}], "changepoints": {"count": 25, "range": 0.9, "priorScale": 0.3}, "namedHolidays": {"priorScale": 0.2, "lowerWindow": -1, "upperWindow": 0}, "publicHolidays": {"priorScale": 0.1, "lowerWindow": -2, "upperWindow": 2}, "otherRegressors": {"priorScale": 0.1}, "weekdayInteractions": [{"weekdays": [1, 2, 3, 4], "regressor": "promo", "priorScale": 0.1}]}', 'anna', '2015-06-01 00:00:00+00');

INSERT INTO public.region VALUES
	('NW', 'North Rhine-Westphalia'),
	('HE', 'Hesse');

INSERT INTO public.retrain_batch OVERRIDING SYSTEM VALUE VALUES
	('00000000-0000-4000-8000-00000000000a', 'planner', 'person', 'default@3', 3, '2015-07-01 06:00:00+00', true, 'run-a', '1', '2015-07-01 06:01:00+00', 1, '2015-07-01 06:01:00+00', NULL, NULL),
	('00000000-0000-4000-8000-00000000000b', 'schedule', 'schedule', 'default@3', 1, '2015-07-02 03:00:00+00', false, NULL, NULL, NULL, 2, NULL, NULL, NULL),
	('00000000-0000-4000-8000-00000000000c', 'anna', 'person', 'default@3', 1, '2015-07-02 04:00:00+00', false, NULL, NULL, '2015-07-02 04:01:00+00', 3, '2015-07-02 04:01:00+00', '2015-07-02 04:01:00+00', 'anna');

INSERT INTO public.retrain_batch_store VALUES
	('00000000-0000-4000-8000-00000000000a', 1, 'ENQUEUED', '00000000-0000-4000-8000-000000000001', 'ENDED'),
	('00000000-0000-4000-8000-00000000000a', 2, 'ENQUEUED', '00000000-0000-4000-8000-000000000002', 'ENDED'),
	('00000000-0000-4000-8000-00000000000a', 3, 'ENQUEUED', '00000000-0000-4000-8000-000000000003', 'ENDED'),
	('00000000-0000-4000-8000-00000000000b', 1, 'ENQUEUED', '00000000-0000-4000-8000-000000000004', 'OPEN'),
	('00000000-0000-4000-8000-00000000000c', 2, 'ENQUEUED', '00000000-0000-4000-8000-000000000005', 'WITHDRAWN');

INSERT INTO public.retrain_firing VALUES
	('2015-07-02 03:00:00+00', '00000000-0000-4000-8000-00000000000b', '2015-07-02 03:00:01+00', 'requested');

INSERT INTO public.retrain_job OVERRIDING SYSTEM VALUE VALUES
	('00000000-0000-4000-8000-000000000001', 1, 1, '00000000-0000-4000-8000-00000000000a', 'SUCCEEDED', 1, 1, 1, 1, '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:30+00', '2015-06-30', 0, 1, true, NULL, '{"rows": 61, "folds": [], "reason": "the first", "modelId": "m-1", "backtest": null, "dataDigest": "d", "trainedThrough": "2015-06-30"}', '2015-07-01 06:00:30+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00'),
	('00000000-0000-4000-8000-000000000002', 2, 2, '00000000-0000-4000-8000-00000000000a', 'SUCCEEDED', 1, 1, 2, 2, '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:40+00', '2015-06-30', 0, 1, true, NULL, NULL, '2015-07-01 06:00:40+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00'),
	('00000000-0000-4000-8000-000000000003', 3, 3, '00000000-0000-4000-8000-00000000000a', 'FAILED', 1, 0.4, 1, 1, '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:50+00', '2015-06-30', 0, NULL, NULL, '{"code": "NOT_ENOUGH_DATA", "message": "too short", "isRetryable": false}', NULL, '2015-07-01 06:00:50+00', '2015-07-01 06:00:00+00', '2015-07-01 06:00:00+00'),
	('00000000-0000-4000-8000-000000000004', 4, 1, '00000000-0000-4000-8000-00000000000b', 'QUEUED', 1, 0, 0, 1, '2015-07-02 03:00:00+00', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2015-07-02 03:00:00+00', '2015-07-02 03:00:00+00', NULL),
	('00000000-0000-4000-8000-000000000005', 5, 2, '00000000-0000-4000-8000-00000000000c', 'CANCELLED', 1, 0, 0, 0, '2015-07-02 04:00:00+00', NULL, '2015-07-02 04:01:00+00', NULL, NULL, NULL, NULL, NULL, NULL, '2015-07-02 04:01:00+00', '2015-07-02 04:00:00+00', NULL);

INSERT INTO public.retrain_lane VALUES
	(1),
	(2),
	(3);

INSERT INTO public.retrain_schedule VALUES
	(true, '0 3 * * *', 'Europe/Berlin', '2015-07-01 00:00:00+00');

INSERT INTO public.sales_day VALUES
	(1, '2015-05-01', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-02', true, 8449, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-03', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-04', true, 11365, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-05', true, 9030, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-06', true, 7668, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-07', true, 8262, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-08', true, 8224, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-09', true, 5614, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-10', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-11', true, 6599, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-12', true, 6405, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-13', true, 6471, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-14', false, 0, 'public', '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-15', true, 7333, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-16', true, 5403, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-17', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-18', true, 10530, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-19', true, 9228, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-20', true, 7993, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-21', true, 8160, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-22', true, 8269, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-05-23', true, 6191, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-24', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-25', false, 0, 'public', '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-26', true, 6159, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-05-27', true, 5393, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-28', true, 6805, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-29', true, 7536, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-30', true, 7045, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-05-31', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-01', true, 10887, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-02', true, 9214, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-03', true, 8068, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-04', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-05', true, 7700, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-06', true, 5722, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-07', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-08', true, 6252, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-09', true, 5744, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-10', true, 6104, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-11', true, 7034, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-12', true, 6857, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-13', true, 5376, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-14', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-15', true, 10719, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-16', true, 8788, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-17', true, 7832, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-18', true, 8291, NULL, '{"promo": 1, "school_holiday": 0}'),
	(1, '2015-06-19', true, 7963, NULL, '{"promo": 1, "school_holiday": 0}');
INSERT INTO public.sales_day VALUES
	(1, '2015-06-20', true, 5547, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-21', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-22', true, 5595, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-23', true, 5970, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-24', true, 5597, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-25', true, 5659, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-26', true, 6588, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-27', true, 5446, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-28', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-06-29', true, 10330, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-06-30', true, 11115, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-07-01', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-07-02', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-07-03', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-07-04', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-07-05', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-07-06', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-07-07', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-07-08', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-07-09', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-07-10', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(1, '2015-07-11', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-07-12', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(1, '2015-07-13', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(1, '2015-07-14', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-05-01', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-02', true, 10649, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-03', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-04', true, 13373, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-05', true, 13339, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-06', true, 9522, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-07', true, 9001, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-08', true, 10828, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-09', true, 7402, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-10', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-11', true, 6171, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-12', true, 5810, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-13', true, 6782, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-14', false, 0, 'public', '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-15', true, 8347, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-16', true, 7062, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-17', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-18', true, 13600, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-19', true, 10440, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-20', true, 9625, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-21', true, 8970, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-22', true, 11329, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-05-23', true, 9716, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-24', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-25', false, 0, 'public', '{"promo": 0, "school_holiday": 0}');
INSERT INTO public.sales_day VALUES
	(2, '2015-05-26', true, 8386, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-05-27', true, 7462, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-28', true, 7424, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-29', true, 8185, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-30', true, 12390, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-05-31', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-01', true, 14816, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-02', true, 12450, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-03', true, 10487, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-04', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-05', true, 11524, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-06', true, 8107, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-07', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-08', true, 8456, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-09', true, 6692, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-10', true, 6669, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-11', true, 7917, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-12', true, 8015, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-13', true, 8058, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-14', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-15', true, 13699, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-16', true, 13010, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-17', true, 10365, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-18', true, 10740, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-19', true, 10006, NULL, '{"promo": 1, "school_holiday": 0}'),
	(2, '2015-06-20', true, 10532, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-21', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-22', true, 8643, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-06-23', true, 5974, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-06-24', true, 6582, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-06-25', true, 7560, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-06-26', true, 8738, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-06-27', true, 8113, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-28', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-06-29', true, 13570, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-06-30', true, 13836, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-07-01', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-07-02', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-07-03', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-07-04', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-07-05', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-07-06', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-07-07', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-07-08', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-07-09', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-07-10', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(2, '2015-07-11', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-07-12', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(2, '2015-07-13', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(2, '2015-07-14', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}');
INSERT INTO public.sales_day VALUES
	(3, '2015-05-01', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-02', true, 8166, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-03', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-04', true, 10404, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-05', true, 9997, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-06', true, 8129, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-07', true, 8393, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-08', true, 8489, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-09', true, 5556, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-10', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-11', true, 7122, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-12', true, 7198, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-13', true, 6566, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-14', false, 0, 'public', '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-15', true, 8461, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-16', true, 5970, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-17', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-18', true, 11702, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-19', true, 9593, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-20', true, 8055, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-21', true, 7278, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-22', true, 8059, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-05-23', true, 5463, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-24', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-25', false, 0, 'public', '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-26', true, 7150, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-05-27', true, 6961, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-28', true, 6697, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-29', true, 7744, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-30', true, 6760, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-05-31', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-01', true, 11392, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-02', true, 10154, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-03', true, 8659, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-04', false, 0, 'public', '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-05', true, 9104, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-06', true, 5949, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-07', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-08', true, 7270, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-09', true, 6608, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-10', true, 6623, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-11', true, 6882, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-12', true, 7843, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-13', true, 6150, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-14', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-15', true, 10860, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-16', true, 8774, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-17', true, 8454, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-18', true, 8672, NULL, '{"promo": 1, "school_holiday": 0}'),
	(3, '2015-06-19', true, 8220, NULL, '{"promo": 1, "school_holiday": 0}');
INSERT INTO public.sales_day VALUES
	(3, '2015-06-20', true, 5678, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-21', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-22', true, 6514, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-23', true, 6080, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-24', true, 6378, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-25', true, 6365, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-26', true, 7150, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-27', true, 5734, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-28', false, 0, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-06-29', true, 11074, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-06-30', true, 11643, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-07-01', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-07-02', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-07-03', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-07-04', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-07-05', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-07-06', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-07-07', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-07-08', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-07-09', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-07-10', true, NULL, NULL, '{"promo": 0, "school_holiday": 1}'),
	(3, '2015-07-11', true, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-07-12', false, NULL, NULL, '{"promo": 0, "school_holiday": 0}'),
	(3, '2015-07-13', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}'),
	(3, '2015-07-14', true, NULL, NULL, '{"promo": 1, "school_holiday": 1}');

INSERT INTO public.serving_model VALUES
	('00000000-0000-4000-8000-000000000001', '{"kept": "until the run takes it"}'),
	('00000000-0000-4000-8000-000000000002', '{"kept": "until the run takes it"}');

INSERT INTO public.state_version VALUES
	('stores', 8, '2015-07-02 05:00:00+00'),
	('champions', 2, '2015-07-02 05:00:00+00');

INSERT INTO public.store OVERRIDING SYSTEM VALUE VALUES
	(1, '1', DEFAULT, 'Store 1', 'NW', '[{"name": "StoreType", "value": "d"}, {"name": "Assortment", "value": "c"}, {"name": "CompetitionDistance", "value": "7900"}, {"name": "CompetitionOpenSinceMonth", "value": "11"}, {"name": "CompetitionOpenSinceYear", "value": "2016"}, {"name": "Promo2", "value": "0"}]', 'Europe/Berlin', 'DE-NW', '2015-06-30', 0),
	(2, '2', DEFAULT, 'Store 2', 'HE', '[{"name": "StoreType", "value": "d"}, {"name": "Assortment", "value": "a"}, {"name": "CompetitionDistance", "value": "7720"}, {"name": "CompetitionOpenSinceMonth", "value": "6"}, {"name": "CompetitionOpenSinceYear", "value": "2015"}, {"name": "Promo2", "value": "1"}, {"name": "Promo2SinceWeek", "value": "9"}, {"name": "Promo2SinceYear", "value": "2013"}, {"name": "PromoInterval", "value": "Jan,Apr,Jul,Oct"}]', 'Europe/Berlin', 'DE-HE', '2015-06-30', 0),
	(3, '3', DEFAULT, 'Store 3', 'NW', '[{"name": "StoreType", "value": "a"}, {"name": "Assortment", "value": "c"}, {"name": "CompetitionDistance", "value": "1820"}, {"name": "CompetitionOpenSinceMonth", "value": "10"}, {"name": "CompetitionOpenSinceYear", "value": "2012"}, {"name": "Promo2", "value": "1"}, {"name": "Promo2SinceWeek", "value": "32"}, {"name": "Promo2SinceYear", "value": "2012"}, {"name": "PromoInterval", "value": "Jan,Apr,Jul,Oct"}]', 'Europe/Berlin', 'DE-NW', '2015-06-30', 0);

SELECT pg_catalog.setval('public.retrain_batch_seq_seq', 3, true);

SELECT pg_catalog.setval('public.retrain_job_seq_seq', 5, true);

SELECT pg_catalog.setval('public.store_id_seq', 3, true);

ALTER TABLE ONLY public.backtest_residual
    ADD CONSTRAINT backtest_residual_pkey PRIMARY KEY (store_id);

ALTER TABLE ONLY public.champion_move
    ADD CONSTRAINT champion_move_pkey PRIMARY KEY (store_code);

ALTER TABLE ONLY public.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.region
    ADD CONSTRAINT region_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.retrain_batch
    ADD CONSTRAINT retrain_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.retrain_batch
    ADD CONSTRAINT retrain_batch_seq_key UNIQUE (seq);

ALTER TABLE ONLY public.retrain_batch_store
    ADD CONSTRAINT retrain_batch_store_pkey PRIMARY KEY (batch_id, store_id);

ALTER TABLE ONLY public.retrain_firing
    ADD CONSTRAINT retrain_firing_pkey PRIMARY KEY (fired_for);

ALTER TABLE ONLY public.retrain_job
    ADD CONSTRAINT retrain_job_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.retrain_job
    ADD CONSTRAINT retrain_job_seq_key UNIQUE (seq);

ALTER TABLE ONLY public.retrain_lane
    ADD CONSTRAINT retrain_lane_pkey PRIMARY KEY (store_id);

ALTER TABLE ONLY public.retrain_schedule
    ADD CONSTRAINT retrain_schedule_pkey PRIMARY KEY (is_present);

ALTER TABLE ONLY public.sales_day
    ADD CONSTRAINT sales_day_pkey PRIMARY KEY (store_id, day);

ALTER TABLE ONLY public.serving_model
    ADD CONSTRAINT serving_model_pkey PRIMARY KEY (job_id);

ALTER TABLE ONLY public.state_version
    ADD CONSTRAINT state_version_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY public.store
    ADD CONSTRAINT store_code_key UNIQUE (code);

ALTER TABLE ONLY public.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (id);

CREATE INDEX champion_move_by_version ON public.champion_move USING btree (version);

CREATE UNIQUE INDEX recipe_of ON public.recipe USING btree (COALESCE(store_id, 0));

CREATE INDEX retrain_batch_open ON public.retrain_batch USING btree (created_at) WHERE (finished_at IS NULL);

CREATE INDEX retrain_batch_store_by_job ON public.retrain_batch_store USING btree (job_id);

CREATE INDEX retrain_batch_store_open ON public.retrain_batch_store USING btree (batch_id) WHERE (state = 'OPEN'::text);

CREATE INDEX retrain_job_active_by_batch ON public.retrain_job USING btree (batch_id, seq) WHERE (status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));

CREATE INDEX retrain_job_by_batch ON public.retrain_job USING btree (batch_id);

CREATE INDEX retrain_job_by_change ON public.retrain_job USING btree (changed_at);

CREATE INDEX retrain_job_by_store ON public.retrain_job USING btree (store_id, seq DESC);

CREATE INDEX retrain_job_failed ON public.retrain_job USING btree (changed_at) WHERE (status = 'FAILED'::text);

CREATE INDEX retrain_job_not_handed_over ON public.retrain_job USING btree (seq) WHERE ((status = 'QUEUED'::text) AND (handed_over_at IS NULL));

CREATE UNIQUE INDEX retrain_job_queued ON public.retrain_job USING btree (store_id) WHERE (status = 'QUEUED'::text);

CREATE UNIQUE INDEX retrain_job_running ON public.retrain_job USING btree (store_id) WHERE (status = 'RUNNING'::text);

CREATE INDEX retrain_job_waiting ON public.retrain_job USING btree (seq) WHERE ((status = 'QUEUED'::text) AND (handed_over_at IS NOT NULL));

CREATE INDEX store_by_region ON public.store USING btree (region_code);

CREATE INDEX store_in_order ON public.store USING btree (code_number, code);

CREATE TRIGGER stores_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.region FOR EACH STATEMENT EXECUTE FUNCTION public.note_stores_changed();

CREATE TRIGGER stores_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.sales_day FOR EACH STATEMENT EXECUTE FUNCTION public.note_stores_changed();

CREATE TRIGGER stores_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.store FOR EACH STATEMENT EXECUTE FUNCTION public.note_stores_changed();

ALTER TABLE ONLY public.backtest_residual
    ADD CONSTRAINT backtest_residual_store_id_fkey FOREIGN KEY (store_id) REFERENCES public.store(id);

ALTER TABLE ONLY public.recipe
    ADD CONSTRAINT recipe_store_id_fkey FOREIGN KEY (store_id) REFERENCES public.store(id);

ALTER TABLE ONLY public.retrain_batch_store
    ADD CONSTRAINT retrain_batch_store_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES public.retrain_batch(id);

ALTER TABLE ONLY public.retrain_batch_store
    ADD CONSTRAINT retrain_batch_store_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.retrain_job(id);

ALTER TABLE ONLY public.retrain_batch_store
    ADD CONSTRAINT retrain_batch_store_store_id_fkey FOREIGN KEY (store_id) REFERENCES public.store(id);

ALTER TABLE ONLY public.retrain_firing
    ADD CONSTRAINT retrain_firing_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES public.retrain_batch(id);

ALTER TABLE ONLY public.retrain_job
    ADD CONSTRAINT retrain_job_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES public.retrain_batch(id);

ALTER TABLE ONLY public.retrain_job
    ADD CONSTRAINT retrain_job_store_id_fkey FOREIGN KEY (store_id) REFERENCES public.store(id);

ALTER TABLE ONLY public.retrain_lane
    ADD CONSTRAINT retrain_lane_store_id_fkey FOREIGN KEY (store_id) REFERENCES public.store(id);

ALTER TABLE ONLY public.serving_model
    ADD CONSTRAINT serving_model_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.retrain_job(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.store
    ADD CONSTRAINT store_region_code_fkey FOREIGN KEY (region_code) REFERENCES public.region(code);

