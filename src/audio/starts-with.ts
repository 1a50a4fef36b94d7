/** Whether these letters, a byte each, stand at a place. */
export function startsWith(bytes: Uint8Array, at: number, word: string): boolean {
  if (bytes.length < at + word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false
  return true
}
