/**
 * Collects bytes in one piece: for a body that comes byte by byte, separate pieces would take a hundred times as much
 * memory.
 */
export function createGrowingBuffer() {
  let buffer: Buffer = Buffer.alloc(0)
  let length = 0
  return {
    /**
     * How many bytes there are so far. A function, because an accessor would make every request noticeably more
     * expensive.
     */
    length: () => length,
    add(chunk: Buffer): void {
      const needed = length + chunk.length
      if (length === 0) buffer = chunk
      else {
        if (needed > buffer.length) {
          const grown = Buffer.allocUnsafe(2 * needed)
          buffer.copy(grown, 0, 0, length)
          buffer = grown
        }
        chunk.copy(buffer, length)
      }
      length = needed
    },
    content: (): Buffer => buffer.subarray(0, length),
  }
}
