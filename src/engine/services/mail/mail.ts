import type { WaitingMail } from '../../state/mail-rows.ts'

/**
 * One mail as it waits: everything it says, and the voicemail message whose recording it brings, which stays in its box. `createdMs` is by the clock on the
 * wall: its date. `about` is for notices and logs: without anybody's address or number.
 */
export type Mail = WaitingMail['mail']

/** What may stand in a header or a line of text: one line, nothing that cannot be seen, at most `max` characters. */
export function oneLine(text: string, max: number): string {
  const visible = text
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return visible.length <= max
    ? visible
    : `${visible
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}

/** What a server said, as notices and logs may have it: one line, no addresses. */
export const serverWords = (text: string): string =>
  oneLine(text, 300).replaceAll(/[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/g, '(an address)')
