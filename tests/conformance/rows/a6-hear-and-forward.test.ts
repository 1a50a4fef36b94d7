import { describe, expect, it } from 'vitest'
import { type Mailbox, makeDocument } from '../../../src/callflow/design/document.ts'
import { readKazoo } from '../../../src/callflow/exchange/kazoo/import.ts'
import { call, drawFlow, heard, insideCaller, operations } from '../../../src/callflow/rehearse/small-design.ts'

/** The owner hears two new messages of 12 s each; box-2 is the newest. */
function hearing(choices: readonly string[], fields: Partial<Mailbox> = {}, other: Partial<Mailbox> = {}) {
  const mailbox = makeDocument('mailbox', {
    id: 'box',
    name: 'Box',
    number: '8102',
    ownerId: 'user-1001',
    isSetUp: true,
    skipEnvelope: true,
    ...fields,
  })
  const theirs = makeDocument('mailbox', { id: 'theirs', name: 'Theirs', number: '8103', ...other })
  return call([drawFlow({ nodes: { 'check-voicemail': { mailboxId: 'box' } } })], ['keys:1', ...choices], {
    caller: insideCaller('1001'),
    documents: [mailbox, theirs],
    world: { mailboxes: [{ mailboxId: 'box', newMessages: 2, savedMessages: 0 }] },
  })
}

const lastHeard = (rehearsal: ReturnType<typeof hearing>) => heard(rehearsal).at(-1)

describe('A6: rewind and fast forward', () => {
  /** Where each play of the message began. */
  const starts = (choices: readonly string[], fields: Partial<Mailbox> = {}) =>
    operations(hearing(choices, fields), 'play')
      .filter(({ sounds }) => sounds[0]?.kind === 'message')
      .map(({ startAtMs }) => startAtMs)

  it('A6: given a message that plays, when 8 is pressed after 2 s, then it goes on 10 s later', () => {
    expect(starts(['keys:8'], { seekSec: 5 })).toEqual([0, 7_000])
    expect(starts(['keys:8'])).toEqual([0, 12_000])
  })

  it('A6: given a message that plays, when 5 is pressed, then it goes on 10 s earlier, from the beginning at most', () => {
    expect(starts(['keys:5'])).toEqual([0, 0])
    expect(starts(['keys:8', 'keys:5'], { seekSec: 5 })).toEqual([0, 7_000, 4_000])
  })

  it('A6: given a message of 12 s, when 8 leads past its end, then the menu follows at once', () => {
    const past = hearing(['keys:8', 'finished'])
    expect(lastHeard(past)).toBe('vm-seek_menu')
    expect(past.atMs - hearing(['keys:8']).atMs).toBe(0)
  })

  it('A6: given the menu after a message, when 5 is pressed, then its last 10 s are heard again', () => {
    expect(starts(['finished', 'keys:5'])).toEqual([0, 2_000])
    const again = hearing(['finished', 'keys:5', 'finished'])
    expect(again.atMs - hearing(['finished', 'keys:5']).atMs).toBe(10_000)
  })

  it('A6: given a box where it is off, when 5 or 8 is pressed, then they mean nothing', () => {
    for (const key of ['keys:5', 'keys:8'])
      expect(lastHeard(hearing([key], { seek: false }))).toBe('menu-invalid_entry')
    expect(lastHeard(hearing(['finished'], { seek: false }))).toBe('vm-message_menu')
  })

  it('A6: given boxes of Kazoo, when they are imported, then it is off unless it says on, with the time it says', () => {
    const read = (fields: object) => {
      const text = JSON.stringify({ id: 'box', name: 'Box', mailbox: '1', ...fields })
      return readKazoo([{ path: 'vmboxes/box.json', text }]).documents[0]
    }
    expect(read({})).toMatchObject({ seek: false, seekSec: 10 })
    expect(read({ is_voicemail_ff_rw_enabled: true, seek_duration_ms: 5_000 })).toMatchObject({
      seek: true,
      seekSec: 5,
    })
  })
})

describe('A6: forwarding', () => {
  const forwarded = (choices: readonly string[], other: Partial<Mailbox> = {}) =>
    hearing(['keys:3', ...choices], {}, other)
  const asIs = ['keys:8103#', 'keys:#', 'finished']
  const introduced = ['keys:8103#', 'keys:1', 'finished', 'keys:#', 'keys:1']

  it('A6: given a message, when 3 and a box are keyed, then that box has a new copy and the message stays', () => {
    const done = forwarded(asIs)
    expect(done.world.messagesOf('theirs')).toMatchObject([
      { isNew: true, callerNumber: '+16045550123', durationMs: 12_000 },
    ])
    expect(done.world.messagesOf('box')).toHaveLength(2)
    expect(heard(done)).toContain('vm-forwarded')
  })

  it('A6: given a box that does not exist, when it is keyed, then nothing is forwarded', () => {
    expect(lastHeard(forwarded(['keys:9#']))).toBe('vm-forward_abort')
  })

  it('A6: given a box that is full, when the message is forwarded there, then it is not', () => {
    expect(lastHeard(forwarded(['keys:1001#', 'keys:#']))).toBe('vm-forwarded')
    const done = hearing(['keys:3', ...asIs, 'keys:3', 'keys:8103#', 'keys:#'], {}, { maxMessages: 1 })
    expect(lastHeard(done)).toBe('vm-forward_abort')
  })

  it('A6: given an introduction is wanted, when it was said and kept, then it is the beginning of the copy', () => {
    const done = forwarded(introduced)
    const [copied] = operations(done, 'update-message')
    expect(copied?.change).toMatchObject({
      kind: 'copy-to',
      introduction: { recordingId: 'recording-1', durationMs: 10_000 },
    })
    expect(done.world.messagesOf('theirs')).toMatchObject([{ durationMs: 22_000 }])
    expect(done.world.messagesOf('box').at(-1)?.durationMs).toBe(12_000)
  })

  it('A6: given an introduction, when 2 or 3 is pressed, then it is heard or said again', () => {
    const review = introduced.slice(0, 4)
    expect(lastHeard(forwarded([...review, 'keys:2']))).toBe('recording')
    expect(forwarded([...review, 'keys:3', 'finished']).question?.operation.kind).toBe('record')
  })

  it('A6: given an introduction, when the caller hangs up before keeping it, then nothing is forwarded', () => {
    const gone = forwarded([...introduced.slice(0, 4), 'hang-up'])
    expect(operations(gone, 'update-message')).toEqual([])
    expect(operations(gone, 'discard-recording')).toHaveLength(1)
  })

  it('A6: given a box that notifies, when a copy arrives there, then its people are told and the copy is deleted after it', () => {
    const other: Partial<Mailbox> = { notifyEmails: ['a@example.test'], afterNotify: 'delete' }
    const told = forwarded(asIs.slice(0, 2), other)
    expect(told.question?.operation).toMatchObject({ kind: 'notify-message', mailboxId: 'theirs', messageId: 'copy-1' })
    expect(forwarded([...asIs.slice(0, 2), 'sent'], other).world.messagesOf('theirs')).toEqual([])
    expect(forwarded([...asIs.slice(0, 2), 'not-sent'], other).world.messagesOf('theirs')).toHaveLength(1)
  })
})

describe('A6: boxes of Kazoo', () => {
  it('A6: given a box of Kazoo, when it is imported, then every setting is taken; saving wins over deleting', () => {
    const box = {
      id: 'box',
      name: 'Box',
      mailbox: '8102',
      delete_after_notify: true,
      save_after_notify: true,
      include_message_on_notify: false,
      transcribe: true,
      media_extension: 'wav',
      notify_email_addresses: ['a@example.test'],
      timezone: 'America/Vancouver',
      not_configurable: true,
      check_if_owner: false,
      oldest_message_first: true,
      skip_envelope: true,
      announcement_only: true,
    }
    const [read] = readKazoo([{ path: 'vmboxes/box.json', text: JSON.stringify(box) }]).documents
    expect(read).toMatchObject({
      afterNotify: 'save',
      attachMessage: false,
      transcription: true,
      attachmentFormat: 'wav',
      notifyEmails: ['a@example.test'],
      timezone: 'America/Vancouver',
      isConfigurable: false,
      ownerGoesToCheck: false,
      oldestFirst: true,
      skipEnvelope: true,
      announcementOnly: true,
    })
  })
})
