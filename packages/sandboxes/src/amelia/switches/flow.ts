import { z } from 'zod'

/** What the scripted Amelia does in a conversation. */
export const flowSwitches = z.object({
  greeting: z
    .enum(['process', 'none'])
    .default('process')
    .describe('Whether the domain has a greeting process; without one only Ready.'),
  menu: z
    .enum(['form', 'text'])
    .default('form')
    .describe('Whether choices are offered as a form, or only named in a text.'),
  autoAgent: z
    .boolean()
    .default(true)
    .describe('Whether the scripted agent Sam takes an escalation while nobody has the desk open.'),
  agentTyping: z
    .enum(['sent', 'withheld'])
    .default('sent')
    .describe('Whether a human agent typing is told (OutboundUserActivityMessage); not documented.'),
  afterAgent: z
    .enum(['amelia', 'closed'])
    .default('amelia')
    .describe('After the agent leaves: back to Amelia, or the conversation is closed.'),
  preClose: z
    .enum(['process', 'none'])
    .default('process')
    .describe('Whether the domain talks before it closes (preCloseBpnId).'),
  firstQueueTextSeconds: z
    .number()
    .min(0)
    .default(5)
    .describe('Seconds in the queue before the first waiting text: 5.'),
  queueTextSeconds: z.number().positive().default(15).describe('Seconds between two waiting texts: 15.'),
})
