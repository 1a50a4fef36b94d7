/** Why there is no microphone, and what helps, by the name of what `getUserMedia` threw. */
export function microphoneProblem(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  return words[name] ?? 'The microphone cannot be used.'
}

/** For pages that the browser gives no microphones at all. */
export const NOT_SECURE = 'This page may not use microphones: browsers allow it at 127.0.0.1 and over https only.'

const words: Readonly<Record<string, string>> = {
  NotAllowedError:
    'The microphone was not allowed. Allow it for this page in the browser, beside the address, or in the system’s settings.',
  SecurityError: NOT_SECURE,
  TypeError: NOT_SECURE,
  NotFoundError: 'This computer has no microphone. A sound can speak in its place.',
  OverconstrainedError: 'The chosen microphone is not there any more.',
  NotReadableError: 'Another program has the microphone.',
  AbortError: 'The microphone stopped.',
}
