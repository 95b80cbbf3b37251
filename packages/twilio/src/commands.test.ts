import { describe, expect, it } from 'vitest'
import { messageForm } from './commands'

const to = '+12025550123'
const command = (text: string, mediaUrls: string[] = []) => ({
  commandId: '1',
  to,
  message: { text, mediaUrls },
})

describe('the fields of a message', () => {
  it.each<[string, ReturnType<typeof command>, string | undefined, string[][]]>([
    ['text', command('Hello & welcome'), undefined, [['Body', 'Hello & welcome']]],
    [
      'files',
      command('', ['https://a.example/1', 'https://a.example/2']),
      undefined,
      [
        ['MediaUrl', 'https://a.example/1'],
        ['MediaUrl', 'https://a.example/2'],
      ],
    ],
    [
      'where to report',
      command('Hi'),
      'https://hub.example.com/webhooks/twilio',
      [
        ['Body', 'Hi'],
        ['StatusCallback', 'https://hub.example.com/webhooks/twilio'],
      ],
    ],
  ])('%s', (_name, one, webhookUrl, fields) => {
    const form = messageForm(one, { from: '+12025550100', webhookUrl: () => webhookUrl })
    const always = [
      ['To', to],
      ['From', '+12025550100'],
      ['ValidityPeriod', '1800'],
    ]
    expect([...form]).toEqual([...always, ...fields])
  })
})
