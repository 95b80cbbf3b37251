/** Where the HTTP face serves a file; relative, so that it holds behind any address. */
export function fileUrl(conversationId: string, fileId: string): string {
  return `/v1/conversations/${conversationId}/files/${fileId}`
}
