import type { Migration } from './migrations'

/**
 * Tables for messages that carriers bring to customers. A conversation's events are themselves the list of what has to be
 * carried: `carried_seq` says up to where they have been composed into `carrier_messages`, in sizes that the carrier
 * takes. A conversation is claimed as a whole, by the instance with the newest fence.
 */
export const carriers: Migration = {
  version: 2,
  statements: [
    `ALTER TABLE conversations
      ADD COLUMN carried_seq bigint NOT NULL DEFAULT 0,
      ADD COLUMN carrier_owner uuid,
      ADD COLUMN carrier_fence bigint NOT NULL DEFAULT 0,
      ADD COLUMN carried boolean NOT NULL DEFAULT false`,
    `CREATE INDEX conversations_to_carry ON conversations (resource_id, destination)
      WHERE channel = 'sms' AND NOT carried`,
    `CREATE TABLE carrier_messages (
      conversation_id uuid NOT NULL,
      seq bigint NOT NULL,
      piece int NOT NULL,
      command_id text NOT NULL,
      message_id text NOT NULL,
      message json NOT NULL,
      state text NOT NULL,
      attempts int NOT NULL,
      created_at timestamptz NOT NULL,
      ready_at timestamptz NOT NULL,
      next_try_at timestamptz,
      failed_at timestamptz,
      error_code text,
      carrier text,
      destination text,
      carrier_id text,
      PRIMARY KEY (conversation_id, seq, piece)
    )`,
    `CREATE INDEX carrier_messages_waiting ON carrier_messages (conversation_id, seq, piece) WHERE state = 'waiting'`,
    `CREATE UNIQUE INDEX carrier_messages_by_id ON carrier_messages (carrier, carrier_id) WHERE carrier_id IS NOT NULL`,
    `CREATE INDEX carrier_messages_by_destination ON carrier_messages (carrier, destination)
      WHERE carrier_id IS NOT NULL`,
    `CREATE INDEX carrier_messages_dead ON carrier_messages (failed_at) WHERE state = 'dead'`,
    `CREATE TABLE carrier_inbox (
      carrier text NOT NULL,
      id text NOT NULL,
      received_at timestamptz NOT NULL,
      PRIMARY KEY (carrier, id)
    )`,
    `CREATE INDEX carrier_inbox_by_age ON carrier_inbox (received_at)`,
    `CREATE TABLE consents (
      address text NOT NULL,
      customer text NOT NULL,
      opted_out boolean NOT NULL,
      changed_at timestamptz NOT NULL,
      PRIMARY KEY (address, customer)
    )`,
  ],
}
