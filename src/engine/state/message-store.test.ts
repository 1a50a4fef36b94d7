import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { wavHeader } from '../media/files/wav-format.ts'
import { openEngineDatabase } from './engine-database.ts'
import { createKeptSounds } from './kept-sounds.ts'
import { createMessageStore } from './message-store.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

function spoken(folder: string, text = 'hello'): string {
  const path = join(folder, 'spool.wav')
  writeFileSync(path, text)
  return path
}

async function storeWithMessage(onChanged: (mailboxId: string) => void = () => {}) {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  onTestFinished(() => void db.close())
  const store = createMessageStore(db, folder, { onChanged })
  const message = {
    messageId: 'm1',
    mailboxId: 'box',
    receivedMs: 1_000,
    durationMs: 5_000,
    callerName: 'Kim',
    callerNumber: '+16045550111',
    isNew: true,
    wasCutShort: false,
  }
  await store.add(message, spoken(folder))
  return { store, message, folder }
}

describe('voicemail messages (A6)', () => {
  it('are new until they are saved', async () => {
    const { store } = await storeWithMessage()
    expect(store.counts('box')).toEqual({ newMessages: 1, savedMessages: 0 })
    expect(store.markSaved('m1')).toBe(true)
    expect(store.counts('box')).toEqual({ newMessages: 0, savedMessages: 1 })
    expect(store.markSaved('other')).toBe(false)
  })

  it('tell of every change that a list of them must show', async () => {
    const changed: string[] = []
    const { store } = await storeWithMessage((mailboxId) => changed.push(mailboxId))
    store.markSaved('m1')
    store.markSaved('m1') // heard already
    await store.remove('m1')
    await store.remove('m1') // gone already
    expect(changed).toEqual(['box', 'box'])
  })

  it('are as whoever has the box wants them: new again, in another box, deleted and taken back', async () => {
    const changed: string[] = []
    const { store, message } = await storeWithMessage((mailboxId) => changed.push(mailboxId))
    store.markSaved('m1')
    expect([store.markNew('m1'), store.counts('box').newMessages]).toEqual([true, 1])
    expect([store.moveTo('m1', 'other'), store.list('box'), store.list('other')]).toEqual([
      true,
      [],
      [{ ...message, mailboxId: 'other' }],
    ])
    expect([store.trash('m1', 5), store.list('other'), store.counts('other')]).toEqual([
      true,
      [],
      { newMessages: 0, savedMessages: 0 },
    ])
    expect(store.list('other', { withDeleted: true })).toMatchObject([{ messageId: 'm1', deletedMs: 5, isNew: true }])
    expect([store.restore('m1'), store.counts('other').newMessages]).toEqual([true, 1])
    expect(changed).toEqual(['box', 'box', 'box', 'other', 'other', 'other'])
    expect([store.markNew('x'), store.moveTo('x', 'box'), store.trash('x', 1), store.restore('x')]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('are kept for a week once they are deleted, also over a restart, and deleted again are gone', async () => {
    const { store, folder } = await storeWithMessage()
    const sound = join(folder, 'messages', 'm1.wav')
    store.trash('m1', 1_000)
    const db = openEngineDatabase(folder)
    onTestFinished(() => void db.close())
    const again = createMessageStore(db, folder)
    expect(again.list('box', { withDeleted: true })).toMatchObject([{ deletedMs: 1_000 }])
    const weekMs = 7 * 86_400_000
    again.purge(1_000 + weekMs)
    expect(existsSync(sound)).toBe(true)
    again.purge(1_001 + weekMs)
    await expect.poll(() => existsSync(sound)).toBe(false)
    const other = await storeWithMessage()
    expect(await other.store.discard('m1', 1)).toBe(true)
    expect(other.store.list('box', { withDeleted: true })).toHaveLength(1)
    expect(await other.store.discard('m1', 2)).toBe(true)
    expect(other.store.list('box', { withDeleted: true })).toEqual([])
    expect(await other.store.discard('m1', 3)).toBe(false)
  })

  it('are copied with their sound, as new, and live on when the first is removed', async () => {
    const { store, message } = await storeWithMessage()
    store.markSaved('m1')
    const copy = await store.copy('m1', { messageId: 'm2', mailboxId: 'other' })
    expect(copy).toEqual({ ...message, messageId: 'm2', mailboxId: 'other', isNew: true })
    expect(await store.remove('m1')).toBe(true)
    expect(store.list('other')).toEqual([copy])
    expect((await store.audio('m2'))?.toString()).toBe('hello')
    expect(await store.copy('m1', { messageId: 'm3', mailboxId: 'other' })).toBeUndefined()
  })

  it('are copied with an introduction before them, in one file that lasts as long as both', async () => {
    const { store, folder } = await storeWithMessage()
    const wav = (path: string, ...values: number[]) => {
      writeFileSync(path, Buffer.concat([wavHeader(values.length), Buffer.from(Int16Array.from(values).buffer)]))
      return path
    }
    wav(store.pathOf('m1') ?? '', 3, 4, 5)
    const introduction = { wavPath: wav(join(folder, 'introduction.wav'), 1, 2), durationMs: 700 }
    const copy = await store.copy('m1', { messageId: 'm2', mailboxId: 'other' }, introduction)
    expect(copy).toMatchObject({ messageId: 'm2', durationMs: 5_700, isNew: true, callerName: 'Kim' })
    expect(await store.audio('m2')).toEqual(readFileSync(wav(join(folder, 'both.wav'), 1, 2, 3, 4, 5)))
  })

  it('with an introduction that is no recording are not copied', async () => {
    const { store, folder } = await storeWithMessage()
    const introduction = { wavPath: spoken(folder, 'no sound'), durationMs: 700 }
    expect(await store.copy('m1', { messageId: 'm2', mailboxId: 'other' }, introduction)).toBeUndefined()
    expect(store.list('other')).toEqual([])
  })
})

describe('greetings and names recorded by phone (A6)', () => {
  const greeting = { kind: 'mailbox-greeting', id: 'box-1' } as const

  it('the last one recorded is played, until it is forgotten', async () => {
    const folder = temporaryFolder()
    const kept = createKeptSounds(folder)
    expect(kept.pathOf(greeting)).toBeUndefined()
    await kept.keep(greeting, spoken(folder, 'first'))
    const second = spoken(folder, 'second')
    await kept.keep(greeting, second)
    expect(readFileSync(kept.pathOf(greeting) ?? '', 'utf8')).toBe('second')
    expect(existsSync(second)).toBe(false)
    expect(kept.pathOf({ ...greeting, kind: 'mailbox-name' })).toBeUndefined()
    await kept.forget(greeting)
    expect(kept.pathOf(greeting)).toBeUndefined()
    await kept.forget(greeting)
  })

  it('are files of their own folder, whatever the id says', () => {
    const kept = createKeptSounds(temporaryFolder())
    expect(() => kept.pathOf({ ...greeting, id: '../messages/m1' })).toThrow('is no document id')
  })
})
