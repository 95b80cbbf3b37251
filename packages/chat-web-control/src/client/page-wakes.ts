/** What a page notices of its network and its reader. Returns the way to stop listening. */
export function onPageWakes(wakes: { online(): void; offline(): void; visible(): void }): () => void {
  const stop = new AbortController()
  const { signal } = stop
  const visible = () => {
    if (document.visibilityState === 'visible') wakes.visible()
  }
  globalThis.window?.addEventListener('online', wakes.online, { signal })
  globalThis.window?.addEventListener('offline', wakes.offline, { signal })
  // Pages that come back from the browser's back/forward cache get `pageshow` and no visibility change.
  globalThis.window?.addEventListener('pageshow', visible, { signal })
  globalThis.document?.addEventListener('visibilitychange', visible, { signal })
  return () => stop.abort()
}
