import { expect, it, onTestFinished } from 'vitest'
import { makeDocument } from '../../callflow/design/document.ts'
import { snapshotOf } from '../../callflow/design/snapshot.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngineDatabase } from '../state/engine-database.ts'
import { createMessageStore } from '../state/message-store.ts'
import { temporaryFolder } from '../state/testing/temporary-folder.ts'
import { changeMessage } from './change-message.ts'

async function world() {
  const folder = temporaryFolder()
  const db = openEngineDatabase(folder)
  onTestFinished(() => void db.close())
  const messages = createMessageStore(db, folder)
  const spoken = join(folder, 'spoken.wav')
  writeFileSync(spoken, 'sound')
  const times = { receivedMs: 1, durationMs: 2 }
  const from = { callerName: '', callerNumber: '', isNew: true, wasCutShort: false }
  await messages.add({ messageId: 'm', mailboxId: 'a', ...times, ...from }, spoken)
  const design = snapshotOf(
    ['a', 'b'].map((id) => makeDocument('mailbox', { id, name: id, number: id === 'a' ? '1' : '2' })),
  )
  return { bundles: { active: { design } }, state: { messages }, clock: { wall: () => 99 } }
}

it('changes what is named and nothing else', async () => {
  const of = await world()
  const { messages } = of.state
  expect(changeMessage(of, { messageId: 'm', isNew: false })).toBe(true)
  expect(messages.get('m')).toMatchObject({ isNew: false, mailboxId: 'a' })
  expect(changeMessage(of, { messageId: 'm', mailboxId: 'b', isNew: true })).toBe(true)
  expect(messages.get('m')).toMatchObject({ isNew: true, mailboxId: 'b' })
  expect(changeMessage(of, { messageId: 'm', isDeleted: true })).toBe(true)
  expect(messages.get('m')).toMatchObject({ deletedMs: 99 })
  expect(changeMessage(of, { messageId: 'm', isDeleted: false })).toBe(true)
  expect(messages.get('m')?.deletedMs).toBeUndefined()
})

it('moves nothing to a box that is not there, and knows no message that is gone', async () => {
  const of = await world()
  expect(changeMessage(of, { messageId: 'm', mailboxId: 'nowhere', isNew: false })).toBe(false)
  expect(of.state.messages.get('m')).toMatchObject({ isNew: true, mailboxId: 'a' })
  expect(changeMessage(of, { messageId: '../m', isNew: false })).toBe(false)
  expect(changeMessage({ ...of, bundles: { active: undefined } }, { messageId: 'm', mailboxId: 'b' })).toBe(false)
})
