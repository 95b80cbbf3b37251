/** Another instance drives the conversation now, so this one may not write to it any more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}
