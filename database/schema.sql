-- The tables of Siklus for PostgreSQL 15 and later (Supabase: paste this into the SQL editor).
-- Made from the migrations by `siklus db schema`; do not edit. It is safe on an empty database only.
BEGIN;
CREATE SCHEMA IF NOT EXISTS siklus;
SET LOCAL search_path TO siklus;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 0001

CREATE TABLE alerts (
    id UUID NOT NULL, 
    kind VARCHAR(20) NOT NULL, 
    model_version INTEGER NOT NULL, 
    figures JSONB NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    resolved_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_alerts PRIMARY KEY (id)
);

CREATE INDEX ix_alerts_kind_resolved_at ON alerts (kind, resolved_at);

CREATE TABLE api_keys (
    id UUID NOT NULL, 
    name VARCHAR(80) NOT NULL, 
    role VARCHAR(10) NOT NULL, 
    hash VARCHAR(64) NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    revoked_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_api_keys PRIMARY KEY (id), 
    CONSTRAINT uq_api_keys_hash UNIQUE (hash)
);

CREATE TABLE audit_log (
    id UUID NOT NULL, 
    actor VARCHAR(80) NOT NULL, 
    action VARCHAR(40) NOT NULL, 
    details JSONB NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_audit_log PRIMARY KEY (id)
);

CREATE TABLE consents (
    id UUID NOT NULL, 
    purpose VARCHAR(40) NOT NULL, 
    wording_version VARCHAR(40) NOT NULL, 
    subject VARCHAR(64), 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    withdrawn_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_consents PRIMARY KEY (id)
);

CREATE INDEX ix_consents_subject ON consents (subject);

CREATE TABLE drift_windows (
    id UUID NOT NULL, 
    model_version INTEGER NOT NULL, 
    n INTEGER NOT NULL, 
    score FLOAT NOT NULL, 
    level VARCHAR(12) NOT NULL, 
    figures JSONB NOT NULL, 
    until TIMESTAMP WITH TIME ZONE NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_drift_windows PRIMARY KEY (id)
);

CREATE INDEX ix_drift_windows_model_version_created_at ON drift_windows (model_version, created_at);

CREATE TABLE examples (
    id UUID NOT NULL, 
    text TEXT NOT NULL, 
    text_key VARCHAR(32) NOT NULL, 
    label VARCHAR(10) NOT NULL, 
    origin VARCHAR(10) NOT NULL, 
    split VARCHAR(10) NOT NULL, 
    state VARCHAR(12) NOT NULL, 
    domain VARCHAR(80), 
    details JSONB, 
    prediction_id UUID, 
    subject VARCHAR(64), 
    shown_label VARCHAR(10), 
    shown_version INTEGER, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_examples PRIMARY KEY (id)
);

CREATE INDEX ix_examples_prediction_id ON examples (prediction_id);

CREATE INDEX ix_examples_state_origin_created_at ON examples (state, origin, created_at);

CREATE INDEX ix_examples_subject ON examples (subject);

CREATE INDEX ix_examples_text_key ON examples (text_key);

CREATE TABLE installation (
    id INTEGER NOT NULL, 
    secret_fingerprint VARCHAR(64) NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_installation PRIMARY KEY (id)
);

CREATE TABLE rollup_hour (
    hour TIMESTAMP WITH TIME ZONE NOT NULL, 
    metric VARCHAR(20) NOT NULL, 
    detail VARCHAR(60) NOT NULL, 
    version INTEGER NOT NULL, 
    count INTEGER NOT NULL, 
    CONSTRAINT pk_rollup_hour PRIMARY KEY (hour, metric, detail, version)
);

CREATE TABLE snapshots (
    id UUID NOT NULL, 
    content_hash VARCHAR(64) NOT NULL, 
    counts JSONB NOT NULL, 
    example_ids BYTEA NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_snapshots PRIMARY KEY (id)
);

CREATE TABLE workers (
    id VARCHAR(80) NOT NULL, 
    pid INTEGER NOT NULL, 
    host VARCHAR(200) NOT NULL, 
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    gone BOOLEAN DEFAULT '0' NOT NULL, 
    CONSTRAINT pk_workers PRIMARY KEY (id)
);

CREATE TABLE inputs (
    id UUID NOT NULL, 
    text TEXT NOT NULL, 
    words INTEGER NOT NULL, 
    anonymiser VARCHAR(40) NOT NULL, 
    subject VARCHAR(64), 
    consent_id UUID NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_inputs PRIMARY KEY (id), 
    CONSTRAINT fk_inputs_consent_id_consents FOREIGN KEY(consent_id) REFERENCES consents (id)
);

CREATE INDEX ix_inputs_subject ON inputs (subject);

CREATE TABLE model_versions (
    version INTEGER NOT NULL, 
    parent INTEGER, 
    snapshot_id UUID NOT NULL, 
    state VARCHAR(12) NOT NULL, 
    recipe JSONB NOT NULL, 
    libraries JSONB NOT NULL, 
    sha256 VARCHAR(64) NOT NULL, 
    size_bytes INTEGER NOT NULL, 
    scores JSONB NOT NULL, 
    reference JSONB NOT NULL, 
    card TEXT NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_model_versions PRIMARY KEY (version), 
    CONSTRAINT fk_model_versions_parent_model_versions FOREIGN KEY(parent) REFERENCES model_versions (version), 
    CONSTRAINT fk_model_versions_snapshot_id_snapshots FOREIGN KEY(snapshot_id) REFERENCES snapshots (id)
);

CREATE TABLE deployments (
    seq INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    previous INTEGER, 
    action VARCHAR(10) NOT NULL, 
    reason TEXT NOT NULL, 
    actor VARCHAR(80) NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_deployments PRIMARY KEY (seq), 
    CONSTRAINT fk_deployments_previous_model_versions FOREIGN KEY(previous) REFERENCES model_versions (version), 
    CONSTRAINT fk_deployments_version_model_versions FOREIGN KEY(version) REFERENCES model_versions (version)
);

CREATE TABLE predictions (
    id UUID NOT NULL, 
    input_id UUID NOT NULL, 
    model_version INTEGER NOT NULL, 
    label VARCHAR(10) NOT NULL, 
    p_positif FLOAT NOT NULL, 
    p_netral FLOAT NOT NULL, 
    p_negatif FLOAT NOT NULL, 
    confidence FLOAT NOT NULL, 
    latency_ms FLOAT NOT NULL, 
    oov_share FLOAT NOT NULL, 
    audit_propensity FLOAT NOT NULL, 
    channel VARCHAR(40) NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_predictions PRIMARY KEY (id), 
    CONSTRAINT fk_predictions_input_id_inputs FOREIGN KEY(input_id) REFERENCES inputs (id), 
    CONSTRAINT fk_predictions_model_version_model_versions FOREIGN KEY(model_version) REFERENCES model_versions (version)
);

CREATE INDEX ix_predictions_created_at ON predictions (created_at);

CREATE INDEX ix_predictions_input_id ON predictions (input_id);

CREATE INDEX ix_predictions_model_version_created_at ON predictions (model_version, created_at);

CREATE TABLE retraining_runs (
    id UUID NOT NULL, 
    reasons JSONB NOT NULL, 
    holds JSONB NOT NULL, 
    figures JSONB NOT NULL, 
    actor VARCHAR(80) NOT NULL, 
    note TEXT NOT NULL, 
    state VARCHAR(12) NOT NULL, 
    outcome VARCHAR(12), 
    snapshot_id UUID, 
    candidate INTEGER, 
    evidence JSONB, 
    gate JSONB, 
    error TEXT, 
    slot INTEGER, 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_retraining_runs PRIMARY KEY (id), 
    CONSTRAINT fk_retraining_runs_candidate_model_versions FOREIGN KEY(candidate) REFERENCES model_versions (version), 
    CONSTRAINT fk_retraining_runs_snapshot_id_snapshots FOREIGN KEY(snapshot_id) REFERENCES snapshots (id), 
    CONSTRAINT uq_retraining_runs_slot UNIQUE (slot)
);

CREATE INDEX ix_retraining_runs_created_at ON retraining_runs (created_at);

CREATE TABLE asks (
    id UUID NOT NULL, 
    prediction_id UUID NOT NULL, 
    reason VARCHAR(10) NOT NULL, 
    propensity FLOAT NOT NULL, 
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    leased_until TIMESTAMP WITH TIME ZONE, 
    leased_by VARCHAR(80), 
    skips INTEGER DEFAULT '0' NOT NULL, 
    answered_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_asks PRIMARY KEY (id), 
    CONSTRAINT fk_asks_prediction_id_predictions FOREIGN KEY(prediction_id) REFERENCES predictions (id), 
    CONSTRAINT uq_asks_prediction_id_reason UNIQUE (prediction_id, reason)
);

CREATE INDEX ix_asks_answered_at_reason_asked_at ON asks (answered_at, reason, asked_at);

CREATE TABLE feedback (
    id UUID NOT NULL, 
    prediction_id UUID NOT NULL, 
    label VARCHAR(10) NOT NULL, 
    source VARCHAR(10) NOT NULL, 
    subject VARCHAR(64), 
    trust VARCHAR(12) NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_feedback PRIMARY KEY (id), 
    CONSTRAINT fk_feedback_prediction_id_predictions FOREIGN KEY(prediction_id) REFERENCES predictions (id), 
    CONSTRAINT uq_feedback_prediction_id_source UNIQUE (prediction_id, source)
);

CREATE INDEX ix_feedback_subject ON feedback (subject);

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE ROLE siklus_app NOLOGIN;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'role siklus_app was not created: this user may not create roles';
END $$;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON SCHEMA siklus FROM PUBLIC;
  REVOKE ALL ON ALL TABLES IN SCHEMA siklus FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON SCHEMA siklus FROM ' || quote_ident(role_name);
      EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA siklus FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT USAGE ON SCHEMA siklus TO siklus_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA siklus TO siklus_app;
  END IF;
END $$;

ALTER TABLE siklus.alembic_version ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.alembic_version TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.alerts ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.alerts TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.api_keys ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.api_keys TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.audit_log ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.audit_log TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.consents ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.consents TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.drift_windows ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.drift_windows TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.examples ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.examples TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.installation ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.installation TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.rollup_hour ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.rollup_hour TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.snapshots ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.snapshots TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.workers ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.workers TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.inputs ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.inputs TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.model_versions ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.model_versions TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.deployments ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.deployments TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.predictions ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.predictions TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.retraining_runs ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.retraining_runs TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.asks ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.asks TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.feedback ENABLE ROW LEVEL SECURITY;

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    CREATE POLICY siklus_app ON siklus.feedback TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING alembic_version.version_num;

-- Running upgrade 0001 -> 0002

CREATE TABLE rollup_counters (
    hour TIMESTAMP WITH TIME ZONE NOT NULL, 
    metric VARCHAR(20) NOT NULL, 
    detail VARCHAR(60) NOT NULL, 
    version INTEGER NOT NULL, 
    count INTEGER NOT NULL, 
    CONSTRAINT pk_rollup_counters PRIMARY KEY (hour, metric, detail, version)
);

INSERT INTO rollup_counters (hour, metric, detail, version, count) SELECT hour, metric, detail, version, count FROM rollup_hour;

DROP TABLE rollup_hour;

CREATE TABLE rollup_hour (
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    version INTEGER NOT NULL, 
    channel VARCHAR(40) NOT NULL, 
    audit_ppm INTEGER NOT NULL, 
    shard INTEGER NOT NULL, 
    predictions BIGINT NOT NULL, 
    positif BIGINT NOT NULL, 
    netral BIGINT NOT NULL, 
    negatif BIGINT NOT NULL, 
    drawn BIGINT NOT NULL, 
    latency_ns BIGINT NOT NULL, 
    confidence_ppb BIGINT NOT NULL, 
    doubt_ppb BIGINT NOT NULL, 
    least_ms FLOAT, 
    greatest_ms FLOAT, 
    bins BYTEA NOT NULL, 
    CONSTRAINT pk_rollup_hour PRIMARY KEY (at, version, channel, audit_ppm, shard)
);

CREATE TABLE rollup_day (
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    version INTEGER NOT NULL, 
    channel VARCHAR(40) NOT NULL, 
    audit_ppm INTEGER NOT NULL, 
    shard INTEGER NOT NULL, 
    predictions BIGINT NOT NULL, 
    positif BIGINT NOT NULL, 
    netral BIGINT NOT NULL, 
    negatif BIGINT NOT NULL, 
    drawn BIGINT NOT NULL, 
    latency_ns BIGINT NOT NULL, 
    confidence_ppb BIGINT NOT NULL, 
    doubt_ppb BIGINT NOT NULL, 
    least_ms FLOAT, 
    greatest_ms FLOAT, 
    bins BYTEA NOT NULL, 
    CONSTRAINT pk_rollup_day PRIMARY KEY (at, version, channel, audit_ppm, shard)
);

CREATE INDEX ix_inputs_consent_id ON inputs (consent_id);

ALTER TABLE siklus.rollup_counters ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.rollup_counters FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.rollup_counters FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.rollup_counters TO siklus_app;
    CREATE POLICY siklus_app ON siklus.rollup_counters TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.rollup_hour ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.rollup_hour FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.rollup_hour FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.rollup_hour TO siklus_app;
    CREATE POLICY siklus_app ON siklus.rollup_hour TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.rollup_day ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.rollup_day FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.rollup_day FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.rollup_day TO siklus_app;
    CREATE POLICY siklus_app ON siklus.rollup_day TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

-- Running upgrade 0002 -> 0003

CREATE TABLE alert_watches (
    rule VARCHAR(20) NOT NULL, 
    model_version INTEGER NOT NULL, 
    phase VARCHAR(10) NOT NULL, 
    held INTEGER NOT NULL, 
    evaluated_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_alert_watches PRIMARY KEY (rule, model_version)
);

CREATE TABLE alert_deliveries (
    id UUID NOT NULL, 
    alert_id UUID NOT NULL, 
    event VARCHAR(10) NOT NULL, 
    value FLOAT NOT NULL, 
    channel VARCHAR(10) NOT NULL, 
    state VARCHAR(10) NOT NULL, 
    attempts INTEGER DEFAULT '0' NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    error VARCHAR(200), 
    created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_alert_deliveries PRIMARY KEY (id), 
    CONSTRAINT fk_alert_deliveries_alert_id_alerts FOREIGN KEY(alert_id) REFERENCES alerts (id)
);

CREATE INDEX ix_alert_deliveries_alert_id ON alert_deliveries (alert_id);

CREATE INDEX ix_alert_deliveries_state_due_at ON alert_deliveries (state, due_at);

ALTER TABLE siklus.alert_watches ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.alert_watches FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.alert_watches FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.alert_watches TO siklus_app;
    CREATE POLICY siklus_app ON siklus.alert_watches TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.alert_deliveries ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.alert_deliveries FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.alert_deliveries FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.alert_deliveries TO siklus_app;
    CREATE POLICY siklus_app ON siklus.alert_deliveries TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';

-- Running upgrade 0003 -> 0004

CREATE TABLE accuracy_backtests (
    model_version INTEGER NOT NULL, 
    blocks INTEGER NOT NULL, 
    bias FLOAT NOT NULL, 
    error FLOAT NOT NULL, 
    checked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_accuracy_backtests PRIMARY KEY (model_version)
);

ALTER TABLE siklus.accuracy_backtests ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.accuracy_backtests FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.accuracy_backtests FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.accuracy_backtests TO siklus_app;
    CREATE POLICY siklus_app ON siklus.accuracy_backtests TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';

-- Running upgrade 0004 -> 0005

ALTER TABLE model_versions ADD COLUMN provenance JSONB;

ALTER TABLE audit_log ADD COLUMN seq INTEGER;

ALTER TABLE audit_log ADD COLUMN previous VARCHAR(64);

ALTER TABLE audit_log ADD COLUMN hash VARCHAR(64);

ALTER TABLE audit_log ALTER COLUMN seq SET NOT NULL;

ALTER TABLE audit_log ALTER COLUMN previous SET NOT NULL;

ALTER TABLE audit_log ALTER COLUMN hash SET NOT NULL;

ALTER TABLE audit_log ADD CONSTRAINT uq_audit_log_seq UNIQUE (seq);

UPDATE alembic_version SET version_num='0005' WHERE alembic_version.version_num = '0004';

-- Running upgrade 0005 -> 0006

ALTER TABLE feedback ADD COLUMN held VARCHAR(12);

UPDATE feedback SET held = 'contradicted' WHERE trust = 'quarantined';

CREATE INDEX ix_feedback_source_at ON feedback (source, at);

UPDATE alembic_version SET version_num='0006' WHERE alembic_version.version_num = '0005';

-- Running upgrade 0006 -> 0007

CREATE TABLE trials (
    id UUID NOT NULL, 
    version INTEGER NOT NULL, 
    champion INTEGER NOT NULL, 
    mode VARCHAR(10) NOT NULL, 
    share FLOAT NOT NULL, 
    reason TEXT NOT NULL, 
    actor VARCHAR(80) NOT NULL, 
    since TIMESTAMP WITH TIME ZONE NOT NULL, 
    started_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    proposed_at TIMESTAMP WITH TIME ZONE, 
    ended_at TIMESTAMP WITH TIME ZONE, 
    outcome VARCHAR(12), 
    ended_by VARCHAR(80), 
    why_ended TEXT, 
    slot INTEGER, 
    CONSTRAINT pk_trials PRIMARY KEY (id), 
    CONSTRAINT fk_trials_version_model_versions FOREIGN KEY(version) REFERENCES model_versions (version), 
    CONSTRAINT fk_trials_champion_model_versions FOREIGN KEY(champion) REFERENCES model_versions (version), 
    CONSTRAINT uq_trials_slot UNIQUE (slot)
);

CREATE INDEX ix_trials_started_at ON trials (started_at);

CREATE TABLE shadow_answers (
    prediction_id UUID NOT NULL, 
    version INTEGER NOT NULL, 
    label VARCHAR(10) NOT NULL, 
    p_positif FLOAT NOT NULL, 
    p_netral FLOAT NOT NULL, 
    p_negatif FLOAT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_shadow_answers PRIMARY KEY (prediction_id, version), 
    CONSTRAINT fk_shadow_answers_prediction_id_predictions FOREIGN KEY(prediction_id) REFERENCES predictions (id) ON DELETE CASCADE, 
    CONSTRAINT fk_shadow_answers_version_model_versions FOREIGN KEY(version) REFERENCES model_versions (version)
);

CREATE INDEX ix_shadow_answers_version_at ON shadow_answers (version, at);

ALTER TABLE siklus.trials ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.trials FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.trials FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.trials TO siklus_app;
    CREATE POLICY siklus_app ON siklus.trials TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.shadow_answers ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.shadow_answers FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.shadow_answers FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.shadow_answers TO siklus_app;
    CREATE POLICY siklus_app ON siklus.shadow_answers TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0007' WHERE alembic_version.version_num = '0006';

-- Running upgrade 0007 -> 0008

CREATE TABLE erasures (
    id UUID NOT NULL, 
    kind VARCHAR(12) NOT NULL, 
    gone JSONB NOT NULL, 
    versions JSONB NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    due_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    successor INTEGER, 
    finished_at TIMESTAMP WITH TIME ZONE, 
    CONSTRAINT pk_erasures PRIMARY KEY (id), 
    CONSTRAINT fk_erasures_successor_model_versions FOREIGN KEY(successor) REFERENCES model_versions (version)
);

CREATE INDEX ix_erasures_finished_at_at ON erasures (finished_at, at);

ALTER TABLE siklus.erasures ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.erasures FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.erasures FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.erasures TO siklus_app;
    CREATE POLICY siklus_app ON siklus.erasures TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0008' WHERE alembic_version.version_num = '0007';

-- Running upgrade 0008 -> 0009

CREATE TABLE scorer_checks (
    id UUID NOT NULL, 
    version INTEGER NOT NULL, 
    verdict VARCHAR(12) NOT NULL, 
    scorer_sha256 VARCHAR(64) NOT NULL, 
    code VARCHAR(16) NOT NULL, 
    compiled BOOLEAN NOT NULL, 
    texts INTEGER NOT NULL, 
    largest FLOAT NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_scorer_checks PRIMARY KEY (id), 
    CONSTRAINT fk_scorer_checks_version_model_versions FOREIGN KEY(version) REFERENCES model_versions (version)
);

CREATE INDEX ix_scorer_checks_version_at ON scorer_checks (version, at);

ALTER TABLE siklus.scorer_checks ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.scorer_checks FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.scorer_checks FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.scorer_checks TO siklus_app;
    CREATE POLICY siklus_app ON siklus.scorer_checks TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0009' WHERE alembic_version.version_num = '0008';

-- Running upgrade 0009 -> 0010

ALTER TABLE asks ADD COLUMN revealed_at TIMESTAMP WITH TIME ZONE;

CREATE TABLE retractions (
    id UUID NOT NULL, 
    prediction_id UUID NOT NULL, 
    label VARCHAR(10) NOT NULL, 
    source VARCHAR(10) NOT NULL, 
    subject VARCHAR(64), 
    said_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_retractions PRIMARY KEY (id), 
    CONSTRAINT fk_retractions_prediction_id_predictions FOREIGN KEY(prediction_id) REFERENCES predictions (id)
);

CREATE INDEX ix_retractions_prediction_id ON retractions (prediction_id);

ALTER TABLE siklus.retractions ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.retractions FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.retractions FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.retractions TO siklus_app;
    CREATE POLICY siklus_app ON siklus.retractions TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0010' WHERE alembic_version.version_num = '0009';

-- Running upgrade 0010 -> 0011

ALTER TABLE retraining_runs ADD COLUMN steps JSONB;

UPDATE alembic_version SET version_num='0011' WHERE alembic_version.version_num = '0010';

-- Running upgrade 0011 -> 0012

ALTER TABLE installation ADD COLUMN labels JSONB;

ALTER TABLE installation ADD COLUMN language VARCHAR(3);

ALTER TABLE predictions ADD COLUMN p_others JSONB;

ALTER TABLE shadow_answers ADD COLUMN p_others JSONB;

UPDATE alembic_version SET version_num='0012' WHERE alembic_version.version_num = '0011';

-- Running upgrade 0012 -> 0013

CREATE TABLE rates (
    key VARCHAR(32) NOT NULL, 
    full_at FLOAT NOT NULL, 
    CONSTRAINT pk_rates PRIMARY KEY (key)
);

CREATE INDEX ix_rates_full_at ON rates (full_at);

CREATE TABLE key_uses (
    key_id UUID NOT NULL, 
    last_used_at TIMESTAMP WITH TIME ZONE NOT NULL, 
    CONSTRAINT pk_key_uses PRIMARY KEY (key_id), 
    CONSTRAINT fk_key_uses_key_id_api_keys FOREIGN KEY(key_id) REFERENCES api_keys (id)
);

ALTER TABLE siklus.rates ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.rates FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.rates FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.rates TO siklus_app;
    CREATE POLICY siklus_app ON siklus.rates TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

ALTER TABLE siklus.key_uses ENABLE ROW LEVEL SECURITY;

DO $$ DECLARE role_name text; BEGIN
  REVOKE ALL ON siklus.key_uses FROM PUBLIC;
  FOREACH role_name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE 'REVOKE ALL ON siklus.key_uses FROM ' || quote_ident(role_name);
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'siklus_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON siklus.key_uses TO siklus_app;
    CREATE POLICY siklus_app ON siklus.key_uses TO siklus_app USING (true) WITH CHECK (true);
  END IF;
END $$;

UPDATE alembic_version SET version_num='0013' WHERE alembic_version.version_num = '0012';

COMMIT;
