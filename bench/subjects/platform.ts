import { startPlatform } from '../../faults/platform/platform'
import { createPlatformLog } from '../../faults/platform/platform-log'
import { serve } from '../process/serve'

// The platform behind every subject, in a process of its own, so that its work is nobody's.
const log = createPlatformLog()
const platform = await startPlatform({ kind: 'recognises ids', log })

serve({
  url: () => platform.url,
  created: () => platform.conversations.size,
  heard: () => log.heard.length,
  openStreams: platform.openStreams,
  cutStreams: platform.cutStreams,
})
