import { z } from 'zod'
import { recordAtEndSchema, type WrittenRecordAtEnd } from '../crm/record-settings'
import {
  besidesOtherProblems,
  checkLogin,
  contactSchema,
  loginFields,
  type WrittenLogin,
  type WrittenLookup,
} from '../crm/settings'
import { readSettings } from '../settings/read-settings'

const variableName = z.string().min(1).max(255)

const { connection: _ownLoginOnly, ...fields } = loginFields

export const settingsSchema = z
  .strictObject({
    ...fields,
    agentId: z
      .string({ error: 'must be the agent’s id' })
      .regex(
        /^0Xx[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/,
        'must be an agent id: 15 or 18 characters that begin with 0Xx',
      ),
    streaming: z.boolean().default(true),
    variables: z
      .strictObject({
        customerIdentifier: z.union([variableName, z.literal(false)]).default('customerIdentifier'),
        names: z.record(variableName, variableName).default({}),
        fixed: z.record(variableName, z.string()).default({}),
      })
      .prefault({}),
    transcript: z
      .strictObject({ variable: variableName, maxCharacters: z.number().int().positive().default(4_000) })
      .optional(),
    contact: contactSchema.omit({ linkEndUser: true }).optional(),
    recordAtEnd: recordAtEndSchema.optional(),
  })
  .superRefine(checkLogin, besidesOtherProblems)

/** What `salesforceAgentforce()` is given. */
export interface SalesforceAgentforceSettings extends WrittenLogin {
  /** The agent's id, which begins with `0Xx`. "Agentforce (Default)" agents cannot be used over the API. */
  readonly agentId: string
  /** Whether answers are shown bit by bit while the agent writes. Default: `true`. */
  readonly streaming?: boolean | undefined
  /** How the start request becomes the agent's variables. */
  readonly variables?: WrittenVariables | undefined
  /** The variable that tells what was said before. Default: the agent is not told. */
  readonly transcript?: TranscriptVariable | undefined
  /** Looks the customer up before a start, by the customer identifier; what is found becomes variables. Default: no lookup. */
  readonly contact?: WrittenLookup | undefined
  /** Writes a record when a conversation has ended, for example a Case. Default: none. */
  readonly recordAtEnd?: WrittenRecordAtEnd | undefined
}

interface WrittenVariables {
  /** The variable that carries the customer identifier; `false`: not sent. Default: `customerIdentifier`. */
  readonly customerIdentifier?: string | false | undefined
  /** What an attribute of the start request is called in the agent. Default: as it is. */
  readonly names?: Readonly<Record<string, string>> | undefined
  /** Variables that every session carries. Default: none. */
  readonly fixed?: Readonly<Record<string, string>> | undefined
}

interface TranscriptVariable {
  /** Its name. */
  readonly variable: string
  /** Longer transcripts lose their beginning. Default: 4000. */
  readonly maxCharacters?: number | undefined
}

/** Settings with every default filled in. */
export type AgentforceSettings = z.output<typeof settingsSchema>

/** Throws `settings-invalid`, which lists every problem by option and environment variable. */
export function resolveSettings(written: SalesforceAgentforceSettings): AgentforceSettings {
  return readSettings(settingsSchema, written, 'salesforceAgentforce')
}
