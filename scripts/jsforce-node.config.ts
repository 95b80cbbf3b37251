import { jsforceLane } from './jsforce-lane'

/** Where an app brings its own connection, with one of `@jsforce/jsforce-node`; see `newest-jsforce.mjs`. */
export default jsforceLane('@jsforce/jsforce-node', ['crm', 'record-at-end'])
