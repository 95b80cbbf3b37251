import { z } from 'zod'
import { recordAtEndSchema } from '../crm/record-settings'
import { besidesOtherProblems, checkLogin, contactSchema, loginFields } from '../crm/settings'
import { readSettings } from '../settings/read-settings'

const variableName = z.string().min(1).max(255)

const { connection: _ownLoginOnly, ...fields } = loginFields

export const settingsSchema = z
  .strictObject({
    ...fields,
    /** The agent's id, which begins with `0Xx`. "Agentforce (Default)" agents cannot be used over the API. */
    agentId: z
      .string({ error: 'must be the agent’s id' })
      .regex(
        /^0Xx[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/,
        'must be an agent id: 15 or 18 characters that begin with 0Xx',
      ),
    /** Whether answers are shown bit by bit while the agent writes. Default: `true`. */
    streaming: z.boolean().default(true),
    /** How the start request becomes the agent's variables. */
    variables: z
      .strictObject({
        /** The variable that carries the customer identifier; `false`: not sent. Default: `customerIdentifier`. */
        customerIdentifier: z.union([variableName, z.literal(false)]).default('customerIdentifier'),
        /** What an attribute of the start request is called in the agent. Default: as it is. */
        names: z.record(variableName, variableName).default({}),
        /** Variables that every session carries. */
        fixed: z.record(variableName, z.string()).default({}),
      })
      .prefault({}),
    /** The variable that tells what was said before. Default: the agent is not told. */
    transcript: z
      .strictObject({ variable: variableName, maxCharacters: z.number().int().positive().default(4_000) })
      .optional(),
    /** Looks the customer up before a start, by the customer identifier; what is found becomes variables. */
    contact: contactSchema.omit({ linkEndUser: true }).optional(),
    /** Writes a record when a conversation has ended, for example a Case. Default: none. */
    recordAtEnd: recordAtEndSchema.optional(),
  })
  .superRefine(checkLogin, besidesOtherProblems)

/** Settings as they are written: defaults may be left out. */
export type SalesforceAgentforceSettings = z.input<typeof settingsSchema>
/** Settings with every default filled in. */
export type AgentforceSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceAgentforceSettings): AgentforceSettings {
  return readSettings(settingsSchema, written, 'salesforceAgentforce')
}
