import { killScenario } from './kills'

/** K1 to K5: the process dies while it carries a customer's message to the platform. */
export const killsToPlatform = [
  killScenario({
    id: 'K1',
    title: 'killed before the message is committed',
    kill: { at: 'before-inbox-commit', per: 'message' },
    kinds: ['recognises ids'],
  }),
  killScenario({
    id: 'K2',
    title: 'killed after the commit, before the answer',
    kill: { at: 'after-commit-before-answer', per: 'message' },
    kinds: ['recognises ids'],
  }),
  killScenario({
    id: 'K3',
    title: 'killed after the answer, before the platform is told',
    kill: { at: 'before-send', per: 'message' },
    kinds: ['recognises ids', 'can be read back', 'echoes'],
  }),
  killScenario({
    id: 'K4',
    title: 'killed after the platform took it, before its reply is read',
    kill: { at: 'platform took it', per: 'message' },
    kinds: ['recognises ids', 'can be read back', 'echoes'],
  }),
  killScenario({
    id: 'K5',
    title: 'killed after the reply, before it is recorded',
    kill: { at: 'after-send-before-mark', per: 'message' },
    kinds: ['recognises ids', 'can be read back', 'echoes'],
  }),
]
