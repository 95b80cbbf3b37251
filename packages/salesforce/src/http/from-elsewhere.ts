import type { Answer } from './call'

/** Statuses that a web server gives for an address that it does not know. */
const NOT_MY_ADDRESS = new Set([400, 403, 404, 405])

/**
 * Whether an answer that is no success comes from another server than the API's. A redirect does in any case.
 * At the first contact a web page does, too; later the address is known to be right, and a page is the work of
 * a gateway, whose status still counts.
 */
export function isFromElsewhere(
  { status, mediaType }: Pick<Answer, 'status' | 'mediaType'>,
  isFirstContact: boolean,
): boolean {
  return status < 400 || (isFirstContact && mediaType === 'text/html' && NOT_MY_ADDRESS.has(status))
}

/** Whether a gateway says, with a page of its own, that there is nothing: of the API's conversations it knows nothing. */
export function isPageOfNothing({ status, mediaType }: Pick<Answer, 'status' | 'mediaType'>): boolean {
  return mediaType === 'text/html' && (status === 404 || status === 410)
}
