/** A line of SDP: its letter, and what follows the `=`. */
export type SdpLine = readonly [type: string, value: string]

/** The value of the first `a=name:value`. */
export function attribute(lines: readonly SdpLine[], name: string): string | undefined {
  return attributes(lines, name, 1)[0]
}

/** The values of the first `limit` of them, in their order. */
export function attributes(lines: readonly SdpLine[], name: string, limit: number): string[] {
  const start = `${name}:`
  const found: string[] = []
  for (const [type, value] of lines) {
    if (type !== 'a' || !value.startsWith(start)) continue
    found.push(value.slice(start.length).trim())
    if (found.length === limit) break
  }
  return found
}

/** Whether there is an `a=name`. */
export function hasFlag(lines: readonly SdpLine[], name: string): boolean {
  return lines.some(([type, value]) => type === 'a' && value === name)
}
