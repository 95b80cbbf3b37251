import type { PlatformEvent } from '@conversation-hub/core'

/**
 * Whether a session that has joined hears what is said before it asks for the replay is not documented. Where it does, the same
 * message comes again in the replay, behind what was said before it: that is its place.
 */
export function inPlace(replayed: ReadonlyArray<PlatformEvent>): PlatformEvent[] {
  const places = new Map(replayed.map((event, place) => ['id' in event ? event.id : event, place]))
  return replayed.filter((event, place) => places.get('id' in event ? event.id : event) === place)
}
