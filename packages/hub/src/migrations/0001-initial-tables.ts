import type { Migration } from './migrations'

/**
 * One row per conversation holds everything that keeps it in order: the next event number, the next command number, the
 * version that every writer checks, and the fence that a new owner raises. No index covers what changes with every
 * message, and pages have room to spare, so that an update need not touch any index.
 */
export const initialTables: Migration = {
  version: 1,
  statements: [
    `CREATE TABLE conversations (
      id uuid PRIMARY KEY,
      resource_id text NOT NULL,
      channel text NOT NULL,
      destination text NOT NULL,
      customer_identifier text,
      language text,
      attributes json NOT NULL,
      prior_transcript json,
      state text NOT NULL,
      state_before_stalled text,
      managed_by text,
      end_reason text,
      next_seq bigint NOT NULL,
      next_command_seq bigint NOT NULL,
      pending_commands int NOT NULL,
      version bigint NOT NULL,
      owner uuid,
      fence bigint NOT NULL,
      session_number int NOT NULL,
      session text,
      session_key text,
      session_started boolean NOT NULL,
      cursor text,
      created_at timestamptz NOT NULL,
      managed_since timestamptz,
      customer_spoke_at timestamptz,
      platform_spoke_at timestamptz,
      ended_at timestamptz,
      erased_at timestamptz,
      at_work boolean GENERATED ALWAYS AS (ended_at IS NULL OR pending_commands > 0) STORED
    ) WITH (fillfactor = 70)`,
    `CREATE UNIQUE INDEX conversations_one_live ON conversations (resource_id, destination) WHERE ended_at IS NULL`,
    `CREATE INDEX conversations_at_work ON conversations (owner) WHERE at_work`,
    `CREATE INDEX conversations_by_customer ON conversations (customer_identifier, created_at DESC)
      WHERE customer_identifier IS NOT NULL`,
    `CREATE INDEX conversations_by_creation ON conversations (created_at DESC, id)`,
    `CREATE INDEX conversations_by_session_key ON conversations (managed_by, session_key)
      WHERE ended_at IS NULL AND session_key IS NOT NULL`,
    `CREATE INDEX conversations_by_end ON conversations (ended_at) WHERE ended_at IS NOT NULL`,
    `CREATE TABLE events (
      conversation_id uuid NOT NULL,
      seq bigint NOT NULL,
      type text NOT NULL,
      at timestamptz NOT NULL,
      body json NOT NULL,
      dedupe_key text,
      PRIMARY KEY (conversation_id, seq)
    )`,
    `CREATE UNIQUE INDEX events_once ON events (conversation_id, dedupe_key) WHERE dedupe_key IS NOT NULL`,
    `CREATE TABLE outbox (
      conversation_id uuid NOT NULL,
      seq bigint NOT NULL,
      platform text NOT NULL,
      command json NOT NULL,
      session text,
      attempts int NOT NULL,
      created_at timestamptz NOT NULL,
      next_try_at timestamptz,
      dead_at timestamptz,
      error_code text,
      PRIMARY KEY (conversation_id, seq)
    )`,
    `CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL`,
    `CREATE TABLE idempotency_keys (
      key text PRIMARY KEY,
      fingerprint text NOT NULL,
      conversation_id uuid NOT NULL,
      created_at timestamptz NOT NULL
    )`,
    `CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)`,
    `CREATE TABLE web_sessions (
      id uuid PRIMARY KEY,
      resource_id text NOT NULL,
      customer_identifier text,
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    )`,
    `CREATE INDEX web_sessions_by_expiry ON web_sessions (expires_at)`,
    `CREATE TABLE instances (
      id uuid PRIMARY KEY,
      lease_until timestamptz NOT NULL
    )`,
    `CREATE TABLE account_streams (
      name text PRIMARY KEY,
      owner uuid,
      fence bigint NOT NULL,
      cursor text
    )`,
    `CREATE TABLE unclaimed_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      platform text NOT NULL,
      key text NOT NULL,
      events json NOT NULL,
      created_at timestamptz NOT NULL
    )`,
    `CREATE INDEX unclaimed_events_by_key ON unclaimed_events (platform, key)`,
    `CREATE TABLE files (
      id uuid PRIMARY KEY,
      conversation_id uuid NOT NULL,
      name text NOT NULL,
      media_type text NOT NULL,
      content bytea NOT NULL,
      created_at timestamptz NOT NULL
    )`,
    `CREATE INDEX files_by_conversation ON files (conversation_id)`,
  ],
}
