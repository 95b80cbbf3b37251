import { describe, expect, it } from 'vitest'
import { consentKeyword } from './consent-keyword'

describe('a text message that is a keyword', () => {
  it.each(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])('%s', (word) => {
    expect(consentKeyword(word)).toBe('opt-out')
    expect(consentKeyword(word.toLowerCase())).toBe('opt-out')
  })

  it.each([
    'Stop.',
    ' stop\n',
    '"STOP"',
    'stop!!!',
    'opt out',
    'Opt-Out',
    'STOP ALL',
    'ＳＴＯＰ',
    'Stop 🛑',
    // Phones put an invisible character behind many a symbol, so that it is shown in colours.
    'Stop ❤\uFE0F',
    'STOP *\uFE0F\u20E3',
  ])('opts out however it is written: %j', (text) => expect(consentKeyword(text)).toBe('opt-out'))

  it.each(['START', 'yes', 'Unstop.'])('opts in: %s', (text) => expect(consentKeyword(text)).toBe('opt-in'))

  it.each(['HELP', 'help?'])('asks for help: %s', (text) => expect(consentKeyword(text)).toBe('help'))

  it.each([
    'please stop',
    'stop it',
    'When does it end?',
    'Cancel my order',
    'yes please',
    'I need help',
    '',
    '🙂',
    '1',
  ])('is nothing of the kind in a sentence: %j', (text) => expect(consentKeyword(text)).toBeUndefined())
})
