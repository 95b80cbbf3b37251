import { z } from 'zod'
import type { CrmSource } from './connection'
import { soqlText } from './soql'

const versionSchema = z.object({ Status: z.string() })

/**
 * Whether an agent is active; `undefined` where the run-as user may not see it. Salesforce, object reference: one of
 * an agent's BotVersion records is active, or none is.
 */
export async function isAgentActive(crm: CrmSource, agentId: string): Promise<boolean | undefined> {
  const soql = `SELECT Status FROM BotVersion WHERE BotDefinitionId = ${soqlText(agentId)}`
  try {
    const { records } = await (await crm()).query(soql)
    const versions = records.flatMap((record) => versionSchema.safeParse(record).data ?? [])
    return versions.length === 0 ? undefined : versions.some(({ Status }) => Status === 'Active')
  } catch {
    // A record that cannot be read says nothing about whether a start would be refused.
    return undefined
  }
}
