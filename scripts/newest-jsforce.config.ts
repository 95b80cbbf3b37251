import { jsforceLane } from './jsforce-lane'

/** Everything that goes through jsforce, with the newest one; see `newest-jsforce.mjs`. */
export default jsforceLane('jsforce', [
  'crm',
  'record-at-end',
  'byoc*',
  'agentforce*',
  'availability',
  'canary',
])
