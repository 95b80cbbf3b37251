import type { ErrorCode } from '@conversation-hub/core'
import { expect } from 'vitest'
import { errorOf, expectSilentAbout } from '../leaks'
import { given } from '../observe'
import type { Scenario, SkipRule } from '../scenario'

const expires: SkipRule = ({ double }) =>
  double.expireAccess ? undefined : 'the double cannot let the access expire'

const HONEST: ReadonlyArray<ErrorCode> = [
  'platform-session-expired',
  'platform-session-gone',
  'platform-auth-failed',
]

export const access: ReadonlyArray<Scenario> = [
  {
    name: 'goes on after its access expired, or says clearly that it cannot',
    skip: expires,
    async run(bench) {
      const { double } = bench
      const { conversation } = await bench.begin()
      await conversation.send('before')
      await given(double.expireAccess)(conversation)
      const sent = await conversation.send('after').then(
        () => true,
        () => false,
      )
      const received = (await double.received(conversation)).map(({ text }) => text)
      if (sent) return expect(received).toEqual(['before', 'after'])
      expect(received).toEqual(['before'])
      const error = await errorOf(() => conversation.send('again'))
      expect([...HONEST, 'conversation-ended']).toContain(error.code)
      expectSilentAbout(error, bench.secrets)
    },
  },
]
