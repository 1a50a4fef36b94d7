/** What the disk's refusal says in short; the path and the bytes are in its message. */
export function whatIsWrong(data: unknown): string {
  const why: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'why') : undefined
  return why === 'disk-full' ? 'The disk is full.' : 'The disk does not take what is written.'
}

/** Of the open design, or of the one named. */
export function unsavedWords(count: number, designName?: string): string {
  const of = designName === undefined ? '' : ` of “${designName}”`
  return count === 1
    ? `${designName === undefined ? 'Your last change' : `One change${of}`} is not saved yet.`
    : `${designName === undefined ? `Your last ${count} changes` : `${count} changes${of}`} are not saved yet.`
}

/** `12 MB left on disk`: below a megabyte there is as good as none. */
export function spaceLeft(freeBytes: number): string {
  return `${Math.floor(freeBytes / 1_000_000)} MB left on disk`
}
