import { startPlatform } from '../../faults/platform/platform'
import { createPlatformLog } from '../../faults/platform/platform-log'
import { serve } from '../process/serve'

// The platform behind every subject, in a process of its own, so that its work is nobody's.
const log = createPlatformLog()
const platform = await startPlatform({ kind: 'recognises ids', log })

serve({
  url: () => platform.url,
  created: () => platform.conversations.size,
  /** How many messages of customers it has taken. */
  heard: () => [...platform.conversations.values()].reduce((sum, { taken }) => sum + taken.size, 0),
  /** Says something in each of the newest conversations, whether or not anybody listens. */
  speakInNewest({ count }) {
    for (const conversation of [...platform.conversations.values()].slice(-Number(count)))
      platform.speak(conversation)
  },
  openStreams: platform.openStreams,
  cutStreams: platform.cutStreams,
})
