import { runProgram } from './run-program.ts'
import { MAX_SPEECH_BYTES, nearestLanguage, type Speaker, SPEECH_LIMIT_MS, type Voice } from './speaker.ts'

/** espeak-ng. Undefined when the program does not run or has no voice. */
export async function espeak(program: string): Promise<Speaker | undefined> {
  const listed = await runProgram({ program, args: ['--voices'], timeLimitMs: 5_000, maxBytes: 1_000_000 })
  const languages = listed.ok ? languagesIn(listed.output.toString('utf8')) : []
  if (languages.length === 0) return undefined
  return {
    name: 'espeak-ng',
    async speak({ text, language, voice }, signal) {
      const spoken = await runProgram({
        program,
        args: [
          '-v',
          `${nearestLanguage(language, languages) ?? 'en'}${variants[voice]}`,
          '-b',
          '1',
          '--stdin',
          '--stdout',
        ],
        input: text,
        timeLimitMs: SPEECH_LIMIT_MS,
        maxBytes: MAX_SPEECH_BYTES,
        ...(signal ? { signal } : {}),
      })
      return spoken.ok ? { ok: true, bytes: spoken.output } : { ok: false, why: `espeak-ng ${spoken.why}` }
    },
  }
}

/** Voices of every language are men's unless a variant says otherwise. */
const variants: Readonly<Record<Voice, string>> = { default: '+f3', female: '+f3', male: '' }

/** From the table that `--voices` prints: its second column, and `(fr 5)` in the last. MBROLA's are listed without being there. */
export function languagesIn(table: string): readonly string[] {
  const rows = table
    .split('\n')
    .slice(1)
    .filter((row) => !/\smb\//.test(row))
  const own = rows.flatMap((row) => /^\s*\d+\s+(\S+)/.exec(row)?.[1] ?? [])
  const others = rows.flatMap((row) => [...row.matchAll(/\(([A-Za-z0-9-]+) \d+\)/g)].map(([, tag]) => tag ?? ''))
  return [...new Set([...own, ...others])].filter((tag) => /^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/.test(tag))
}
