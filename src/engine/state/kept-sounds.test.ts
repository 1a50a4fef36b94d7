import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createKeptSounds } from './kept-sounds.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

it('what was kept is there until it is forgotten, also after a start, and nothing else is', async () => {
  const folder = temporaryFolder()
  const kept = createKeptSounds(folder)
  const [greeting, name] = [
    { kind: 'mailbox-greeting', id: 'box' } as const,
    { kind: 'mailbox-name', id: 'box' } as const,
  ]
  expect(kept.pathOf(greeting)).toBeUndefined()
  const spoken = join(folder, 'spoken.wav')
  writeFileSync(spoken, 'hello')
  await kept.keep(greeting, spoken)
  expect(readFileSync(kept.pathOf(greeting) ?? '', 'utf8')).toBe('hello')
  expect([kept.pathOf(name), existsSync(spoken)]).toEqual([undefined, false])
  const later = createKeptSounds(folder)
  const path = later.pathOf(greeting) ?? ''
  expect(path).toBe(kept.pathOf(greeting))
  await later.forget(greeting)
  expect([later.pathOf(greeting), existsSync(path)]).toEqual([undefined, false])
})
