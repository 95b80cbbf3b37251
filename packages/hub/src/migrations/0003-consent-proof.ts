import type { Migration } from './migrations'

/**
 * How it became known whether a customer may be written to, kept for good. And for every message of a customer's, the
 * conversation in which it belongs, chosen before it is put there: so that the same webhook on two instances cannot end
 * up in two conversations. A message without one belongs in none.
 */
export const consentProof: Migration = {
  version: 3,
  statements: [
    `CREATE TABLE consent_changes (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      address text NOT NULL,
      customer text NOT NULL,
      opted_out boolean NOT NULL,
      told_by text NOT NULL,
      message_id text,
      proof text,
      at timestamptz NOT NULL
    )`,
    `CREATE INDEX consent_changes_by_customer ON consent_changes (address, customer, id)`,
    `CREATE UNIQUE INDEX consent_changes_once ON consent_changes (address, message_id) WHERE message_id IS NOT NULL`,
    `ALTER TABLE carrier_inbox ADD COLUMN conversation_id uuid`,
  ],
}
