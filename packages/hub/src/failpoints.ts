/**
 * Moments at which a fault test may end the process, to see what survives. Only a process under test passes such a
 * function; everywhere else it does nothing.
 */
export type FailpointName =
  | 'before-inbox-commit'
  | 'after-commit-before-answer'
  | 'before-send'
  | 'after-send-before-mark'
  | 'after-mark'
  | 'event-read-before-insert'
  | 'before-start-commit'
  | 'after-start-commit-before-answer'
  | 'start-intent-stored'
  | 'start-created-before-mark'
  | 'during-renewal'
  | 'before-carrying'
  | 'after-carrying-before-mark'

/** Called at each of these moments, with its name. */
export type Failpoint = (name: FailpointName) => void
