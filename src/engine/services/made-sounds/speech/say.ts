import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { MAX_SPEECH_BYTES, nearestLanguage, type Speaker, SPEECH_LIMIT_MS } from './speaker.ts'

/** macOS's `say`. It writes files only. Undefined when the program does not run or has no voice. */
export async function say(program: string): Promise<Speaker | undefined> {
  const listed = await runProgram({ program, args: ['-v', '?'], timeLimitMs: 5_000, maxBytes: 1_000_000 })
  const voices = listed.ok ? voicesIn(listed.output.toString('utf8')) : new Map<string, string>()
  if (voices.size === 0) return undefined
  return {
    name: 'say',
    async speak({ text, language }, signal) {
      const folder = await mkdtemp(join(tmpdir(), 'callwright-say-'))
      const path = join(folder, 'spoken.wav')
      try {
        const voice = voices.get(nearestLanguage(language, [...voices.keys()]) ?? '')
        const spoken = await runProgram({
          program,
          args: [...(voice === undefined ? [] : ['-v', voice]), '-o', path, '--data-format=LEI16@22050', '-f', '-'],
          input: text,
          timeLimitMs: SPEECH_LIMIT_MS,
          maxBytes: 10_000,
          ...(signal ? { signal } : {}),
        })
        if (!spoken.ok) return { ok: false, why: `say ${spoken.why}` }
        const { size } = await stat(path)
        if (size > MAX_SPEECH_BYTES) return { ok: false, why: `say made more than ${MAX_SPEECH_BYTES} bytes` }
        return { ok: true, bytes: await readFile(path) }
      } catch (error) {
        return { ok: false, why: `say left no sound: ${error instanceof Error ? error.message : String(error)}` }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

/** Lines such as `Anna (Premium)      de_DE    # Hallo! Ich heiße Anna.`: the first voice of each language, whose gender is not told. */
export function voicesIn(list: string): ReadonlyMap<string, string> {
  const voices = new Map<string, string>()
  for (const line of list.split('\n')) {
    const [, name, tag] = /^(\S.*?)\s+([a-z]{2,3}[_-][A-Za-z0-9_-]+)\s+#/.exec(line) ?? []
    const language = tag?.replaceAll('_', '-')
    if (name !== undefined && language !== undefined && !voices.has(language)) voices.set(language, name)
  }
  return voices
}
