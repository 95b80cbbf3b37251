/** A test message: the `n`th of its conversation in its direction. */
export interface Line {
  readonly conversation: string
  readonly n: number
}

/** The text by which a line is recognised wherever it turns up. */
export const textOf = ({ conversation, n }: Line) => `${conversation}#${n}`

/** The line whose text this is, and nothing else; `undefined` for texts that are not the harness's. */
export function lineOf(text: string): Line | undefined {
  const [, conversation, n] = /^([a-z0-9-]+)#(\d+)$/.exec(text) ?? []
  return conversation === undefined ? undefined : { conversation, n: Number(n) }
}
