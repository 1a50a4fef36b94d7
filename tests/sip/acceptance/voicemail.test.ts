import { describe, expect, it } from 'vitest'
import { type Mailbox, makeDocument } from '../../../src/callflow/design/document.ts'
import type { TraceEvent } from '../../../src/callflow/run/trace.ts'
import { settingsFor, startMailServer } from '../../../src/engine/services/mail/testing/mail-server.ts'
import { traceOf } from '../../harness/observe.ts'
import type { SoftCall } from '../../harness/soft-phone.ts'
import { pause, until } from '../../harness/until.ts'
import { acceptanceOffice, company, device, oneStep, toneOf } from './office.ts'

const box = (fields: Partial<Mailbox> = {}): Mailbox =>
  makeDocument('mailbox', {
    id: 'box',
    name: 'Box of B',
    number: '3000',
    ownerId: 'user-1002',
    pin: '0000',
    requirePin: true,
    isSetUp: true,
    skipEnvelope: true,
    skipGreeting: true,
    skipInstructions: true,
    ...fields,
  })
const own = [
  ...company(),
  ...['1001', '1002'].map((extension) => makeDocument('user', { id: `user-${extension}`, name: extension, extension })),
  ...['1001', '1002'].map((username) => device(username, { ownerId: `user-${username}` })),
  box(),
  oneStep('3001', 'check-voicemail', { mailboxId: 'box' }),
  oneStep('*97', 'check-voicemail', {}),
  { ...oneStep([], 'direct-to-voicemail', {}), id: 'direct', patterns: ['^\\*\\*([0-9]+)$'] },
]

/** A leaves messages in B's box. */
describe('acceptance: voicemail', () => {
  const office = acceptanceOffice(['1001', '1002'], own)
  const a = () => office.phone('1001')
  const b = () => office.phone('1002')
  const messages = () => office.engine.control.messages.list({})

  async function trace(): Promise<readonly TraceEvent[]> {
    const [call] = await office.engine.control.calls.list()
    return call ? traceOf(office.engine, call.callId) : []
  }
  /** Prompts that the live call was played so far. */
  const prompts = async () =>
    (await trace()).flatMap((event) => {
      if (event.kind !== 'operation') return []
      const { operation } = event
      const sounds = operation.kind === 'play' ? operation.sounds : operation.kind === 'collect' ? operation.prompt : []
      return sounds.flatMap((sound) => (sound.kind === 'prompt' ? [sound.promptId] : []))
    })
  /** Waits until the prompt is played for the `nth` time, then presses keys. */
  async function at(promptId: string, call: SoftCall, keys = '', nth = 1): Promise<void> {
    await until(`${promptId} ${nth}`, async () => (await prompts()).filter((each) => each === promptId).length >= nth)
    await pause(150)
    if (keys !== '') call.press(keys)
  }
  async function untilRecording(nth = 1): Promise<void> {
    await until('it is recorded', async () => {
      const recordings = (await trace()).filter(
        (event) => event.kind === 'operation' && event.operation.kind === 'record',
      )
      return recordings.length >= nth
    })
    await pause(500) // the tone
  }
  async function hangUp(call: SoftCall): Promise<void> {
    await call.hangUp()
    await until('the call is over', async () => (await office.engine.control.calls.list()).length === 0)
  }
  /** A message of a second and a half, by **3000. */
  async function leave(): Promise<void> {
    const call = await a().dial('**3000')
    await untilRecording()
    await pause(1_500)
    call.press('#')
    await at('vm-review_recording', call, '1')
    await until('it is saved', async () => (await prompts()).includes('vm-saved'))
    await hangUp(call)
  }
  /** An empty box with these settings. */
  async function start(fields: Partial<Mailbox> = {}, account = {}): Promise<void> {
    await office.use([...company(account), box(fields)])
    // A PIN is no state that can be read, so it is not among what is forgotten after each test.
    await office.engine.control.state.write({ scope: 'mailbox', id: 'box', name: 'pin', value: null })
    for (const { messageId } of await messages()) await office.engine.control.messages.remove({ messageId })
  }
  const logIn = async () => {
    const call = await b().dial('3001')
    await at('vm-enter_pass', call, '0000#')
    return call
  }

  it('58. [Voicemail/LeaveMessage] given A composes via **3000, then B hears PIN prompt, new-message count, plays with 1, deletes with 7', async () => {
    await start()
    await leave()
    expect(await messages()).toMatchObject([{ mailboxId: 'box', isNew: true, callerNumber: '1001' }])
    const call = await logIn()
    await at('vm-main_menu', call, '1')
    expect((await prompts()).slice(0, 5)).toEqual([
      'vm-enter_pass',
      'vm-you_have',
      'digits/1',
      'vm-new_message',
      'vm-main_menu',
    ])
    await until('B hears A', () => call.heardMs(toneOf('1001')) > 600)
    await at('vm-message_menu', call, '7')
    await until('it is gone', async () => (await messages()).length === 0)
    await hangUp(call)
  })

  it('59. [Voicemail/LeaveMessageRerecord] given A presses 3 and re-records, then B hears only the second take', async () => {
    await start()
    const composing = await a().dial('**3000')
    await untilRecording()
    await pause(1_200)
    composing.press('#')
    await at('vm-review_recording', composing, '3')
    composing.speak(1_750)
    await untilRecording(2)
    await pause(1_200)
    composing.press('#')
    await at('vm-review_recording', composing, '1', 2)
    await until('it is saved', async () => (await messages()).length === 1)
    await hangUp(composing)
    const call = await logIn()
    await at('vm-main_menu', call, '1')
    await at('vm-message_menu', call)
    expect(call.heardMs(1_750)).toBeGreaterThan(600)
    expect(call.heardMs(toneOf('1001'))).toBe(0)
    await hangUp(call)
  })

  it('60. [Voicemail/SaveMessage] given B saves with 1, then the next login announces a saved message, played with 2', async () => {
    await start()
    await leave()
    const first = await logIn()
    await at('vm-main_menu', first, '1')
    await at('vm-message_menu', first, '1')
    await until('it is kept', async () => (await messages())[0]?.isNew === false)
    await hangUp(first)
    const second = await logIn()
    await at('vm-main_menu', second, '2')
    expect((await prompts()).slice(1, 4)).toEqual(['vm-you_have', 'digits/1', 'vm-saved_message'])
    await until('B hears A', () => second.heardMs(toneOf('1001')) > 600)
    await hangUp(second)
  })

  it('61. [Voicemail/DeleteAfterNotify] given delete_after_notify, then the box content is unchanged after a message', async () => {
    await start()
    await leave()
    const before = await messages()
    const server = await startMailServer()
    await office.use([
      ...company({ mail: settingsFor(server.port) }),
      box({ notifyEmails: ['b@example.test'], afterNotify: 'delete' }),
    ])
    const call = await a().dial('**3000')
    await untilRecording()
    await pause(1_000)
    await hangUp(call)
    await until('the mail', () => server.received.length === 1)
    await until('the box is as before', async () => (await messages()).length === before.length)
    expect(await messages()).toEqual(before)
  })

  it('62. [Voicemail/CheckOtherNoMessages] given A presses * in the greeting and the PIN, then A hears no messages', async () => {
    await start({ skipGreeting: false })
    const call = await a().dial('**3000')
    await at('vm-person', call, '*')
    await at('vm-enter_pass', call, '0000#')
    await at('vm-no_messages', call)
    await hangUp(call)
  })

  it('63. [Voicemail/OwnerChangePin] given B opens settings 5 then 3 and enters a PIN twice, then the PIN is stored', async () => {
    await start()
    const call = await logIn()
    await at('vm-main_menu', call, '5')
    await at('vm-settings_menu', call, '3')
    await at('vm-enter_new_pin', call, '2580#')
    await at('vm-enter_new_pin_confirm', call, '2580#')
    await at('vm-pin_set', call)
    await hangUp(call)
    const again = await b().dial('3001')
    await at('vm-enter_pass', again, '0000#')
    await at('vm-fail_auth', again)
    await at('vm-enter_pass', again, '2580#', 2)
    await at('vm-main_menu', again)
    await hangUp(again)
  })

  /** PIN twice and a greeting; the box knows that afterwards. */
  async function wizard(call: SoftCall): Promise<void> {
    await at('vm-setup_intro', call, '#')
    await at('vm-enter_new_pin', call, '2580#')
    await at('vm-enter_new_pin_confirm', call, '2580#')
    await at('vm-pin_set', call, '#')
    await at('vm-setup_rec_greeting', call, '#')
    await at('vm-record_greeting', call, '#')
    await untilRecording()
    await pause(1_000)
    call.press('#')
    await at('vm-review_recording', call, '1')
    await at('vm-setup_complete', call)
    const known = await office.engine.control.state.read()
    expect(known.filter(({ id }) => id === 'box').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['greeting', 'set-up']),
    )
    await hangUp(call)
    const again = await b().dial('3001')
    await at('vm-enter_pass', again, '2580#')
    await at('vm-main_menu', again)
    expect(await prompts()).not.toContain('vm-setup_intro')
    await hangUp(again)
  }

  it('64. [Voicemail/SetupOwner] given is_setup false, when the owner calls, then the wizard sets PIN and greeting and marks it set up', async () => {
    await start({ isSetUp: false, pin: '' })
    const call = await b().dial('3001')
    await wizard(call)
  })

  it('65. [Voicemail/SetupOtherUser] given is_setup false, when another phone logs in with box and PIN, then the same wizard runs', async () => {
    await start({ isSetUp: false })
    const call = await a().dial('*97')
    await at('vm-enter_id', call, '3000#')
    await at('vm-enter_pass', call, '0000#')
    await wizard(call)
  })

  it('66. [Voicemail/ResetMailbox] given messages in the box, when they are removed from outside, then the box has none', async () => {
    await start()
    await leave()
    await start()
    const call = await logIn()
    await at('vm-no_messages', call)
    await hangUp(call)
  })
})
