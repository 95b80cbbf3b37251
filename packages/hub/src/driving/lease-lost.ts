/** Another instance drives the conversation now: whatever this one still wanted to write is void. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}
