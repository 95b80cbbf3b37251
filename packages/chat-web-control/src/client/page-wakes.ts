/** What a page notices that makes waiting for the next try pointless. Returns the way to stop listening. */
export function onPageWakes(wakes: { online(): void; visible(): void }): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const visible = () => {
    if (document.visibilityState === 'visible') wakes.visible()
  }
  globalThis.window?.addEventListener('online', wakes.online, { signal })
  // Pages that come back from the browser's back/forward cache get `pageshow` and no visibility change.
  globalThis.window?.addEventListener('pageshow', visible, { signal })
  globalThis.document?.addEventListener('visibilitychange', visible, { signal })
  return () => stop.abort()
}
